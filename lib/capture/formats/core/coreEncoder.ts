import { Writer } from '../../../codec/writer.js';
import { CaptureError } from '../../captureError.js';
import { CaptureFrameDecoder, type CapturedFrame, type CaptureFrameDecoderOptions } from '../../captureFrameDecoder.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import { coreHeader } from './coreMessageDecoder.js';

/** What is to be appended to `msgs_recv.dat` or `msgs_sent.dat`: one whole record. */
export interface CoreFileRecord {
  readonly direction: BytesRecord['direction'];
  readonly bytes: Uint8Array;
}

/**
 * Writes records as a Bitcoin node's `-capturemessages` files, one message a piece.
 *
 * The format has messages alone. So a frame that is broken is left out, with all that follows where the stream is lost, and told by
 * `onFault`; opening and closing go unsaid; and sessions have to follow one another, since the next `version` is what parts them.
 * What goes the other way than the message before is written a microsecond later at least: so the two files are merged again in the
 * order in which the messages came.
 */
export class CoreEncoder {
  private readonly frames: CaptureFrameDecoder;
  private session: number | undefined;
  private last: { direction: BytesRecord['direction']; atUs: bigint } | undefined;

  constructor(options: CaptureFrameDecoderOptions = {}) {
    this.frames = new CaptureFrameDecoder(options);
  }

  /**
   * The messages that this record completes.
   *
   * Errors with CaptureError `INVALID_RECORD` where two sessions are open at a time, `NETWORK_UNKNOWN`.
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
    return this.frames.push(record).map((frame) => this.encode(frame));
  }

  /** Says that the recording ends: frames that are not whole are told by `onFault`. */
  end(): void {
    this.frames.end();
  }

  private encode(frame: CapturedFrame): CoreFileRecord {
    const { direction, command, payload } = frame;
    const atUs = this.timeOf(frame);
    this.last = { direction, atUs };
    const writer = new Writer(0);
    const name = Uint8Array.from({ length: 12 }, (_, i) => command.charCodeAt(i));
    coreHeader.write(writer, { atUs, command: name, length: payload.length });
    writer.bytes(payload);
    return { direction, bytes: writer.finish() };
  }

  private timeOf({ atMs, direction }: CapturedFrame): bigint {
    const atUs = BigInt(Math.round(atMs * 1000));
    if (this.last === undefined) return atUs;
    const earliest = direction === this.last.direction ? this.last.atUs : this.last.atUs + 1n;
    return atUs < earliest ? earliest : atUs;
  }
}
