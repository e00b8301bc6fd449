import { interval, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import type { Sighted } from '../../monitor/sightings.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { IncrementQuery, RangeQuery } from '../protocol/bucketRange.js';
import type { TrendRange, TrendSeries } from '../protocol/trendRange.js';
import { BucketHistory } from './bucketHistory.js';
import type { LevelOptions } from './bucketLevel.js';
import type { OpenBucket } from './openBucket.js';
import { PercentileSketch } from './percentileSketch.js';
import type { ReachedShare } from './propagationLog.js';
import type { Span } from './readSpan.js';
import type { Share } from './spreadItem.js';

/** The finest buckets. */
const TICK_MS = 60_000;
/**
 * A day of minutes, a week of 10 minutes, 90 days of hours, and the whole run in at most 1,080 buckets, which have two hours in the first
 * 90 days.
 */
export const TREND_LEVELS: readonly LevelOptions[] = [
  { widthTicks: 1, size: 1440 },
  { widthTicks: 10, size: 1008 },
  { widthTicks: 60, size: 2160 },
  { widthTicks: 120, size: 1080, doubles: true },
];
/** With fewer peers the first announcement is the one that reaches 50 %. */
const MIN_CONNECTED = 3;

/**
 * The trend of the times in which blocks and transactions reach 50 % and 90 % of the peers: median and 90th percentile per minute, 10
 * minutes and hour.
 * An item counts in the bucket in which it reaches the share, if at least 3 peers were connected at its first announcement.
 *
 * The percentiles of a minute, 10 minutes and an hour are computed from their items. In wider buckets, and if an answer merges buckets,
 * they are means of percentiles, weighted by the numbers of items. Stores 5,688 buckets of 20 bytes for each of the two types and two
 * shares: 460 kB.
 */
export class PropagationTrend {
  private readonly subscription = new Subscription();
  private readonly histories: Readonly<Record<Sighted['type'], Readonly<Record<Share, BucketHistory<number>>>>>;

  /** @param reached$ `reached$` of a PropagationLog */
  constructor(reached$: Observable<ReachedShare>, scheduler: SchedulerLike = preciseScheduler) {
    const startMs = wallClockMs(scheduler);
    const create = (): BucketHistory<number> =>
      new BucketHistory({
        tickMs: TICK_MS,
        levels: TREND_LEVELS,
        mergeRule: () => 'mean',
        createBucket: () => new DelayBucket(),
        startMs,
      });
    this.histories = { block: { 50: create(), 90: create() }, transaction: { 50: create(), 90: create() } };
    this.subscription.add(
      reached$.subscribe(({ connected, delayMs, share, type }) => {
        if (connected >= MIN_CONNECTED) this.histories[type][share].add(delayMs);
      }),
    );
    this.subscription.add(
      interval(TICK_MS, scheduler).subscribe(() => {
        const atMs = wallClockMs(scheduler);
        for (const { 50: to50, 90: to90 } of Object.values(this.histories)) {
          to50.tick(atMs);
          to90.tick(atMs);
        }
      }),
    );
  }

  /** The trend of a range of time, about 25 kB of JSON at most. Errors with LocalProtocolError `INVALID_OPTION`. */
  points(type: Sighted['type'], query: RangeQuery): TrendRange {
    const { 50: to50, 90: to90 } = this.histories[type];
    return toTrendRange(type, to50.range(query), to90.range(query));
  }

  /** The trend after the last complete bucket of a page. Errors as `points`. */
  after(type: Sighted['type'], query: IncrementQuery): TrendRange {
    const { 50: to50, 90: to90 } = this.histories[type];
    return toTrendRange(type, to50.after(query), to90.after(query));
  }

  /** Stops counting. */
  close(): void {
    this.subscription.unsubscribe();
  }
}

/** The delays of a bucket; its weight is their number. */
class DelayBucket implements OpenBucket<number> {
  private readonly sketch = new PercentileSketch();
  /** Both histories of a type have the same buckets, so that an answer contains both. */
  readonly isEmpty = false;

  get weight(): number {
    return this.sketch.count;
  }

  add(delayMs: number): void {
    this.sketch.add(delayMs);
  }

  values(): ReadonlyMap<string, number> {
    return new Map([
      ['median', this.sketch.percentile(0.5)],
      ['p90', this.sketch.percentile(0.9)],
    ]);
  }
}

function toTrendRange(type: Sighted['type'], to50: Span, to90: Span): TrendRange {
  const { firstNumber, lastComplete, startsMs, widthMs } = to50;
  return { type, widthMs, firstNumber, lastComplete, startsMs, to50: toSeries(to50), to90: toSeries(to90) };
}

function toSeries({ columns, weights }: Span): TrendSeries {
  const valuesOf = (column: string): (number | null)[] =>
    weights.map((count, i) => (count === 0 ? null : Number((columns.get(column)?.[i] ?? 0).toPrecision(3))));
  return { count: weights, medianMs: valuesOf('median'), p90Ms: valuesOf('p90') };
}
