import { createGunzip, type Gunzip } from 'node:zlib';
import { CaptureError } from '../captureError.js';

/** The size of a compressed piece: deflate makes at most 1032 times as much of it, which is held until it is taken. */
const PIECE_BYTES = 8 * 1024;
/** What is decompressed into one buffer, and lost if damage is found within it. */
const OUTPUT_BYTES = 16 * 1024;

/** RFC 1952, 2.3.1: the magic, the only method, and flags of which three are reserved. */
export function isGzip(start: Uint8Array): boolean {
  return start.length >= 4 && start[0] === 0x1f && start[1] === 0x8b && start[2] === 8 && (start[3]! & 0xe0) === 0;
}

/**
 * Decompresses gzip, of one member or several.
 *
 * Holds what one compressed piece of 8 KiB becomes, at most about 8 MiB. Errors with CaptureError `TRUNCATED` if the data is cut, and
 * `MALFORMED` if it is damaged, behind all that could be decompressed, of which up to 16 KiB before the damage are lost; the place is that
 * in the compressed data.
 */
export async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  const ready: Uint8Array[] = [];
  const state: { error?: Error & { code?: string } } = {};
  gunzip.on('data', (bytes: Uint8Array) => ready.push(bytes)).on('error', (error) => (state.error = error));
  let offset = 0;
  // Not by pipeline(): an error would discard what was decompressed before it and not read yet.
  try {
    for await (const chunk of chunks) {
      for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
        const piece = chunk.subarray(start, start + PIECE_BYTES);
        await settled(gunzip, (done) => gunzip.write(piece, done));
        yield* ready.splice(0);
        if (state.error !== undefined) throw damaged(state.error, offset);
        offset += piece.length;
      }
    }
    // Its callback is called before the last of the data is checked.
    await settled(gunzip, () => gunzip.end());
    yield* ready.splice(0);
    if (state.error !== undefined) throw damaged(state.error, offset);
  } finally {
    gunzip.destroy();
  }
}

/** Resolves when the step is done, or the stream has ended by itself: behind its last member it takes no more. */
function settled(gunzip: Gunzip, step: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      for (const event of ENDINGS) gunzip.off(event, finish);
      // What was decompressed is emitted in this turn of the event loop.
      setImmediate(resolve);
    };
    for (const event of ENDINGS) gunzip.once(event, finish);
    if (gunzip.destroyed || gunzip.readableEnded) finish();
    else step(finish);
  });
}

const ENDINGS = ['end', 'error', 'close'] as const;

function damaged(error: Error & { code?: string }, offset: number): CaptureError {
  if (error.code === 'Z_BUF_ERROR') {
    return new CaptureError('TRUNCATED', 'the compressed data ends before its end', offset, { cause: error });
  }
  return new CaptureError('MALFORMED', `the compressed data is damaged: ${error.message}`, offset, { cause: error });
}
