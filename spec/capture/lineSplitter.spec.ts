import { describe, expect, it } from '@jest/globals';
import { LineSplitter } from '../../lib/capture/lineSplitter.js';
import { captureFaultOf } from '../helpers/capture/decoding.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';
import { chunks } from '../helpers/wire/bytes.js';

const text = (content: string): Uint8Array => Uint8Array.from(content, (character) => character.charCodeAt(0));

describe('LineSplitter', () => {
  it('splits lines at every chunk size, with their numbers and offsets', () => {
    const content = 'one\n\nthree \xe9\n';
    for (let size = 1; size <= content.length; size++) {
      const lines = new LineSplitter(100);
      const seen: unknown[] = [];
      for (const chunk of chunks(text(content), size)) {
        lines.push(chunk);
        for (let line = lines.nextLine(); line !== undefined; line = lines.nextLine()) seen.push(line);
      }
      lines.end();
      expect(seen).toEqual([
        { text: 'one', number: 1, offset: 0 },
        { text: '', number: 2, offset: 4 },
        { text: 'three \xe9', number: 3, offset: 5 },
      ]);
    }
  });

  it('errors for a line above the bound, with the offset of the line', () => {
    const lines = new LineSplitter(10);
    lines.push(text('ab\n0123456789'));
    expect(lines.nextLine()?.text).toBe('ab');
    expect(lines.nextLine()).toBe(undefined);
    expect(captureFaultOf(() => lines.end())).toEqual({ code: 'TRUNCATED', offset: 3 });
    lines.push(text('0'));
    expect(captureFaultOf(() => lines.nextLine())).toEqual({ code: 'MALFORMED', offset: 3 });
  });

  it('needs time proportional to the length of a line that arrives byte by byte', () => {
    const oneByOne = (length: number): number => {
      const lines = new LineSplitter(length);
      const byte = text('a');
      return cpuMsOf(() => {
        for (let i = 0; i < length; i++) {
          lines.push(byte);
          lines.nextLine();
        }
      });
    };
    oneByOne(20_000);
    const small = oneByOne(200_000);
    // 4 times the bytes; a quadratic search would take 16 times as long.
    expect(oneByOne(800_000)).toBeLessThan(small * 10 + 200);
  });
});
