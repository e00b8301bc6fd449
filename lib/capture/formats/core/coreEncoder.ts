import { Writer } from '../../../codec/writer.js';
import { CaptureError } from '../../captureError.js';
import { CaptureFrameDecoder, type CapturedFrame, type CaptureFrameDecoderOptions } from '../../captureFrameDecoder.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import { coreHeader } from './coreMessageDecoder.js';

/** One record in the format of Bitcoin Core, to append to one of the two files. */
export interface CoreFileRecord {
  /** `received`: append to `msgs_recv.dat`; `sent`: to `msgs_sent.dat`. */
  readonly direction: BytesRecord['direction'];
  /** A new buffer with time, command, length and payload of one message. */
  readonly bytes: Uint8Array;
}

/**
 * Encodes the records of a recording as Bitcoin Core's `-capturemessages` files, one output record for each message.
 *
 * The format contains only messages, so:
 * - An invalid frame is left out and reported to `onFault`; after `WRONG_MAGIC` or `OVERSIZED_FRAME` the rest of that direction is left out.
 * - `opened` and `closed` are not stored. A reader separates sessions by their `version` messages, so sessions must not overlap.
 * - A message whose direction differs from that of the previous message is stored at least a microsecond later. So a reader merges the two
 * files in the order in which the messages passed.
 *
 * Memory: as CaptureFrameDecoder, one unfinished frame for each direction.
 */
export class CoreEncoder {
  private readonly frames: CaptureFrameDecoder;
  private session: number | undefined;
  private previous: { direction: BytesRecord['direction']; atUs: bigint } | undefined;

  constructor(options: CaptureFrameDecoderOptions = {}) {
    this.frames = new CaptureFrameDecoder(options);
  }

  /**
   * Returns the messages that this record completes, encoded.
   *
   * Errors with CaptureError `INVALID_RECORD` if a second session is open, and `NETWORK_UNKNOWN`.
   */
  push(record: CaptureRecord): CoreFileRecord[] {
    if (record.kind === 'opened') {
      if (this.session !== undefined) this.frames.end(this.session);
      this.session = record.session;
    } else if (record.kind === 'bytes' && record.session !== this.session) {
      throw new CaptureError(
        'INVALID_RECORD',
        `bytes of session ${record.session}, but ${this.session ?? 'none'} is open`,
      );
    }
    return this.frames.push(record).map((frame) => this.encodeFrame(frame));
  }

  /** Ends the recording: `onFault` is called with `TRUNCATED` for each direction that ends inside a frame. */
  end(): void {
    this.frames.end();
  }

  private encodeFrame(frame: CapturedFrame): CoreFileRecord {
    const { direction, command, payload } = frame;
    const atUs = this.timeOf(frame);
    this.previous = { direction, atUs };
    const writer = new Writer(0);
    const name = Uint8Array.from({ length: 12 }, (_, i) => command.charCodeAt(i));
    coreHeader.write(writer, { atUs, command: name, length: payload.length });
    writer.bytes(payload);
    return { direction, bytes: writer.finish() };
  }

  private timeOf({ atMs, direction }: CapturedFrame): bigint {
    const atUs = BigInt(Math.round(atMs * 1000));
    if (this.previous === undefined) return atUs;
    const earliest = direction === this.previous.direction ? this.previous.atUs : this.previous.atUs + 1n;
    return atUs < earliest ? earliest : atUs;
  }
}
