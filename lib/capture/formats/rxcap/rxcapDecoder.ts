import { Reader } from '../../../codec/reader.js';
import { RemoteProtocolError } from '../../../base/errors.js';
import { crc32 } from '../../../crypto/crc32.js';
import { sameBytes } from '../../../crypto/merkleRoot.js';
import { ByteQueue } from '../../byteQueue.js';
import type { CaptureDecoder } from '../../captureDecoder.js';
import { CaptureError, type CaptureErrorCode } from '../../captureError.js';
import type { CaptureRecord } from '../../captureRecord.js';
import { isCaptureTime, MAX_TIME_MS } from '../../captureTime.js';
import {
  FILE_HEADER_BYTES,
  fileHeader,
  MAX_BODY_BYTES,
  RECORD_HEADER_BYTES,
  recordHeader,
  recordKinds,
  RXCAP_MAGIC,
  RXCAP_VERSION,
  RXCAP_VERSION_WITHOUT_V2,
} from './rxcapLayout.js';

// States: awaiting the file header; decoding records (`fileVersion` is set); failed (`failure`): `next` and `end` throw the same error again.

/**
 * Decodes the bytes of a `.rxcap` file into records: `push` a chunk, then call `next` until it returns undefined; `end` after the last chunk.
 *
 * The bytes in a record are a copy, which the caller may keep. Memory: one chunk, and one unfinished record of at most 1 MiB, at most twice
 * the bytes of it that have arrived; a declared length allocates nothing.
 */
export class RxcapDecoder implements CaptureDecoder {
  private readonly queue = new ByteQueue();
  private fileVersion: number | undefined;
  private failure: CaptureError | undefined;

  /** The number of bytes of the file header and the complete records so far; a writer may append at this offset. */
  get completeBytes(): number {
    return this.queue.offset;
  }

  /** The version in the file header, 1 or 2; undefined until the header has arrived. Sessions by transport v2 need 2. */
  get version(): number | undefined {
    return this.fileVersion;
  }

  /** Appends a chunk. It must not be changed until `next` has returned undefined. */
  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /**
   * The next complete record, or undefined if more bytes are needed. Skips records of kinds that it does not know.
   *
   * Errors with CaptureError, and at each later call with the same error: `UNKNOWN_FORMAT` or `UNSUPPORTED` for the file header, `MALFORMED`
   * for a damaged record.
   */
  next(): CaptureRecord | undefined {
    if (this.failure !== undefined) throw this.failure;
    this.fileVersion ??= this.takeFileHeader();
    if (this.fileVersion === undefined) return undefined;
    for (;;) {
      const offset = this.queue.offset;
      const body = this.takeBody();
      if (body === undefined) return undefined;
      const record = this.parseRecord(body, offset);
      if (record !== undefined) return record;
    }
  }

  /** Ends the input. Errors with CaptureError `TRUNCATED` if it ends inside a record or the file header. */
  end(): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.fileVersion === undefined) this.failInFileHeader();
    if (this.queue.queuedBytes > 0) this.fail('TRUNCATED', `ends ${this.queue.queuedBytes} bytes into a record`);
  }

  private takeFileHeader(): number | undefined {
    const bytes = this.queue.peekBytes(FILE_HEADER_BYTES);
    if (bytes === undefined) return undefined;
    const { magic, version } = fileHeader.read(new Reader(bytes, 0));
    if (!sameBytes(magic, RXCAP_MAGIC)) this.fail('UNKNOWN_FORMAT', 'not a .rxcap file');
    if (version !== RXCAP_VERSION && version !== RXCAP_VERSION_WITHOUT_V2) {
      const known = `${RXCAP_VERSION_WITHOUT_V2} and ${RXCAP_VERSION}`;
      this.fail('UNSUPPORTED', `.rxcap version ${version}, only the versions ${known} can be read`);
    }
    this.queue.takeBytes(FILE_HEADER_BYTES);
    return version;
  }

  private failInFileHeader(): never {
    const start = this.queue.peekBytes(Math.min(this.queue.queuedBytes, RXCAP_MAGIC.length))!;
    if (!sameBytes(start, RXCAP_MAGIC.subarray(0, start.length))) this.fail('UNKNOWN_FORMAT', 'not a .rxcap file');
    this.fail('TRUNCATED', `ends ${this.queue.queuedBytes} bytes into the .rxcap file header`);
  }

  private takeBody(): Uint8Array | undefined {
    const header = this.queue.peekBytes(RECORD_HEADER_BYTES);
    if (header === undefined) return undefined;
    const { length, crc } = recordHeader.read(new Reader(header, 0));
    if (length < 1 || length > MAX_BODY_BYTES) {
      this.fail('MALFORMED', `record of ${length} bytes, 1 to ${MAX_BODY_BYTES} allowed`);
    }
    const record = this.queue.peekBytes(RECORD_HEADER_BYTES + length);
    if (record === undefined) return undefined;
    const body = record.subarray(RECORD_HEADER_BYTES);
    if (crc32(body) !== crc) this.fail('MALFORMED', 'record whose CRC-32 does not match its bytes');
    this.queue.takeBytes(record.length);
    return body;
  }

  /** The record in a body whose CRC matched; undefined for an unknown kind. */
  private parseRecord(body: Uint8Array, offset: number): CaptureRecord | undefined {
    const reader = new Reader(body, 0);
    const record = this.asMalformed(() => recordIn(reader, this.fileVersion!), offset);
    if (record !== undefined && reader.remaining > 0) {
      this.fail('MALFORMED', `${reader.remaining} bytes left over in a record`, offset);
    }
    if (record !== undefined && !isCaptureTime(record.atMs)) {
      this.fail('MALFORMED', `record at ${record.atMs} ms, at most ±${MAX_TIME_MS} ms allowed`, offset);
    }
    return record;
  }

  /** Runs a read of codecs, whose errors become `MALFORMED`. */
  private asMalformed<T>(read: () => T, offset: number): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error;
      return this.fail('MALFORMED', error.message, offset, { cause: error });
    }
  }

  private fail(code: CaptureErrorCode, message: string, offset = this.queue.offset, options?: ErrorOptions): never {
    this.failure = new CaptureError(code, message, offset, options);
    throw this.failure;
  }
}

function recordIn(reader: Reader, version: number): CaptureRecord | undefined {
  const code = reader.u8();
  const kind = recordKinds.find((each) => each.code === code && each.since <= version);
  return kind?.body.readInto(reader, { ...kind.implied });
}
