import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as original from '../../lib/fast/checksumBatch.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';

/** For each batch that the decoder verified ahead, the number of its payloads. */
let batches: number[] = [];

jest.unstable_mockModule('../../lib/fast/checksumBatch.js', () => ({
  ...original,
  countMatching: (...args: Parameters<typeof original.countMatching>) => {
    batches.push(args[1].count);
    return original.countMatching(...args);
  },
}));
// A module that was loaded before the mock keeps the original.
const { bitcoin } = await import('../../lib/networks/bitcoin.js');
const { bytes } = await import('../helpers/wire/bytes.js');
const { faultOf } = await import('../helpers/wire/fault.js');
const { FrameDecoder } = await import('../../lib/frame/frameDecoder.js');

const network = bitcoin.regtest;
/** MAX_FRAMES_AHEAD of lib/fast/verifyChunk.ts. */
const FRAMES_AHEAD = 64;

const good = encodeFrame(network, 'good', Uint8Array.of(1, 2, 3));
const wrongChecksum = bytes(good);
wrongChecksum[20]! ^= 1;
/** The decoder reports the command of this frame before it verifies the checksum. */
const wrongBoth = bytes(wrongChecksum);
wrongBoth[4] = 7;

describe('the number of payloads that FrameDecoder hashes ahead', () => {
  beforeEach(() => {
    batches = [];
  });

  it('is the number of payloads, if all checksums are right', () => {
    expect(outcomes([frames(good, 3 * FRAMES_AHEAD + 1)])).toEqual(repeated('good', 3 * FRAMES_AHEAD + 1));
    expect(batches).toEqual([FRAMES_AHEAD, FRAMES_AHEAD, FRAMES_AHEAD, 1]);
  });

  it.each([
    ['checksum', wrongChecksum, 'BAD_CHECKSUM'],
    ['checksum and a wrong command', wrongBoth, 'BAD_COMMAND'],
  ])('is one batch per chunk, if every frame has a wrong %s', (_, frame, code) => {
    const chunk = frames(frame, 10 * FRAMES_AHEAD);
    expect(outcomes([chunk])).toEqual(repeated(code, 10 * FRAMES_AHEAD));
    expect(batches).toEqual([FRAMES_AHEAD]);
    expect(outcomes([chunk, chunk])).toHaveLength(20 * FRAMES_AHEAD);
    expect(batches).toEqual([FRAMES_AHEAD, FRAMES_AHEAD, FRAMES_AHEAD]);
  });

  it.each([
    ['checksum', wrongChecksum, 'BAD_CHECKSUM'],
    ['checksum and a wrong command', wrongBoth, 'BAD_COMMAND'],
  ])('does not grow in a chunk after a frame with a wrong %s', (_, frame, code) => {
    const chunk = bytes(good, good, frame, frames(good, 200));
    expect(outcomes([chunk])).toEqual(['good', 'good', code, ...repeated('good', 200)]);
    // The first batch verifies the two frames before the wrong one; the second batch starts at the wrong one.
    expect(batches).toEqual([FRAMES_AHEAD, FRAMES_AHEAD]);
  });

  it('is one batch after each chunk that begins with the rest of a wrong frame', () => {
    const chunk = bytes(wrongChecksum.subarray(10), frames(good, FRAMES_AHEAD), wrongChecksum.subarray(0, 10));
    const first = wrongChecksum.subarray(0, 10);
    const each = ['BAD_CHECKSUM', ...repeated('good', FRAMES_AHEAD)];
    expect(outcomes([first, chunk, chunk])).toEqual([...each, ...each]);
    expect(batches).toEqual([FRAMES_AHEAD, FRAMES_AHEAD]);
  });
});

function frames(frame: Uint8Array, count: number): Uint8Array {
  return bytes(...Array.from({ length: count }, () => frame));
}

function repeated(outcome: string, count: number): string[] {
  return Array.from({ length: count }, () => outcome);
}

/** The command of each frame, or the code of the error that the decoder threw for it. */
function outcomes(chunks: readonly Uint8Array[]): string[] {
  const decoder = new FrameDecoder(network);
  const found: string[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let isEmpty = false; !isEmpty;) {
      const fault = faultOf(() => {
        const frame = decoder.next();
        isEmpty = frame === undefined;
        if (frame !== undefined) found.push(frame.command);
      });
      if (fault !== undefined) found.push(fault.code);
    }
  }
  return found;
}
