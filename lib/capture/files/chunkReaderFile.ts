import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { joinBytes } from '../../codec/joinBytes.js';
import { CaptureError } from '../captureError.js';
import { captureFormatOf } from '../captureFormat.js';
import { toCaptureError, withCaptureErrors } from './fileError.js';
import { gunzipped, isGzip } from './gunzipFile.js';
import { isStandardInput, MAX_KEPT_BYTES, openPipe, PipeSource, READ_BYTES } from './pipeFile.js';

// The life of a chunk:
//
//   file ── fileChunks ──┐
//                        ├─ rawChunks (counts progress) ─ decompressedChunks (gzip or not, by the first bytes) ─▶ chunks, readStart
//   pipe ── PipeSource ──┘
//
// A regular file is opened again for each pass. A pipe can be read only once. So its PipeSource stays open from the first pass to the
// last, and keeps the chunks that the next pass needs: `readStart` keeps the first chunks, and the first of two passes over packets keeps
// all.

/** The number of bytes at the start of a file that are used to recognise its format. */
const START_BYTES = 32;

/** How much of a recording has been read. A pcap file is read twice and counts twice; of a compressed file the compressed bytes count. */
export interface CaptureProgress {
  /** The number of bytes read so far. */
  readonly readBytes: number;
  /** The number of bytes to read; 0 if the recording comes from a pipe, whose size is unknown. */
  readonly totalBytes: number;
}

interface PassOptions {
  /** Whether another pass over the same path follows. */
  keepForNextPass: boolean;
  /** Whether `onProgress` is called for its chunks. */
  countProgress: boolean;
}

/**
 * Reads files, pipes and the standard input in chunks, decompresses gzip, and reports its progress.
 *
 * Memory: one chunk of READ_BYTES for each open file, the buffers of `gunzipped`, and at most `maxKeptBytes` of a pipe, as they arrived
 * (compressed data is kept compressed).
 */
export class ChunkReader {
  private readBytes = 0;
  private totalBytes = 0;
  private isTotalUnknown = false;
  private readonly openStreams = new Set<Readable>();
  private readonly pipes = new Map<string, PipeSource>();

  constructor(
    private readonly onProgress: ((progress: CaptureProgress) => void) | undefined,
    private readonly maxKeptBytes = MAX_KEPT_BYTES,
  ) {}

  /** The names of the files in a folder; undefined if the path is not a folder. Errors with CaptureError `FILE_FAILED`. */
  async listFolder(path: string): Promise<string[] | undefined> {
    if (isStandardInput(path)) return undefined;
    const isFolder = await withCaptureErrors(async () => (await stat(path)).isDirectory());
    return isFolder ? withCaptureErrors(() => readdir(path)) : undefined;
  }

  /** The first START_BYTES of a file, decompressed; fewer if the file is shorter. Another pass must follow. */
  async readStart(path: string): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const chunk of this.decompressedChunks(path, { keepForNextPass: true, countProgress: false })) {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= START_BYTES) break;
      }
    } catch (error) {
      // The next pass reports damaged data again, after the records before the damage.
      if (!(error instanceof CaptureError) || error.code === 'FILE_FAILED') throw error;
    }
    return joinBytes(chunks).slice(0, START_BYTES);
  }

  /** Adds the size of a file to the total of the progress, once for each pass over it. */
  async addToTotal(path: string): Promise<void> {
    if (await this.isPipe(path)) this.isTotalUnknown = true;
    else this.totalBytes += await withCaptureErrors(async () => (await stat(path)).size);
  }

  /**
   * The chunks of a file, decompressed; the file is closed when the iteration ends.
   *
   * Errors with CaptureError `FILE_FAILED`; with `TRUNCATED` and `MALFORMED` for compressed data that is cut or damaged, after all bytes
   * that could be decompressed; and with `LIMIT_EXCEEDED` if more than `maxKeptBytes` of a pipe would have to be kept.
   *
   * @param keepForNextPass whether another pass over the same path follows
   */
  chunks(path: string, { keepForNextPass = false } = {}): AsyncGenerator<Uint8Array, void> {
    return this.decompressedChunks(path, { keepForNextPass, countProgress: true });
  }

  /** The chunks of a regular file as they are stored, not decompressed. Errors with CaptureError `FILE_FAILED`, `UNSUPPORTED`. */
  async *rawFileChunks(path: string): AsyncGenerator<Uint8Array, void> {
    if (await this.isPipe(path)) throw new CaptureError('UNSUPPORTED', `${path} is not a regular file`);
    yield* this.rawChunks(path, { keepForNextPass: false, countProgress: false });
  }

  /** Closes all open files; a pending read errors. */
  close(): void {
    for (const stream of this.openStreams) stream.destroy();
    this.openStreams.clear();
    this.pipes.clear();
  }

  private async *decompressedChunks(path: string, options: PassOptions): AsyncGenerator<Uint8Array, void> {
    const chunks = this.rawChunks(path, options);
    const head: Uint8Array[] = [];
    let headBytes = 0;
    try {
      while (headBytes < START_BYTES) {
        const { done, value } = await chunks.next();
        if (done === true) break;
        head.push(value);
        headBytes += value.length;
      }
      const start = joinBytes(head);
      const all = prepended(start, chunks);
      // A file of Core begins with a time, which may have the same bytes as the gzip magic.
      yield* isGzip(start) && captureFormatOf(start) === undefined ? gunzipped(all) : all;
    } finally {
      await chunks.return();
    }
  }

  private async *rawChunks(
    path: string,
    { countProgress, keepForNextPass }: PassOptions,
  ): AsyncGenerator<Uint8Array, void> {
    try {
      const isPipe = await this.isPipe(path);
      const chunks = isPipe ? (await this.pipeAt(path)).chunks(keepForNextPass) : this.fileChunks(path);
      for await (const chunk of chunks) {
        yield chunk;
        if (countProgress) this.reportProgress(chunk.length);
      }
    } catch (error) {
      throw toCaptureError(error);
    }
  }

  private reportProgress(bytes: number): void {
    this.readBytes += bytes;
    this.onProgress?.({ readBytes: this.readBytes, totalBytes: this.isTotalUnknown ? 0 : this.totalBytes });
  }

  private async *fileChunks(path: string): AsyncGenerator<Uint8Array, void> {
    const stream = createReadStream(path, { highWaterMark: READ_BYTES });
    this.openStreams.add(stream);
    try {
      for await (const chunk of stream) yield chunk as Uint8Array;
    } finally {
      this.openStreams.delete(stream);
    }
  }

  private async isPipe(path: string): Promise<boolean> {
    if (isStandardInput(path)) return true;
    return withCaptureErrors(async () => !(await stat(path)).isFile());
  }

  private async pipeAt(path: string): Promise<PipeSource> {
    const known = this.pipes.get(path);
    if (known !== undefined) return known;
    const stream = await openPipe(path);
    this.openStreams.add(stream);
    const pipe = new PipeSource(stream, this.maxKeptBytes);
    this.pipes.set(path, pipe);
    return pipe;
  }
}

async function* prepended(start: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  if (start.length > 0) yield start;
  yield* rest;
}
