import { Observable, Subscription, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { TransportError } from '../base/errors.js';
import { Queue } from '../collections/queue.js';
import type { SeededRandom } from '../collections/seededRandom.js';
import { joined } from './joined.js';
import { drawFrom, type NumberRange } from './numberRange.js';

export interface TransmissionOptions {
  latencyMs: NumberRange;
  chunkBytes: NumberRange;
  /** Infinity: as much as is written. */
  bytesPerSecond: number;
  /** Ends it, with all that is under way: the error is what the reading end is told; undefined: it is told nothing, ever. */
  cut$: Observable<TransportError | undefined>;
  prng: SeededRandom;
  scheduler: SchedulerLike;
}

/** What arrives at once, not before `atMs`; without parts it is the end. */
interface Segment {
  readonly parts: Uint8Array[];
  readonly sentMs: number;
  readonly latencyMs: number;
  roomBytes: number;
  atMs: number;
}

/**
 * Carries bytes as a network does: each segment with a latency of its own, none past the one before, cut and joined anywhere.
 *
 *     source     --(ab)--------c|
 *     travel(…)  -----(a)(b)------(c|)
 *
 * What is written within one moment leaves together. Remembers what is under way: its bound is that of the transport around it.
 */
export function transmitSegments(options: TransmissionOptions): MonoTypeOperatorFunction<Uint8Array> {
  const { bytesPerSecond, chunkBytes, cut$, latencyMs, prng, scheduler } = options;
  return (source$) =>
    // Not delay(): order across different latencies, and one timer for all that is under way.
    new Observable((subscriber) => {
      const underWay = new Queue<Segment>();
      let isWaiting = false;
      let arrival = Subscription.EMPTY;
      /** When the last byte that was written has left. */
      let leftMs = -Infinity;

      function depart(roomBytes: number): Segment {
        const segment = {
          parts: [],
          sentMs: scheduler.now(),
          latencyMs: drawFrom(latencyMs, prng),
          roomBytes,
          atMs: 0,
        };
        underWay.push(segment);
        settle(segment, 0);
        return segment;
      }

      function settle(segment: Segment, bytes: number): void {
        leftMs = Math.max(leftMs, segment.sentMs) + (bytes * 1000) / bytesPerSecond;
        segment.atMs = leftMs + segment.latencyMs;
      }

      function send(chunk: Uint8Array): void {
        let rest = chunk;
        while (rest.length > 0) {
          const last = underWay.last();
          const hasRoom = last !== undefined && last.sentMs === scheduler.now() && last.roomBytes > 0;
          const segment = hasRoom ? last : depart(drawFrom(chunkBytes, prng));
          const part = rest.subarray(0, segment.roomBytes);
          segment.parts.push(part);
          segment.roomBytes -= part.length;
          settle(segment, part.length);
          rest = rest.subarray(part.length);
        }
        wait();
      }

      function wait(): void {
        const first = underWay.first();
        if (isWaiting || first === undefined) return;
        isWaiting = true;
        arrival = scheduler.schedule(arrive, first.atMs - scheduler.now());
      }

      function arrive(): void {
        isWaiting = false;
        const nowMs = scheduler.now();
        // A segment that is due waits for those before it.
        for (let first = underWay.first(); first !== undefined && first.atMs <= nowMs; first = underWay.first()) {
          underWay.shift();
          if (first.parts.length === 0) subscriber.complete();
          else subscriber.next(joined(first.parts));
        }
        wait();
      }

      const sending = source$.subscribe({
        next: send,
        error: (error: unknown) => subscriber.error(error),
        complete() {
          depart(0);
          wait();
        },
      });
      subscriber.add(sending);
      subscriber.add(() => arrival.unsubscribe());
      subscriber.add(
        cut$.subscribe((error) => {
          sending.unsubscribe();
          arrival.unsubscribe();
          underWay.clear();
          if (error !== undefined) subscriber.error(error);
        }),
      );
    });
}
