import { struct } from '../../../codec/combinators.js';
import { fixedBytes, i64le, u32le } from '../../../codec/primitives.js';
import { Reader } from '../../../codec/reader.js';
import { encodeFrame } from '../../../frame/frameEncoder.js';
import { COMMAND_BYTES, commandOf, type FrameFormat } from '../../../frame/header.js';
import { ByteQueue } from '../../byteQueue.js';
import { CaptureError, type CaptureErrorCode } from '../../captureError.js';
import { isCaptureTime, MAX_TIME_MS } from '../../captureTime.js';

/**
 * The header of each record: microseconds since the Unix epoch, command, length of the payload (Bitcoin Core, net.cpp,
 * CaptureMessageToFile).
 */
export const coreHeader = struct<{ atUs: bigint; command: Uint8Array; length: number }>({
  atUs: i64le,
  command: fixedBytes(COMMAND_BYTES),
  length: u32le,
});
export const CORE_HEADER_BYTES = coreHeader.minBytes;

/** A message of such a file, in a frame as on the v1 wire. */
export interface CoreMessage {
  readonly atMs: number;
  readonly command: string;
  /** A new buffer with magic, command, length, checksum and payload. Magic and checksum are computed: the file does not hold them. */
  readonly frame: Uint8Array;
}

/**
 * Decodes one of the files that a Bitcoin node writes with `-capturemessages`: `push` a chunk, then call `next` until it returns undefined.
 *
 * Memory: one chunk, and one unfinished record, at most twice the bytes of it that have arrived. A declared length allocates nothing, and
 * must not exceed the network's limit.
 */
export class CoreMessageDecoder {
  private readonly queue = new ByteQueue();
  private failure: CaptureError | undefined;

  constructor(
    private readonly format: FrameFormat,
    /** Which of the two files this is; error messages contain it. */
    private readonly direction: 'received' | 'sent',
  ) {}

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /** The next message, or undefined if more bytes are needed. Errors with CaptureError `MALFORMED`, and at each later call again. */
  next(): CoreMessage | undefined {
    if (this.failure !== undefined) throw this.failure;
    const bytes = this.queue.peekBytes(CORE_HEADER_BYTES);
    if (bytes === undefined) return undefined;
    const header = coreHeader.read(new Reader(bytes, 0));
    const command = commandOf(header.command, 0) ?? this.fail('MALFORMED', 'record without a valid command');
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

  /** Ends the input. Errors with CaptureError `TRUNCATED` if it ends inside a record. */
  end(): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.queue.queuedBytes > 0) this.fail('TRUNCATED', `ends ${this.queue.queuedBytes} bytes into a record`);
  }

  private fail(code: CaptureErrorCode, message: string): never {
    this.failure = new CaptureError(code, `${this.direction} messages: ${message}`, this.queue.offset);
    throw this.failure;
  }
}
