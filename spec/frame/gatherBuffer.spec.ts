import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GatherBuffer } from '../../lib/frame/gatherBuffer.js';

/** Distinct for each frame, and each offset that the tests compare. */
const bytesOf = (frame: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) + frame * 101) & 0xff);

/** Appends a frame in pieces of this size, and calls `check` after each piece. */
function gather(
  buffer: GatherBuffer,
  frame: Uint8Array,
  pieceBytes: number,
  check = (): void => undefined,
): Uint8Array {
  for (let start = 0; start < frame.length; start += pieceBytes) {
    buffer.append(frame, start, Math.min(start + pieceBytes, frame.length), frame.length);
    check();
  }
  return buffer.take();
}

describe('GatherBuffer', () => {
  it('returns the bytes of each frame, regardless of the pieces and of other frames that arrive meanwhile', () => {
    const frames = fc.array(fc.tuple(fc.integer({ min: 1, max: 300_000 }), fc.integer({ min: 1000, max: 70_000 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(frames, (sizes) => {
        const pending = sizes.map(([length, pieceBytes], i) => ({
          buffer: new GatherBuffer(),
          frame: bytesOf(i, length),
          pieceBytes,
          at: 0,
        }));
        const taken: [Uint8Array, Uint8Array][] = [];
        while (pending.length > 0) {
          const each = pending.shift()!;
          const end = Math.min(each.at + each.pieceBytes, each.frame.length);
          each.buffer.append(each.frame, each.at, end, each.frame.length);
          each.at = end;
          if (end < each.frame.length) pending.push(each);
          else taken.push([each.buffer.take(), each.frame]);
        }
        for (const [bytes, frame] of taken) expect(Buffer.compare(bytes, frame)).toBe(0);
        expect(taken.every(([bytes, frame]) => bytes.length === frame.length)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('allocates less than twice the bytes that have arrived, and at most the bytes that are wanted', () => {
    const buffer = new GatherBuffer();
    const factors: number[] = [];
    gather(buffer, bytesOf(1, 3_000_000), 4_321, () => factors.push(buffer.bytes.length / buffer.length));
    expect(Math.max(...factors)).toBeLessThan(2);
    expect(Math.min(...factors)).toBe(1);
  });

  it('fills the same buffers again for the next frame, but never one that it has returned', () => {
    const buffersOf = (frame: Uint8Array): Set<ArrayBufferLike> => {
      const buffer = new GatherBuffer();
      const buffers = new Set<ArrayBufferLike>();
      gather(buffer, frame, 65_536, () => buffers.add(buffer.bytes.buffer));
      return buffers;
    };
    const first = [...buffersOf(bytesOf(1, 1_700_000))];
    const second = [...buffersOf(bytesOf(2, 1_700_000))];
    expect(first.map(({ byteLength }) => byteLength)).toEqual([
      65_536, 131_072, 262_144, 524_288, 1_048_576, 1_700_000,
    ]);
    expect(second.slice(0, -1)).toEqual(first.slice(0, -1));
    expect(second.slice(0, -1).every((each, i) => each === first[i])).toBe(true);
    expect(second.at(-1)).not.toBe(first.at(-1));
    // A frame whose size is that of a kept buffer has a buffer of its own.
    const third = [...buffersOf(bytesOf(3, 524_288))];
    expect(third.map((each) => first.includes(each))).toEqual([true, true, true, false]);
  });

  it('keeps no more than one buffer of each size', () => {
    const [a, b] = [new GatherBuffer(), new GatherBuffer()];
    const frame = bytesOf(1, 200_000);
    for (const buffer of [a, b]) buffer.append(frame, 0, 65_536, frame.length);
    const outgrown = [a.bytes, b.bytes];
    for (const buffer of [a, b]) buffer.append(frame, 65_536, 70_000, frame.length);
    const [c, d] = [new GatherBuffer(), new GatherBuffer()];
    for (const buffer of [c, d]) buffer.append(frame, 0, 65_536, frame.length);
    expect([c.bytes === outgrown[1], outgrown.includes(d.bytes)]).toEqual([true, false]);
  });
});
