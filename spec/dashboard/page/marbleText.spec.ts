import { describe, expect, it } from '@jest/globals';
import { marbleText } from '../../../lib/dashboard/page/views/conversation/marbleText.js';
import { parseDiagram } from '../../../lib/marbles/diagram.js';
import { sequenceLine } from './sequenceLines.js';

function diagramsOf(text: string) {
  const row = (name: string) =>
    parseDiagram(
      text
        .split('\n')
        .find((line) => line.startsWith(name))!
        .slice(10),
    );
  return { received: row('received'), sent: row('sent') };
}

const marblesOf = ({ marbles }: ReturnType<typeof parseDiagram>) => marbles.map(({ atMs, symbol }) => [atMs, symbol]);

describe('marbleText', () => {
  it('writes two diagrams that rxpeer/marbles reads, at the times of the messages, and a legend', () => {
    const text = marbleText('Messages', [
      sequenceLine(1, { atMs: 1000, command: 'ping', summary: '0x1', direction: 'sent' }),
      sequenceLine(2, { atMs: 1007, command: 'pong', summary: '0x1' }),
      sequenceLine(3, { atMs: 13_008, command: 'ping', summary: '0x1', direction: 'sent' }),
      sequenceLine(4, { atMs: 13_009.2, command: 'ping', summary: '0x2' }),
    ]);
    const { received, sent } = diagramsOf(text);
    expect(marblesOf(sent)).toEqual([
      [0, 'p'],
      [12_008, 'p'],
    ]);
    expect(marblesOf(received)).toEqual([
      [7, 'P'],
      [12_009, 'i'],
    ]);
    expect(text).toContain('sent      p------- 12s p-');
    expect(text.split('\n').slice(-4)).toEqual(['p  ping 0x1', 'P  pong 0x1', 'i  ping 0x2', '']);
  });

  it('gives messages of one millisecond a column each', () => {
    const text = marbleText('Messages', [
      sequenceLine(1, { atMs: 5, command: 'a' }),
      sequenceLine(2, { atMs: 5, command: 'b', direction: 'sent' }),
      sequenceLine(3, { atMs: 5, command: 'c' }),
    ]);
    expect(text).toContain('received  a-c\nsent      -b-\n');
  });

  it('has a letter for each of a thousand messages, none that could be a time', () => {
    const lines = Array.from({ length: 1000 }, (_, i) =>
      sequenceLine(i + 1, { atMs: i, command: 'ms', summary: `${i}` }),
    );
    const symbols = diagramsOf(marbleText('Messages', lines)).received.marbles.map(({ symbol }) => symbol);
    expect(new Set(symbols).size).toBe(1000);
    expect(symbols.filter((symbol) => /[\dms]/.test(symbol))).toEqual([]);
  });
});
