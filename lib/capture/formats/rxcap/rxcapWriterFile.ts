import { CaptureError } from '../../captureError.js';
import type { CaptureRecord } from '../../captureRecord.js';
import type { CaptureWriter } from '../../captureWriter.js';
import { ChunkReader } from '../../files/chunkReaderFile.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { isSystemError } from '../../files/fileError.js';
import { OutputFile } from '../../files/outputFile.js';
import { RxcapDecoder } from './rxcapDecoder.js';
import { encodeRxcapHeader, encodeRxcapRecord } from './rxcapEncoder.js';
import { RXCAP_VERSION, RXCAP_VERSION_WITHOUT_V2, rxcapKindOf, VERSION_OFFSET } from './rxcapLayout.js';

/**
 * Writes a new `.rxcap` file, or appends to an existing one.
 *
 * The file has version 1 until the first record that needs version 2: before it is written, the version in the file header is changed. A pipe
 * or device has version 2 from the start, because its header cannot be changed.
 */
export class RxcapWriter implements CaptureWriter {
  readonly written = { records: 0, bytes: 0, discardedBytes: 0 };
  private file: OutputFile | undefined;
  /** The largest session number in the file that is appended to; it is added to the numbers of the new records. */
  private existingSessions = 0;
  private version: number = RXCAP_VERSION_WITHOUT_V2;

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
      this.version = existing.version;
    }
    if (existing !== undefined && existing.completeBytes > 0) return;
    if (!this.file.isRewritable) this.version = RXCAP_VERSION;
    await this.append([encodeRxcapHeader(this.version === RXCAP_VERSION ? 2 : 1)]);
  }

  async write(records: readonly CaptureRecord[]): Promise<void> {
    const parts: Uint8Array[] = [];
    let needed = this.version;
    try {
      for (const record of records) {
        parts.push(encodeRxcapRecord({ ...record, session: record.session + this.existingSessions }));
        needed = Math.max(needed, rxcapKindOf(record)!.since);
      }
    } finally {
      await this.raiseVersion(needed);
      await this.append(parts);
      this.written.records += parts.length;
    }
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async raiseVersion(needed: number): Promise<void> {
    if (needed === this.version) return;
    await this.file!.rewrite(VERSION_OFFSET, encodeRxcapHeader(RXCAP_VERSION).subarray(VERSION_OFFSET));
    this.version = needed;
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
  /** The version in its header. */
  readonly version: number;
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
  const { completeBytes, version = RXCAP_VERSION_WITHOUT_V2 } = decoder;
  return { completeBytes, incompleteBytes: bytes - completeBytes, sessions, version };
}
