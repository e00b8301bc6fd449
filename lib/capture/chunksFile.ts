import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { CaptureError } from './captureError.js';

/** What is read at once. */
const CHUNK_BYTES = 64 * 1024;
const START_BYTES = 64;

/** How far the reading is. A pcap is read twice, and counts twice. */
export interface CaptureProgress {
  readonly readBytes: number;
  readonly totalBytes: number;
}

/** Reads files in chunks and tells how far it is. */
export class ChunkReader {
  private readBytes = 0;
  private totalBytes = 0;

  constructor(private readonly onProgress: ((progress: CaptureProgress) => void) | undefined) {}

  /** The names in a folder; undefined for a file. Errors with CaptureError `FILE_FAILED`. */
  async namesIn(path: string): Promise<string[] | undefined> {
    const isFolder = await attempt(async () => (await stat(path)).isDirectory());
    return isFolder ? attempt(() => readdir(path)) : undefined;
  }

  /** The first bytes of a file, enough to tell its format by. */
  async start(path: string): Promise<Uint8Array> {
    return attempt(async () => {
      for await (const chunk of createReadStream(path, { end: START_BYTES - 1 })) return chunk as Uint8Array;
      return new Uint8Array(0);
    });
  }

  /** Counts a file among those that are to be read. */
  async add(path: string): Promise<void> {
    this.totalBytes += await attempt(async () => (await stat(path)).size);
  }

  /** The chunks of a file; the file is closed when the iteration ends. Errors with CaptureError `FILE_FAILED`. */
  async *chunks(path: string): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
        yield chunk as Uint8Array;
        this.readBytes += (chunk as Uint8Array).length;
        this.onProgress?.({ readBytes: this.readBytes, totalBytes: this.totalBytes });
      }
    } catch (error) {
      throw fileFailed(error);
    }
  }
}

/** The system's word on a file as a CaptureError; any other error as it is. */
export function fileFailed(error: unknown): unknown {
  // Not by instanceof: under jest, Node's own errors are of another realm.
  const { syscall, message } = (error ?? {}) as { syscall?: unknown; message?: unknown };
  return syscall === undefined ? error : new CaptureError('FILE_FAILED', String(message), undefined, { cause: error });
}

async function attempt<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw fileFailed(error);
  }
}
