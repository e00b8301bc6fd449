import { struct } from '../../../codec/combinators.js';
import { fixedBytes, i64le, u32le } from '../../../codec/primitives.js';
import { Reader } from '../../../codec/reader.js';
import { encodeFrame } from '../../../frame/frameEncoder.js';
import { COMMAND_BYTES, commandOf, type FrameFormat } from '../../../frame/header.js';
import { ByteQueue } from '../../byteQueue.js';
import { CaptureError, type CaptureErrorCode } from '../../captureError.js';
import { isCaptureTime, MAX_TIME_MS } from '../../captureTime.js';

/**
 * What stands before each payload: microseconds since the Unix epoch, the command, the length (Bitcoin Core, net.cpp,
 * CaptureMessageToFile).
 */
export const coreHeader = struct<{ atUs: bigint; command: Uint8Array; length: number }>({
  atUs: i64le,
  command: fixedBytes(COMMAND_BYTES),
  length: u32le,
});
export const CORE_HEADER_BYTES = coreHeader.minBytes;

/** A message of such a file, in the frame that it had on the wire. */
export interface CoreMessage {
  readonly atMs: number;
  readonly command: string;
  /** Magic, command, length, checksum, payload: the file has but the payload. A buffer of its own. */
  readonly frame: Uint8Array;
}

/**
 * Reads one of the files that a Bitcoin node writes with `-capturemessages`: `push` a chunk, then take what is whole by `next`.
 *
 * An unfinished record holds at most twice what of it has arrived, and one chunk; a declared length allocates nothing, and is
 * bounded by the network's limit.
 */
export class CoreMessageDecoder {
  private readonly queue = new ByteQueue();
  private failure: CaptureError | undefined;

  constructor(
    private readonly format: FrameFormat,
    /** Which of the two files it is: the errors say so. */
    private readonly direction: 'received' | 'sent',
  ) {}

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /** The next message, or undefined when more bytes are needed. Errors with CaptureError `MALFORMED`, and then for ever. */
  next(): CoreMessage | undefined {
    if (this.failure !== undefined) throw this.failure;
    const bytes = this.queue.peekBytes(CORE_HEADER_BYTES);
    if (bytes === undefined) return undefined;
    const header = coreHeader.read(new Reader(bytes, 0));
    const command = commandOf(header.command, 0) ?? this.fail('MALFORMED', 'record of no command');
    const atMs = Number(header.atUs) / 1000;
    if (!isCaptureTime(atMs)) this.fail('MALFORMED', `record at ${atMs} ms, at most ±${MAX_TIME_MS} ms allowed`);
    const { maxPayloadBytes } = this.format.limits;
    if (header.length > maxPayloadBytes) {
      this.fail('MALFORMED', `payload of ${header.length} bytes, at most ${maxPayloadBytes} allowed`);
    }
    const record = this.queue.takeBytes(CORE_HEADER_BYTES + header.length);
    if (record === undefined) return undefined;
    return { atMs, command, frame: encodeFrame(this.format, command, record.subarray(CORE_HEADER_BYTES)) };
  }

  /** Says that no more bytes come: errors with CaptureError `TRUNCATED` in the middle of a record. */
  end(): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.queue.queuedBytes > 0) this.fail('TRUNCATED', `ends ${this.queue.queuedBytes} bytes into a record`);
  }

  private fail(code: CaptureErrorCode, message: string): never {
    this.failure = new CaptureError(code, `${this.direction} messages: ${message}`, this.queue.offset);
    throw this.failure;
  }
}
