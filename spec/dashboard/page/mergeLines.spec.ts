import { describe, expect, it } from '@jest/globals';
import { mergeLines, NO_CONVERSATION } from '../../../lib/dashboard/page/views/conversation/mergeLines.js';
import { MAX_SEQUENCE_LINES } from '../../../lib/dashboard/protocol/sequence.js';
import { sequenceLine } from './sequenceLines.js';

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => sequenceLine(from + i));
const numbers = ({ lines: all }: typeof NO_CONVERSATION): number[] => all.map(({ number }) => number);

describe('mergeLines', () => {
  it('adds new lines, and skips those that it has', () => {
    const first = mergeLines(NO_CONVERSATION, { peer: 1, lines: lines(1, 3) });
    const second = mergeLines(first, { peer: 1, lines: lines(2, 5) });
    expect([numbers(second), second.state]).toEqual([[1, 2, 3, 4, 5], 'open']);
  });

  it('stores the last MAX_SEQUENCE_LINES lines', () => {
    const full = mergeLines(NO_CONVERSATION, { peer: 1, lines: lines(1, MAX_SEQUENCE_LINES) });
    expect(numbers(full)[0]).toBe(1);
    const beyond = mergeLines(full, { peer: 1, lines: lines(MAX_SEQUENCE_LINES + 1, MAX_SEQUENCE_LINES + 1) });
    expect([beyond.lines.length, numbers(beyond)[0]]).toEqual([MAX_SEQUENCE_LINES, 2]);
  });

  it('knows a connection without lines, an ended one, and an unknown peer; shown lines remain when the program drops them', () => {
    const shown = mergeLines(NO_CONVERSATION, { peer: 1, lines: lines(1, 1) });
    expect(mergeLines(NO_CONVERSATION, { peer: 1, lines: [] }).state).toBe('open');
    expect(mergeLines(shown, { peer: 1, lines: [], isClosed: true }).state).toBe('ended');
    expect(mergeLines(NO_CONVERSATION, { peer: 1, lines: [], isUnknown: true }).state).toBe('unknown');
    expect(mergeLines(shown, { peer: 1, lines: [], isUnknown: true })).toEqual({ lines: shown.lines, state: 'ended' });
  });
});
