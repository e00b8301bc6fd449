import { CaptureError } from '../../captureError.js';
import type { CaptureRecord } from '../../captureRecord.js';
import type { CaptureWriter } from '../../captureWriter.js';
import { ChunkReader } from '../../files/chunkReaderFile.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { isSystemError, OutputFile } from '../../files/outputFile.js';
import { RxcapDecoder } from './rxcapDecoder.js';
import { encodeRxcapHeader, encodeRxcapRecord } from './rxcapEncoder.js';

/** Writes a `.rxcap` file, a new one or on. */
export class RxcapWriter implements CaptureWriter {
  readonly written = { records: 0, bytes: 0, discardedBytes: 0 };
  private file: OutputFile | undefined;
  /** Those that the file held before: ours count from there. */
  private earlierSessions = 0;

  constructor(
    private readonly path: string,
    private readonly options: { append: boolean; overwrite: boolean },
  ) {}

  async open(): Promise<void> {
    const found = this.options.append ? await contentOf(this.path) : undefined;
    if (found === undefined) this.file = await OutputFile.create(this.path, this.options);
    else {
      this.file = await OutputFile.openForAppend(this.path, found.wholeBytes);
      this.earlierSessions = found.sessions;
      this.written.discardedBytes = found.cutBytes;
    }
    if (found === undefined || found.wholeBytes === 0) await this.append([encodeRxcapHeader()]);
  }

  async write(records: readonly CaptureRecord[]): Promise<void> {
    const parts: Uint8Array[] = [];
    try {
      for (const record of records) {
        parts.push(encodeRxcapRecord({ ...record, session: record.session + this.earlierSessions }));
      }
    } finally {
      await this.append(parts);
      this.written.records += parts.length;
    }
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async append(parts: readonly Uint8Array[]): Promise<void> {
    const bytes = joinBytes(parts);
    await this.file!.write(bytes);
    this.written.bytes += bytes.length;
  }
}

interface Content {
  /** What is before a last record that is cut. */
  readonly wholeBytes: number;
  readonly cutBytes: number;
  readonly sessions: number;
}

/** What is in a file; undefined where there is none. Errors with CaptureError where it is damaged, or no `.rxcap`. */
async function contentOf(path: string): Promise<Content | undefined> {
  const decoder = new RxcapDecoder();
  let bytes = 0;
  let sessions = 0;
  try {
    for await (const chunk of new ChunkReader(undefined).rawFileChunks(path)) {
      decoder.push(chunk);
      bytes += chunk.length;
      for (let record = decoder.next(); record !== undefined; record = decoder.next()) {
        sessions = Math.max(sessions, record.session);
      }
    }
    decoder.end();
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    if (isSystemError(error.cause, 'ENOENT')) return undefined;
    if (error.code !== 'TRUNCATED') throw error;
  }
  return { wholeBytes: decoder.completeBytes, cutBytes: bytes - decoder.completeBytes, sessions };
}
