import { invalidOption, requireInteger } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';
import type { IncrementQuery, RangeQuery } from '../protocol/bucketRange.js';
import { BucketLevel, type LevelOptions, type MergeRule } from './bucketLevel.js';
import { lastNumber, type FilledLevel, type OpenBucket } from './openBucket.js';
import { readSpan, type Span } from './readSpan.js';

/** Maximum number of points of an answer: more than one per pixel of a chart on most screens. */
export const MAX_POINTS = 600;

/** The options of a history. */
export interface HistoryOptions<Sample> {
  /** Milliseconds between two calls of `tick`. */
  readonly tickMs: number;
  /** The levels, the finest first. Each width is a multiple of the one before. */
  readonly levels: readonly LevelOptions[];
  readonly mergeRule: MergeRule;
  readonly createBucket: () => OpenBucket<Sample>;
  /** Time of day now, in milliseconds since 1970. */
  readonly startMs: number;
}

/**
 * Samples in buckets of time, in several levels: each sample goes to the open bucket of every level. A bucket is `widthTicks` ticks long, not a
 * time of day, so that a clock that is set changes only the labels of the time axis.
 *
 *     ticks     1 2 3 4 5 6 7 8 9
 *     level 1   . . . . . . . . .      the last seconds
 *     level 2   . . . |. . . |. . .    minutes, for longer
 */
export class BucketHistory<Sample> {
  private readonly levels: readonly FilledLevel<Sample>[];

  constructor(private readonly options: HistoryOptions<Sample>) {
    const { createBucket, levels, mergeRule, startMs } = options;
    this.levels = levels.map((level) => ({
      stored: new BucketLevel(level, mergeRule),
      open: createBucket(),
      openStartMs: startMs,
      ticks: 0,
    }));
  }

  add(sample: Sample): void {
    for (const { open } of this.levels) open.add(sample);
  }

  /** Ends a tick. @param atMs time of day now, in milliseconds since 1970 */
  tick(atMs: number): void {
    for (const level of this.levels) {
      level.ticks += 1;
      if (level.ticks < level.stored.widthTicks) continue;
      const { open, openStartMs, stored } = level;
      stored.add({ startMs: openStartMs, weight: open.weight, values: open.values() });
      level.open = this.options.createBucket();
      level.openStartMs = atMs;
      level.ticks = 0;
    }
  }

  /**
   * The buckets of a range, of the finest level that contains its start, with neighbours merged if they are more than `maxPoints`. Errors with
   * LocalProtocolError `INVALID_OPTION`.
   */
  range({ fromMs, maxPoints = MAX_POINTS, toMs }: RangeQuery): Span {
    requireInteger('maxPoints', maxPoints, 1, MAX_POINTS);
    const { levels } = this;
    for (const [i, level] of levels.entries()) {
      const { oldest, widthTicks } = level.stored;
      const isLast = i === levels.length - 1;
      if (!isLast && oldest > 0 && level.stored.startMs(oldest) > fromMs) continue;
      let [first, last] = numbersIn(level, fromMs, toMs);
      let factor = Math.max(1, Math.ceil((last - first + 1) / maxPoints));
      // Groups are aligned to multiples of the factor, so there may be one more than the quotient.
      while (Math.floor(last / factor) - Math.floor(first / factor) >= maxPoints) factor += 1;
      if (!isLast && factor * widthTicks >= levels[i + 1]!.stored.widthTicks) continue;
      // Whole groups, so that a bucket has the same values in every range.
      first = Math.max(oldest, Math.floor(first / factor) * factor);
      if (last >= first) last = Math.min(lastNumber(level), (Math.floor(last / factor) + 1) * factor - 1);
      return this.span(level, first, last, factor);
    }
    throw new Error('a history has at least one level');
  }

  /** The buckets of this width after the one of this number, at most MAX_POINTS. Errors with LocalProtocolError `INVALID_OPTION`. */
  after({ number, widthMs }: IncrementQuery): Span {
    const { tickMs } = this.options;
    requireInteger('number', number, -1, Number.MAX_SAFE_INTEGER);
    requireInteger('widthMs', widthMs, tickMs, Number.MAX_SAFE_INTEGER);
    if (widthMs % tickMs !== 0) invalidOption('widthMs', `multiple of ${tickMs} expected, got ${show(widthMs)}`);
    const widthTicks = widthMs / tickMs;
    // The coarsest level has the fewest buckets to merge. The width of the finest level is one tick, so there is one.
    const level = this.levels.findLast(({ stored }) => widthTicks % stored.widthTicks === 0)!;
    const factor = widthTicks / level.stored.widthTicks;
    const last = lastNumber(level);
    const firstGroup = Math.max(number + 1, Math.floor(last / factor) - MAX_POINTS + 1);
    return this.span(level, Math.max(level.stored.oldest, firstGroup * factor), last, factor);
  }

  private span(level: FilledLevel<Sample>, first: number, last: number, factor: number): Span {
    const { mergeRule, tickMs } = this.options;
    return readSpan(level, { first, last, factor, tickMs, mergeRule });
  }
}

/** The numbers of the first and the last bucket that overlap the range. No overlap: last < first. */
function numbersIn(level: FilledLevel, fromMs: number, toMs: number): [first: number, last: number] {
  const { openStartMs, stored } = level;
  const startOf = (number: number): number => (number === stored.next ? openStartMs : stored.startMs(number));
  let first = stored.oldest;
  while (first < stored.next && startOf(first + 1) <= fromMs) first += 1;
  let last = lastNumber(level);
  while (last >= first && startOf(last) >= toMs) last -= 1;
  return [first, last];
}
