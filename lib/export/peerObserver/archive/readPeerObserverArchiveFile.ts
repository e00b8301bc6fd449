import { CaptureError } from '../../../capture/captureError.js';
import { ChunkReader, type CaptureProgress } from '../../../capture/files/chunkReaderFile.js';
import { ArchiveDecoder } from './archiveDecoder.js';
import { isPeerObserverArchive } from './archiveStart.js';
import type { PeerObserverEvent } from './peerObserverEvent.js';
import { unzstd } from './zstdFile.js';
import { isZstd } from './zstdPieces.js';

/** Options of `readPeerObserverArchive`. */
export interface ReadPeerObserverArchiveOptions {
  /** Called after each chunk that was read from the file. Default: not called. */
  onProgress?: ((progress: CaptureProgress) => void) | undefined;
  /**
   * Called with the error that makes the rest of the file unreadable (`TRUNCATED`, as of an archive that is still being written, or `MALFORMED`); the
   * iteration ends without an error then. Default: the iteration errors, after the events before it.
   */
  onFault?: ((error: CaptureError) => void) | undefined;
}

/**
 * Reads an archive of peer-observer, compressed by zstd (`.bin.zst`) or not (`.bin`), from a file, a pipe or `-`, the standard input.
 *
 * An archive has decoded events, not the bytes of connections: it is read as events, and cannot be replayed as a peer. Compressed archives need Node
 * 22.15, 23.8 or later, or the package `fzstd`. Reads no faster than the caller iterates.
 *
 * Memory: a window of zstd, at most 128 MiB, and one event, at most 32 MiB and 400,000 messages and list items. Errors with CaptureError
 * `UNKNOWN_FORMAT`, `UNSUPPORTED`, `TRUNCATED`, `MALFORMED`, `LIMIT_EXCEEDED` and `FILE_FAILED`.
 *
 * @example
 * for await (const { atMs, kind, name } of readPeerObserverArchive('mainnet.20260601-000000-000.bin.zst')) {
 *   console.log(new Date(atMs), kind, name);
 * }
 */
export async function* readPeerObserverArchive(
  path: string,
  { onFault, onProgress }: ReadPeerObserverArchiveOptions = {},
): AsyncGenerator<PeerObserverEvent, void> {
  const reader = new ChunkReader(onProgress);
  try {
    const start = await reader.readStart(path);
    await reader.addToTotal(path);
    if (!isPeerObserverArchive(start)) {
      const fact = 'it begins neither as zstd nor with the header of an archive';
      throw new CaptureError('UNKNOWN_FORMAT', `${path} is no archive of peer-observer: ${fact}`, 0);
    }
    const chunks = reader.chunks(path);
    yield* decodedEvents(isZstd(start) ? unzstd(chunks) : chunks);
  } catch (error) {
    const isTolerable = error instanceof CaptureError && (error.code === 'TRUNCATED' || error.code === 'MALFORMED');
    if (onFault === undefined || !isTolerable) throw error;
    onFault(error);
  } finally {
    reader.close();
  }
}

async function* decodedEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<PeerObserverEvent, void> {
  const decoder = new ArchiveDecoder();
  for await (const chunk of chunks) {
    decoder.push(chunk);
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) yield event;
  }
  decoder.end();
}
