import { describe, expect, it } from '@jest/globals';
import { concat, from, NEVER, of, Subject, take } from 'rxjs';
import type { Frame } from '../../lib/frame/frameDecoder.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { decodeFrames } from '../../lib/operators/decodeFrames.js';

const network = bitcoin.regtest;

const FRAMES = ['version', 'verack', 'ping', 'tx'].map((command, i): Frame => {
  const payload = Uint8Array.from({ length: 37 * i }, (_, at) => at);
  return { command, payload, sizeBytes: 24 + payload.length };
});
const BYTES = Uint8Array.from(
  FRAMES.flatMap(({ command, payload }) => Array.from(encodeFrame(network, command, payload))),
);

describe('decodeFrames', () => {
  it('gives the same frames for every chunk size', () => {
    for (let size = 1; size <= BYTES.length; size++) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < BYTES.length; at += size) chunks.push(BYTES.subarray(at, at + size));
      expect(framesOf(chunks)).toEqual(FRAMES);
    }
  });

  it('honours the byteOffset of a chunk', () => {
    const padded = new Uint8Array(BYTES.length + 20).fill(0xee);
    padded.set(BYTES, 7);
    expect(framesOf([padded.subarray(7, 7 + BYTES.length)])).toEqual(FRAMES);
  });

  it('lets no Buffer out', () => {
    for (const { payload } of framesOf([Buffer.from(BYTES)])) expect(Buffer.isBuffer(payload)).toBe(false);
  });

  it('emits a frame at its last byte, not at the next chunk', () => {
    const frames: Frame[] = [];
    concat(from([BYTES]), NEVER)
      .pipe(decodeFrames({ network }))
      .subscribe((frame) => frames.push(frame));
    expect(frames).toHaveLength(FRAMES.length);
  });

  it('emits nothing more of a chunk in which its consumer has left', () => {
    const chunk$ = new Subject<Uint8Array>();
    const frames: Frame[] = [];
    chunk$.pipe(decodeFrames({ network }), take(2)).subscribe((frame) => frames.push(frame));
    chunk$.next(BYTES);
    expect(frames).toEqual(FRAMES.slice(0, 2));
    expect(chunk$.observed).toBe(false);
  });

  it('tells onFault why, in words', () => {
    const garbled = BYTES.slice();
    garbled[20]! ^= 1;
    const faults: string[] = [];
    from([garbled])
      .pipe(decodeFrames({ network, onMalformed: 'drop', onFault: (error) => faults.push(error.message) }))
      .subscribe();
    expect(faults).toEqual([expect.stringContaining('version with checksum')]);
  });
});

function framesOf(chunks: readonly Uint8Array[]): Frame[] {
  const frames: Frame[] = [];
  from(chunks)
    .pipe(decodeFrames({ network }))
    .subscribe((frame) => frames.push(frame));
  return frames;
}

describe('a synchronous source', () => {
  const verack = encodeFrame(network, 'verack', new Uint8Array(0));

  it('may go on after the error', () => {
    const seen: unknown[] = [];
    of(Uint8Array.of(1, 2, 3, 4, 5), verack)
      .pipe(decodeFrames({ network }))
      .subscribe({ error: (error: unknown) => seen.push(error) });
    expect(seen).toMatchObject([{ code: 'WRONG_MAGIC' }]);
  });

  it('may go on after take', () => {
    const seen: unknown[] = [];
    from([Uint8Array.from([...verack, ...verack]), verack])
      .pipe(decodeFrames({ network }), take(1))
      .subscribe(({ command }) => seen.push(command));
    expect(seen).toEqual(['verack']);
  });
});
