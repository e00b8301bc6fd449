import { Observable, type OperatorFunction } from 'rxjs';
import { toPeerError, type RemoteProtocolError } from '../base/errors.js';
import { FrameDecoder, type Frame } from '../frame/frameDecoder.js';
import type { FrameFormat } from '../frame/header.js';
import { nextReadable, type OnMalformed } from '../frame/nextReadable.js';
import { NETWORKS_BY_MAGIC } from '../networks/knownNetworks.js';

export interface DecodeFramesOptions {
  network: FrameFormat;
  /** Default `'close'`. */
  onMalformed?: OnMalformed | undefined;
  /** Told of each frame that was dropped, and how many bytes it had. */
  onFault?: ((error: RemoteProtocolError, sizeBytes: number) => void) | undefined;
}

/**
 * Cuts chunks of bytes into frames, and emits each as soon as it is complete.
 *
 *     bytes   --[he]--[ader,payload]--[two frames]--|
 *     frames  --------f---------------(gh)----------|
 *
 * Errors with RemoteProtocolError `WRONG_MAGIC`, `OVERSIZED_FRAME`, and `TRUNCATED` when the source completes inside a frame;
 * with `BAD_CHECKSUM`, `BAD_COMMAND` unless `onMalformed` is `'drop'`. Frames before the bad one are emitted first.
 * Stores an incomplete frame per subscription: at most twice the bytes that have arrived of it, and at most the network's limit.
 *
 * A frame's payload can be a view of the chunk, so it is valid until `next` returns, as the chunk is (see `Duplex.chunk$`); copy a payload that
 * you keep. The operator never writes to a chunk, and copies the bytes of an incomplete frame before its own `next` returns.
 */
export function decodeFrames(options: DecodeFramesOptions): OperatorFunction<Uint8Array, Frame> {
  return readFrames(options, (frame) => frame);
}

/** The same, and what `read` makes of each frame: undefined is left out, what it throws ends the stream. */
export function readFrames<T>(
  { network, onMalformed = 'close', onFault }: DecodeFramesOptions,
  read: (frame: Frame) => T | undefined,
): OperatorFunction<Uint8Array, T> {
  return (chunk$) =>
    // Not mergeMap, map and filter: they would make an inner Observable for each chunk, and call each other three times for each message.
    new Observable((subscriber) => {
      const decoder = new FrameDecoder(network, NETWORKS_BY_MAGIC);
      const onBadFrame = (error: RemoteProtocolError, sizeBytes: number): void => {
        if (onMalformed === 'close') throw error;
        onFault?.(error, sizeBytes);
      };

      function nextValue(): T | undefined {
        try {
          let frame = nextReadable(decoder, onBadFrame);
          for (; frame !== undefined; frame = nextReadable(decoder, onBadFrame)) {
            const value = read(frame);
            if (value !== undefined) return value;
          }
        } catch (error) {
          subscriber.error(toPeerError(error, 'onFault'));
        }
        return undefined;
      }

      return chunk$.subscribe({
        next(chunk) {
          // A synchronous source goes on after an error and after take: its unsubscription comes only when it returns.
          if (subscriber.closed) return;
          decoder.push(chunk);
          for (let value = nextValue(); value !== undefined; value = nextValue()) {
            subscriber.next(value);
            if (subscriber.closed) return;
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          try {
            decoder.end();
          } catch (error) {
            subscriber.error(error);
          }
          subscriber.complete();
        },
      });
    });
}
