import { RemoteProtocolError } from '../base/errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import { FrameReader, type FrameReaderCallbacks } from '../frame/frameReader.js';
import type { Network } from '../networks/network.js';
import { captureNetworkByName } from './captureNetwork.js';
import { CaptureError } from './captureError.js';
import type { BytesRecord, CaptureRecord, OpenedRecord } from './captureRecord.js';
import { recordedFraming } from '../peer/replay/recordedFraming.js';
import { transportOf } from './recordedTransport.js';

// A recording holds several sessions, each of which carries two byte streams: received and sent. For each open session there are two
// DirectionStates; a `closed` record or a second `opened` record of the same number removes them. A DirectionState is either decoding, or
// lost: after WRONG_MAGIC or OVERSIZED_FRAME the start of the next frame is unknown, so all later bytes of that direction are dropped.

/** Where and when in a recording something was seen: the number of the session, the direction, and the time in milliseconds since 1970. */
export type CapturePlace = Pick<BytesRecord, 'session' | 'direction' | 'atMs'>;

/**
 * A frame of a recording, by either transport. `atMs` is the time of the record that holds its last byte. `payload` is a window on the
 * bytes of that record, or a separate buffer if the frame spans several records. The decoder does not change these bytes afterwards.
 */
export interface CapturedFrame extends Frame, CapturePlace {}

/** Options of CaptureFrameDecoder, CoreEncoder, and of writeCaptureFile in Core's format. */
export interface CaptureFrameDecoderOptions {
  /** The network of sessions that name it, for a network that the library does not know. Default: none. */
  network?: Network | undefined;
  /**
   * Called for bytes that are not a valid frame, with the place of the last record. `WRONG_MAGIC` and `OVERSIZED_FRAME` mean that the rest
   * of this direction is dropped; after any other code decoding continues with the next frame. Default: no callback.
   */
  onFault?: ((error: RemoteProtocolError, place: CapturePlace) => void) | undefined;
}

/**
 * Decodes the records of a recording into frames, separately for each direction of each session. Records of the kinds `rawBytes` and `secrets` are
 * skipped.
 *
 * Memory: one unfinished frame for each direction of each open session, at most twice the bytes of it that have arrived.
 */
export class CaptureFrameDecoder {
  private readonly sessions = new Map<number, Record<BytesRecord['direction'], DirectionState>>();

  constructor(private readonly options: CaptureFrameDecoderOptions = {}) {}

  /**
   * Returns the frames that this record completes.
   *
   * Errors with CaptureError `NETWORK_UNKNOWN`, and `INVALID_RECORD` for bytes of a session that is not open.
   */
  push(record: CaptureRecord): CapturedFrame[] {
    const { session } = record;
    if (record.kind === 'bytes') {
      const directions = this.sessions.get(session);
      if (directions === undefined)
        throw new CaptureError('INVALID_RECORD', `bytes of session ${session}, which is not open`);
      return directions[record.direction].push(record);
    }
    if (record.kind === 'rawBytes' || record.kind === 'secrets') return [];
    this.end(session);
    if (record.kind === 'opened') {
      const network = captureNetworkByName(record.network, this.options.network);
      this.sessions.set(session, {
        received: new DirectionState(record, network, this.options),
        sent: new DirectionState(record, network, this.options),
      });
    }
    return [];
  }

  /** Ends one session, or all of them: calls `onFault` with `TRUNCATED` for each direction that ends inside a frame. */
  end(session?: number): void {
    for (const each of session === undefined ? Array.from(this.sessions.keys()) : [session]) {
      this.sessions.get(each)?.received.end();
      this.sessions.get(each)?.sent.end();
      this.sessions.delete(each);
    }
  }
}

/** The frames of one direction of one session. */
class DirectionState implements FrameReaderCallbacks {
  private readonly reader: FrameReader;
  private readonly onFault: CaptureFrameDecoderOptions['onFault'];
  private lastPlace: CapturePlace | undefined;
  /** The frames of the current record. */
  private frames: CapturedFrame[] = [];

  constructor(opened: OpenedRecord, network: Network, options: CaptureFrameDecoderOptions) {
    this.onFault = options.onFault;
    this.reader = new FrameReader(recordedFraming(network, transportOf(opened)), this);
  }

  push({ session, direction, atMs, bytes }: BytesRecord): CapturedFrame[] {
    this.lastPlace = { session, direction, atMs };
    this.reader.next(bytes);
    const { frames } = this;
    this.frames = [];
    return frames;
  }

  end(): void {
    this.reader.complete();
  }

  onFrame(frame: Frame): void {
    this.frames.push({ ...frame, ...this.lastPlace! });
  }

  onBadFrame(error: RemoteProtocolError): void {
    this.onFault?.(error, this.lastPlace!);
  }

  onError(error: unknown): void {
    if (!(error instanceof RemoteProtocolError)) throw error;
    this.onFault?.(error, this.lastPlace!);
  }

  onComplete(): void {
    // The direction ends between two frames.
  }
}
