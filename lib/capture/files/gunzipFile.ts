import type { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CaptureError } from '../captureError.js';

/**
 * The number of compressed bytes written to zlib at once. All of their output is held until it is yielded, and deflate expands data at most
 * 1032 times, so this bounds the output to about 8 MiB.
 */
const INPUT_BYTES = 8 * 1024;
/** The size of an output buffer. If the data is damaged, the unfinished buffer before the damage is lost. */
const OUTPUT_BYTES = 16 * 1024;

/** RFC 1952, 2.3.1: the magic, deflate as the only method, and flags of which three are reserved. */
export function isGzip(start: Uint8Array): boolean {
  return start.length >= 4 && start[0] === 0x1f && start[1] === 0x8b && start[2] === 8 && (start[3]! & 0xe0) === 0;
}

/**
 * Decompresses gzip data of one or several members. Bytes after the last member are ignored.
 *
 * Memory: the output of INPUT_BYTES of compressed data, at most about 8 MiB. Errors with CaptureError `TRUNCATED` if the data ends early
 * and `MALFORMED` if it is damaged, after all bytes that could be decompressed (up to OUTPUT_BYTES before the damage are lost). The
 * `offset` of the error counts compressed bytes.
 */
export async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  const output: Uint8Array[] = [];
  const state: { error?: Error & { code?: string } } = {};
  gunzip.on('data', (bytes: Uint8Array) => output.push(bytes)).on('error', (error) => (state.error = error));
  let offset = 0;
  // Not pipeline(): on an error it would discard the output that was not read yet.
  try {
    for await (const chunk of chunks) {
      for (let start = 0; start < chunk.length; start += INPUT_BYTES) {
        const input = chunk.subarray(start, start + INPUT_BYTES);
        await settled(gunzip, (done) => gunzip.write(input, done));
        yield* output.splice(0);
        if (state.error !== undefined) throw gzipError(state.error, offset);
        offset += input.length;
      }
    }
    // Without a callback: zlib would call it before it has checked the end of the data.
    await settled(gunzip, () => gunzip.end());
    yield* output.splice(0);
    if (state.error !== undefined) throw gzipError(state.error, offset);
  } finally {
    gunzip.destroy();
  }
}

/**
 * Resolves when the step is done and its output was emitted, or when the stream has ended: zlib ends after the last member and then accepts no more
 * input.
 *
 * @param gunzip a stream of zlib
 */
export function settled(gunzip: Transform, step: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      for (const event of END_EVENTS) gunzip.off(event, finish);
      // zlib emits the output in this turn of the event loop.
      setImmediate(resolve);
    };
    for (const event of END_EVENTS) gunzip.once(event, finish);
    if (gunzip.destroyed || gunzip.readableEnded) finish();
    else step(finish);
  });
}

const END_EVENTS = ['end', 'error', 'close'] as const;

function gzipError(error: Error & { code?: string }, offset: number): CaptureError {
  if (error.code === 'Z_BUF_ERROR') {
    return new CaptureError('TRUNCATED', 'the compressed data is incomplete', offset, { cause: error });
  }
  return new CaptureError('MALFORMED', `the compressed data is damaged: ${error.message}`, offset, { cause: error });
}
