import { Observable, Subscription, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { TransportError } from '../base/errors.js';
import { joinBytes } from '../codec/joinBytes.js';
import { Queue } from '../collections/queue.js';
import type { SeededRandom } from '../collections/seededRandom.js';
import { drawFrom, type NumberRange } from './numberRange.js';

/** Options of `transmitSegments`. */
export interface TransmissionOptions {
  /** One-way latency in milliseconds, drawn for each segment. */
  latencyMs: NumberRange;
  /** Capacity of a segment in bytes, drawn for each segment. */
  chunkBytes: NumberRange;
  /** Bandwidth. Infinity: unlimited. */
  bytesPerSecond: number;
  /**
   * Cuts the connection: all segments in flight are dropped. An emitted error is passed to the reader; after undefined the reader receives
   * nothing any more, neither bytes nor an end.
   */
  cut$: Observable<TransportError | undefined>;
  /** Draws latencies and capacities. */
  prng: SeededRandom;
  /** The time of departures and arrivals. */
  scheduler: SchedulerLike;
}

/** Bytes that arrive together as one chunk. A segment without parts is the end of the stream. */
interface Segment {
  readonly parts: Uint8Array[];
  readonly sentMs: number;
  readonly latencyMs: number;
  /** Bytes that still fit into the segment. */
  remainingBytes: number;
  /** Earliest time of arrival: the segment also waits for those before it. */
  arrivalMs: number;
}

/**
 * Simulates one direction of a network connection: latency, bandwidth, and chunk boundaries that differ from those of the writer.
 *
 *     source                --(ab)--------c|
 *     transmitSegments(…)   -----(a)(b)------(c|)
 *
 * Writes of the same time are joined, and then split into segments. A segment never overtakes an earlier one. Bytes in flight are not
 * bounded here: the transport limits them by its window.
 */
export function transmitSegments(options: TransmissionOptions): MonoTypeOperatorFunction<Uint8Array> {
  const { bytesPerSecond, chunkBytes, cut$, latencyMs, prng, scheduler } = options;
  return (source$) =>
    // Not delayWhen(): segments must keep their order across different latencies, and one timer is enough for all of them.
    new Observable((subscriber) => {
      const inFlight = new Queue<Segment>();
      let isTimerSet = false;
      let arrivalTimer = Subscription.EMPTY;
      /** Time at which the last written byte has left the sender, given the bandwidth. */
      let senderIdleMs = -Infinity;

      function startSegment(capacityBytes: number): Segment {
        const segment = {
          parts: [],
          sentMs: scheduler.now(),
          latencyMs: drawFrom(latencyMs, prng),
          remainingBytes: capacityBytes,
          arrivalMs: 0,
        };
        inFlight.push(segment);
        updateArrival(segment, 0);
        return segment;
      }

      function updateArrival(segment: Segment, addedBytes: number): void {
        senderIdleMs = Math.max(senderIdleMs, segment.sentMs) + (addedBytes * 1000) / bytesPerSecond;
        segment.arrivalMs = senderIdleMs + segment.latencyMs;
      }

      function send(chunk: Uint8Array): void {
        let rest = chunk;
        while (rest.length > 0) {
          const last = inFlight.last();
          const hasRoom = last !== undefined && last.sentMs === scheduler.now() && last.remainingBytes > 0;
          const segment = hasRoom ? last : startSegment(drawFrom(chunkBytes, prng));
          const part = rest.subarray(0, segment.remainingBytes);
          segment.parts.push(part);
          segment.remainingBytes -= part.length;
          updateArrival(segment, part.length);
          rest = rest.subarray(part.length);
        }
        setTimer();
      }

      function setTimer(): void {
        const first = inFlight.first();
        if (isTimerSet || first === undefined) return;
        isTimerSet = true;
        arrivalTimer = scheduler.schedule(deliver, first.arrivalMs - scheduler.now());
      }

      function deliver(): void {
        isTimerSet = false;
        const nowMs = scheduler.now();
        // Stops at the first segment that is not due, even if later ones are: order is kept.
        for (let first = inFlight.first(); first !== undefined && first.arrivalMs <= nowMs; first = inFlight.first()) {
          inFlight.shift();
          const { parts } = first;
          if (parts.length === 0) subscriber.complete();
          else subscriber.next(parts.length === 1 ? parts[0]! : joinBytes(parts));
        }
        setTimer();
      }

      const sending = source$.subscribe({
        next: send,
        error: (error: unknown) => subscriber.error(error),
        complete() {
          startSegment(0);
          setTimer();
        },
      });
      subscriber.add(sending);
      subscriber.add(() => arrivalTimer.unsubscribe());
      subscriber.add(
        cut$.subscribe((error) => {
          sending.unsubscribe();
          arrivalTimer.unsubscribe();
          inFlight.clear();
          if (error !== undefined) subscriber.error(error);
        }),
      );
    });
}
