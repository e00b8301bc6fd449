import { createReadStream, fstatSync, open as openDescriptor } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { CaptureError } from '../captureError.js';
import { captureFormatOf } from '../captureFormat.js';
import { gunzipped, isGzip } from './gunzipFile.js';
import { joinBytes } from '../../codec/joinBytes.js';

/** The size of a read. */
const CHUNK_BYTES = 64 * 1024;
/** Enough to recognise every format by. */
const START_BYTES = 32;
/** What is kept of a pipe that has to be read twice. */
export const MAX_KEPT_BYTES = 256 * 1024 * 1024;

/** Paths that mean the standard input of the process; some systems cannot open them if it is a pipe. */
const STANDARD_INPUTS = ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

/** How much of a recording has been read. A pcap file is read twice and counts twice; a compressed file counts as it is on the disk. */
export interface CaptureProgress {
  readonly readBytes: number;
  /** 0 if it is not known: of a pipe. */
  readonly totalBytes: number;
}

/**
 * Reads files in chunks, decompresses gzip, and reports its progress.
 *
 * A regular file is opened again for each reading. A pipe, which has its content once, stays open from the first reading to the last
 * one, and what a reading is to leave for the next is kept, at most MAX_KEPT_BYTES of it, compressed if it came so.
 */
export class ChunkReader {
  private readBytes = 0;
  private totalBytes = 0;
  private isEndless = false;
  private readonly streams = new Set<Readable>();
  private readonly pipes = new Map<string, Pipe>();

  constructor(
    private readonly onProgress: ((progress: CaptureProgress) => void) | undefined,
    private readonly maxKeptBytes = MAX_KEPT_BYTES,
  ) {}

  /** The names in a folder; undefined for anything else. Errors with CaptureError `FILE_FAILED`. */
  async listFolder(path: string): Promise<string[] | undefined> {
    if (STANDARD_INPUTS.includes(path)) return undefined;
    const isFolder = await attempt(async () => (await stat(path)).isDirectory());
    return isFolder ? attempt(() => readdir(path)) : undefined;
  }

  /** The first bytes of a file, decompressed, enough to recognise its format by. */
  async readStart(path: string): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const chunk of this.decompressed(path, { isKept: true, isCounted: false })) {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= START_BYTES) break;
      }
    } catch (error) {
      // The reading itself meets it again, behind what can be read.
      if (!(error instanceof CaptureError) || error.code === 'FILE_FAILED') throw error;
    }
    return joinBytes(chunks).slice(0, START_BYTES);
  }

  /** Counts a file among those that are to be read. */
  async addToTotal(path: string): Promise<void> {
    if (await this.isPipe(path)) this.isEndless = true;
    else this.totalBytes += await attempt(async () => (await stat(path)).size);
  }

  /**
   * The chunks of a file, decompressed; the file is closed when the iteration ends.
   *
   * Errors with CaptureError `FILE_FAILED`; `TRUNCATED` and `MALFORMED` for compressed data that is cut or damaged, behind what could be
   * decompressed; `LIMIT_EXCEEDED` for more than MAX_KEPT_BYTES of a pipe that is kept.
   *
   * @param isKept whether the file will be read once more
   */
  chunks(path: string, { isKept = false } = {}): AsyncGenerator<Uint8Array, void> {
    return this.decompressed(path, { isKept, isCounted: true });
  }

  /** The chunks of a regular file as they are on the disk. Errors with CaptureError `FILE_FAILED`, `UNSUPPORTED`. */
  async *rawFileChunks(path: string): AsyncGenerator<Uint8Array, void> {
    if (await this.isPipe(path)) throw new CaptureError('UNSUPPORTED', `${path} is no regular file`);
    yield* this.rawChunks(path, { isKept: false, isCounted: false });
  }

  /** Closes what is open; a reading under way errors. */
  close(): void {
    for (const stream of this.streams) stream.destroy();
    this.streams.clear();
    this.pipes.clear();
  }

  private async *decompressed(path: string, options: ReadingOptions): AsyncGenerator<Uint8Array, void> {
    const chunks = this.rawChunks(path, options);
    const held: Uint8Array[] = [];
    let heldBytes = 0;
    try {
      while (heldBytes < START_BYTES) {
        const { done, value } = await chunks.next();
        if (done === true) break;
        held.push(value);
        heldBytes += value.length;
      }
      const start = joinBytes(held);
      const all = prepended(start, chunks);
      // A file of Core may begin with the same bytes: it begins with a time.
      yield* isGzip(start) && captureFormatOf(start) === undefined ? gunzipped(all) : all;
    } finally {
      await chunks.return();
    }
  }

  /** The chunks as they are on the disk. */
  private async *rawChunks(path: string, { isCounted, isKept }: ReadingOptions): AsyncGenerator<Uint8Array, void> {
    try {
      const isPipe = await this.isPipe(path);
      const chunks = isPipe ? (await this.pipeAt(path)).chunks(isKept) : this.fileChunks(path);
      for await (const chunk of chunks) {
        yield chunk;
        if (isCounted) this.report(chunk.length);
      }
    } catch (error) {
      throw toCaptureError(error);
    }
  }

  private report(bytes: number): void {
    this.readBytes += bytes;
    this.onProgress?.({ readBytes: this.readBytes, totalBytes: this.isEndless ? 0 : this.totalBytes });
  }

  private async *fileChunks(path: string): AsyncGenerator<Uint8Array, void> {
    const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    this.streams.add(stream);
    try {
      for await (const chunk of stream) yield chunk as Uint8Array;
    } finally {
      this.streams.delete(stream);
    }
  }

  private async isPipe(path: string): Promise<boolean> {
    if (STANDARD_INPUTS.includes(path)) return true;
    return attempt(async () => !(await stat(path)).isFile());
  }

  private async pipeAt(path: string): Promise<Pipe> {
    const known = this.pipes.get(path);
    if (known !== undefined) return known;
    const stream = STANDARD_INPUTS.includes(path) ? process.stdin : await pipeStream(path);
    this.streams.add(stream);
    const pipe = new Pipe(stream, this.maxKeptBytes);
    this.pipes.set(path, pipe);
    return pipe;
  }
}

