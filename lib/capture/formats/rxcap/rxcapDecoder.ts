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
} from './rxcapLayout.js';

/**
 * Cuts the bytes of a `.rxcap` file into records: `push` a chunk, then take what is whole by `next` until it gives undefined.
 *
 * The bytes in a record are a copy and belong to who gets it. An unfinished record holds at most twice what has arrived of it,
 * and one chunk; a declared length allocates nothing.
 */
export class RxcapDecoder implements CaptureDecoder {
  private readonly queue = new ByteQueue();
  private isBegun = false;
  private failure: CaptureError | undefined;

  /** How many bytes the file header and the whole records have so far: behind them more may be written. */
  get completeBytes(): number {
    return this.queue.offset;
  }

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /**
   * The next whole record, or undefined when more bytes are needed. Kinds of a later version are left out.
   *
   * Errors with CaptureError, and then for ever: `UNKNOWN_FORMAT`, `UNSUPPORTED` at the file's beginning, `MALFORMED` at a
   * record that is damaged.
   */
  next(): CaptureRecord | undefined {
    if (this.failure !== undefined) throw this.failure;
    if (!this.isBegun && !this.takeFileHeader()) return undefined;
    for (;;) {
      const offset = this.queue.offset;
      const body = this.takeBody();
      if (body === undefined) return undefined;
      const record = this.parse(body, offset);
      if (record !== undefined) return record;
    }
  }

  /** Says that no more bytes come: errors with CaptureError `TRUNCATED` in the middle of a record. */
  end(): void {
    if (this.failure !== undefined) throw this.failure;
    if (!this.isBegun) this.failInHeader();
    if (this.queue.queuedBytes > 0) this.fail('TRUNCATED', `ends ${this.queue.queuedBytes} bytes into a record`);
  }

  private takeFileHeader(): boolean {
    const bytes = this.queue.peekBytes(FILE_HEADER_BYTES);
    if (bytes === undefined) return false;
    const { magic, version } = fileHeader.read(new Reader(bytes, 0));
    if (!sameBytes(magic, RXCAP_MAGIC)) this.fail('UNKNOWN_FORMAT', 'no .rxcap file');
    if (version !== RXCAP_VERSION) {
      this.fail('UNSUPPORTED', `.rxcap of version ${version}, version ${RXCAP_VERSION} is read`);
    }
    this.queue.takeBytes(FILE_HEADER_BYTES);
    this.isBegun = true;
    return true;
  }

  private failInHeader(): never {
    const start = this.queue.peekBytes(Math.min(this.queue.queuedBytes, RXCAP_MAGIC.length))!;
    if (!sameBytes(start, RXCAP_MAGIC.subarray(0, start.length))) this.fail('UNKNOWN_FORMAT', 'no .rxcap file');
    this.fail('TRUNCATED', `${this.queue.queuedBytes} bytes are no whole .rxcap header`);
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
    if (crc32(body) !== crc) this.fail('MALFORMED', 'record whose bytes are not those of its CRC-32');
    this.queue.takeBytes(record.length);
    return body;
  }

  /** The record in a body whose bytes are as they were written; undefined for a kind that is not known. */
  private parse(body: Uint8Array, offset: number): CaptureRecord | undefined {
    const reader = new Reader(body, 0);
    const record = this.attempt(() => recordIn(reader), offset);
    if (record !== undefined && reader.remaining > 0) {
      this.fail('MALFORMED', `${reader.remaining} bytes left over in a record`, offset);
    }
    if (record !== undefined && !isCaptureTime(record.atMs)) {
      this.fail('MALFORMED', `record at ${record.atMs} ms, at most ±${MAX_TIME_MS} ms allowed`, offset);
    }
    return record;
  }

  private attempt<T>(read: () => T, offset: number): T {
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

function recordIn(reader: Reader): CaptureRecord | undefined {
  const code = reader.u8();
  const kind = recordKinds.find((each) => each.code === code);
  return kind?.body.readInto(reader, { kind: kind.name });
}
