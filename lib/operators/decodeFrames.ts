import { Observable, type OperatorFunction } from 'rxjs';
import { toPeerError, type RemoteProtocolError } from '../errors.js';
import { FrameDecoder, type Frame } from '../frame/frameDecoder.js';
import type { FrameFormat } from '../frame/header.js';
import { nextReadable, type OnMalformed } from '../frame/nextReadable.js';

export interface DecodeFramesOptions {
  network: FrameFormat;
  /** Default `'close'`. */
  onMalformed?: OnMalformed | undefined;
  /** Told of each frame that was dropped, and how many bytes it had. */
  onFault?: ((error: RemoteProtocolError, sizeBytes: number) => void) | undefined;
}

/**
 * Cuts chunks of bytes into frames, each as soon as it is whole.
 *
 *     bytes   --[he]--[ader,payload]--[two frames]--|
 *     frames  --------f---------------(gh)----------|
 *
 * Errors with RemoteProtocolError `WRONG_MAGIC`, `OVERSIZED_FRAME`, and `TRUNCATED` when the source completes inside a frame;
 * with `BAD_CHECKSUM`, `BAD_COMMAND` unless `onMalformed` is `'drop'`. Frames before the bad one are emitted first.
 * Remembers an unfinished frame, per subscription, at most twice what of it has arrived and at most the network's limit.
 */
export function decodeFrames({
  network,
  onMalformed = 'close',
  onFault,
}: DecodeFramesOptions): OperatorFunction<Uint8Array, Frame> {
  return (chunk$) =>
    // Not mergeMap: it would make an inner Observable for each chunk, and this is the way of every byte.
    new Observable((subscriber) => {
      const decoder = new FrameDecoder(network);

      function attempt<T>(step: () => T): T | undefined {
        try {
          return step();
        } catch (error) {
          subscriber.error(toPeerError(error, 'onFault'));
          return undefined;
        }
      }
      const nextFrame = (): Frame | undefined => nextReadable(decoder, onMalformed, onFault);

      return chunk$.subscribe({
        next(chunk) {
          // A synchronous source goes on after an error and after take: its unsubscription comes only when it returns.
          if (subscriber.closed) return;
          decoder.push(chunk);
          for (let frame = attempt(nextFrame); frame !== undefined; frame = attempt(nextFrame)) {
            subscriber.next(frame);
            if (subscriber.closed) return;
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          attempt(() => decoder.end());
          subscriber.complete();
        },
      });
    });
}
