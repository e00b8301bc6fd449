import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { toPeerError, type RemoteProtocolError } from '../base/errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import { FrameReader, type FrameReaderCallbacks } from '../frame/frameReader.js';
import type { Framing } from '../frame/framing.js';
import type { FrameFormat } from '../frame/header.js';
import { V1Framing } from '../frame/v1/v1Framing.js';
import { NO_BYTES } from '../codec/reader.js';
import type { OnMalformed } from '../frame/nextReadable.js';
import { NETWORKS_BY_MAGIC } from '../networks/knownNetworks.js';

/** Options of `decodeFrames`. */
export interface DecodeFramesOptions {
  /** The network whose magic and payload limit the frames must have. */
  network: FrameFormat;
  /** Reaction to a frame with a bad checksum or command. Default `'close'`. */
  onMalformed?: OnMalformed | undefined;
  /** Called for each frame that `onMalformed: 'drop'` dropped, with the size of the frame in bytes, header included. */
  onFault?: ((error: RemoteProtocolError, sizeBytes: number) => void) | undefined;
  /**
   * Creates the framing of each subscription. `wake` makes the operator ask the framing for frames and output again; a framing that waits for
   * something other than bytes calls it, later. Default: transport v1.
   */
  createFraming?: ((wake: () => void) => Framing) | undefined;
  /** Called with the bytes that the framing has to send to the remote: the key exchange of v2. Nothing for v1. Default: they are dropped. */
  onOutput?: ((bytes: Uint8Array) => void) | undefined;
}

/**
 * Splits chunks of bytes into frames. Emits a frame as soon as its last byte has arrived.
 *
 *     bytes   --[he]--[ader,payload]--[two frames]--|
 *     frames  --------f---------------(gh)----------|
 *
 * A chunk that arrives while a frame is being delivered (the subscriber caused the source to emit) is copied and queued. Its frames are
 * emitted after those of the current chunk, in order. The end of the source is also queued. The queue has no limit of its own: it holds
 * the chunks that the subscriber causes during the delivery of one chunk.
 *
 * Errors with RemoteProtocolError `WRONG_MAGIC`, `OVERSIZED_FRAME`, and `TRUNCATED` if the source completes inside a frame;
 * with `BAD_CHECKSUM`, `BAD_COMMAND` unless `onMalformed` is `'drop'`; with LocalProtocolError `CALLBACK_FAILED` when `onFault` throws.
 * Frames before the bad one are emitted first.
 * Each subscription stores one unfinished frame: at most twice the bytes that have arrived, and at most the network's `maxPayloadBytes`.
 *
 * A frame's payload can be a view of the chunk, so it is valid until `next` returns, as the chunk is (see `Duplex.chunk$`); copy a payload that
 * you keep. The operator never writes to a chunk, and copies the bytes of an unfinished frame before its own `next` returns.
 */
export function decodeFrames(options: DecodeFramesOptions): OperatorFunction<Uint8Array, Frame> {
  return readFrames(options, (frame) => frame);
}

/**
 * As decodeFrames, but emits the value that `read` returns for each frame. Undefined is not emitted; an error that `read` throws ends the
 * stream.
 */
export function readFrames<T>(
  options: DecodeFramesOptions,
  read: (frame: Frame) => T | undefined,
): OperatorFunction<Uint8Array, T> {
  return (chunk$) =>
    // Not mergeMap: it would allocate an inner Observable for each chunk, and it does not queue a chunk that arrives during delivery.
    new Observable((subscriber) => {
      const wake = (): void => reader.next(NO_BYTES);
      const framing = options.createFraming?.(wake) ?? new V1Framing(options.network, NETWORKS_BY_MAGIC);
      const reader = new FrameReader(framing, new FrameEmitter(options, read, subscriber));
      // This is also needed for a synchronous source, which continues after `take` until its subscribe call returns.
      subscriber.add(() => reader.stop());
      reader.start();
      return chunk$.subscribe(reader);
    });
}

/** Emits the frames of a FrameReader. A class, because a peer has one: closures for its four methods take 0.3 KB more per peer. */
class FrameEmitter<T> implements FrameReaderCallbacks {
  constructor(
    private readonly options: DecodeFramesOptions,
    private readonly read: (frame: Frame) => T | undefined,
    private readonly subscriber: Subscriber<T>,
  ) {}

  onFrame(frame: Frame): void {
    let value: T | undefined;
    try {
      value = this.read(frame);
    } catch (error) {
      this.subscriber.error(error);
      return;
    }
    if (value !== undefined) this.subscriber.next(value);
  }

  onBadFrame(error: RemoteProtocolError, sizeBytes: number): void {
    const { options } = this;
    if (options.onMalformed !== 'drop') throw error;
    try {
      options.onFault?.(error, sizeBytes);
    } catch (thrown) {
      throw toPeerError(thrown, 'onFault');
    }
  }

  onOutput(bytes: Uint8Array): void {
    this.options.onOutput?.(bytes);
  }

  onError(error: unknown): void {
    this.subscriber.error(error);
  }

  onComplete(): void {
    this.subscriber.complete();
  }
}
