import { RemoteProtocolError } from '../base/errors.js';
import { FrameDecoder, type Frame } from '../frame/frameDecoder.js';
import { NETWORKS_BY_MAGIC } from '../networks/knownNetworks.js';
import type { Network } from '../networks/network.js';
import { CaptureError } from './captureError.js';
import type { BytesRecord, CaptureRecord } from './captureRecord.js';
import { captureNetworkByName } from './captureNetwork.js';

/** Where in a recording something stands. */
export type CapturePlace = Pick<BytesRecord, 'session' | 'direction' | 'atMs'>;

/** A frame of a recording, at the moment of its last byte. */
export interface CapturedFrame extends Frame, CapturePlace {}

export interface CaptureFrameDecoderOptions {
  /** For a recording of a network that is not the library's own. */
  network?: Network | undefined;
  /** Told of what is no frame: of one, or, with `WRONG_MAGIC` and `OVERSIZED_FRAME`, of all that follows in this direction. */
  onFault?: ((error: RemoteProtocolError, place: CapturePlace) => void) | undefined;
}

/**
 * Cuts what a recording's connections carried into frames, each direction of each session by itself.
 *
 * Holds an unfinished frame for either direction of each session that has not closed, at most twice what of it has arrived.
 */
export class CaptureFrameDecoder {
  private readonly sessions = new Map<number, Record<BytesRecord['direction'], Lane>>();

  constructor(private readonly options: CaptureFrameDecoderOptions = {}) {}

  /**
   * The frames that this record completes.
   *
   * Errors with CaptureError `NETWORK_UNKNOWN`, and `INVALID_RECORD` for bytes of a session that has not opened.
   */
  push(record: CaptureRecord): CapturedFrame[] {
    const { session } = record;
    if (record.kind === 'bytes') {
      const lanes = this.sessions.get(session);
      if (lanes === undefined)
        throw new CaptureError('INVALID_RECORD', `bytes of session ${session}, which is not open`);
      return lanes[record.direction].push(record);
    }
    this.end(session);
    if (record.kind === 'opened') {
      const network = captureNetworkByName(record.network, this.options.network);
      this.sessions.set(session, {
        received: new Lane(network, this.options.onFault),
        sent: new Lane(network, this.options.onFault),
      });
    }
    return [];
  }

  /** Says that no more comes, of one session or of all: a frame that is not whole is a fault. */
  end(session?: number): void {
    for (const each of session === undefined ? Array.from(this.sessions.keys()) : [session]) {
      this.sessions.get(each)?.received.end();
      this.sessions.get(each)?.sent.end();
      this.sessions.delete(each);
    }
  }
}

/** One direction of one session. */
class Lane {
  private readonly decoder: FrameDecoder;
  private place: CapturePlace | undefined;
  private isLost = false;

  constructor(
    network: Network,
    private readonly onFault: CaptureFrameDecoderOptions['onFault'],
  ) {
    this.decoder = new FrameDecoder(network, NETWORKS_BY_MAGIC);
  }

  push({ session, direction, atMs, bytes }: BytesRecord): CapturedFrame[] {
    this.place = { session, direction, atMs };
    if (this.isLost) return [];
    this.decoder.push(bytes);
    return Array.from(this.frames(), (frame) => ({ ...frame, session, direction, atMs }));
  }

  end(): void {
    try {
      if (!this.isLost) this.decoder.end();
    } catch (error) {
      this.report(error);
    }
  }

  private *frames(): Generator<Frame> {
    while (!this.isLost) {
      try {
        const frame = this.decoder.next();
        if (frame === undefined) return;
        yield frame;
      } catch (error) {
        this.report(error);
      }
    }
  }

  private report(error: unknown): void {
    if (!(error instanceof RemoteProtocolError)) throw error;
    this.isLost = error.code === 'WRONG_MAGIC' || error.code === 'OVERSIZED_FRAME';
    this.onFault?.(error, this.place!);
  }
}