interface ReadingOptions {
  isKept: boolean;
  isCounted: boolean;
}

/** What is no regular file, as a stream. A named pipe is read as a socket: a pending read of a file cannot be ended. */
async function pipeStream(path: string): Promise<Readable> {
  const fd = await promisify(openDescriptor)(path, 'r');
  if (!fstatSync(fd).isFIFO()) return createReadStream(path, { fd, highWaterMark: CHUNK_BYTES });
  return new Socket({ fd, readable: true, writable: false });
}

/** A source that has its content once. */
class Pipe {
  private readonly source: AsyncIterator<Uint8Array>;
  private kept: Uint8Array[] = [];
  private keptBytes = 0;

  constructor(
    stream: Readable,
    private readonly maxKeptBytes: number,
  ) {
    this.source = stream[Symbol.asyncIterator]();
  }

  /** From the first byte on that is kept. Unless `isKept`, what is handed out is let go. */
  async *chunks(isKept: boolean): AsyncGenerator<Uint8Array, void> {
    for (let i = 0; isKept ? i < this.kept.length : this.kept.length > 0; i++) {
      yield isKept ? this.kept[i]! : this.takeKept();
    }
    for (let result = await this.source.next(); result.done !== true; result = await this.source.next()) {
      if (isKept) this.keep(result.value);
      yield result.value;
    }
  }

  private takeKept(): Uint8Array {
    const chunk = this.kept.shift()!;
    this.keptBytes -= chunk.length;
    return chunk;
  }

  private keep(chunk: Uint8Array): void {
    this.keptBytes += chunk.length;
    if (this.keptBytes > this.maxKeptBytes) {
      const fact = `more than ${this.maxKeptBytes} bytes come by a pipe, and packets are read twice: write them to a file first`;
      throw new CaptureError('LIMIT_EXCEEDED', fact);
    }
    this.kept.push(chunk);
  }
}

async function* prepended(start: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  if (start.length > 0) yield start;
  yield* rest;
}

/** The system's error on a file as a CaptureError `FILE_FAILED`; any other error as it is. */
export function toCaptureError(error: unknown): unknown {
  // Not by instanceof: under jest, Node's own errors are of another realm.
  const { syscall, message } = (error ?? {}) as { syscall?: unknown; message?: unknown };
  return syscall === undefined ? error : new CaptureError('FILE_FAILED', String(message), undefined, { cause: error });
}

async function attempt<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toCaptureError(error);
  }
}
