import { CaptureError } from '../../captureError.js';
import type { CaptureRecord } from '../../captureRecord.js';
import type { CaptureWriter } from '../../captureWriter.js';
import { ChunkReader } from '../../files/chunkReaderFile.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { isSystemError } from '../../files/fileError.js';
import { OutputFile } from '../../files/outputFile.js';
import { RxcapDecoder } from './rxcapDecoder.js';
import { encodeRxcapHeader, encodeRxcapRecord } from './rxcapEncoder.js';

/** Writes a new `.rxcap` file, or appends to an existing one. */
export class RxcapWriter implements CaptureWriter {
  readonly written = { records: 0, bytes: 0, discardedBytes: 0 };
  private file: OutputFile | undefined;
  /** The largest session number in the file that is appended to; it is added to the numbers of the new records. */
  private existingSessions = 0;

  constructor(
    private readonly path: string,
    private readonly options: { append: boolean; overwrite: boolean },
  ) {}

  async open(): Promise<void> {
    const existing = this.options.append ? await readExisting(this.path) : undefined;
    if (existing === undefined) this.file = await OutputFile.create(this.path, this.options);
    else {
      this.file = await OutputFile.openForAppend(this.path, existing.completeBytes);
      this.existingSessions = existing.sessions;
      this.written.discardedBytes = existing.incompleteBytes;
    }
    if (existing === undefined || existing.completeBytes === 0) await this.append([encodeRxcapHeader()]);
  }

  async write(records: readonly CaptureRecord[]): Promise<void> {
    const parts: Uint8Array[] = [];
    try {
      for (const record of records) {
        parts.push(encodeRxcapRecord({ ...record, session: record.session + this.existingSessions }));
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

interface ExistingContent {
  /** The bytes up to the end of the last complete record. */
  readonly completeBytes: number;
  /** The bytes of an incomplete last record. */
  readonly incompleteBytes: number;
  /** The largest session number. */
  readonly sessions: number;
}

/** The content of a file; undefined if it does not exist. Errors with CaptureError if it is damaged, or not a `.rxcap` file. */
async function readExisting(path: string): Promise<ExistingContent | undefined> {
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
  return { completeBytes: decoder.completeBytes, incompleteBytes: bytes - decoder.completeBytes, sessions };
}
