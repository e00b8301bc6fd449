import type { MergeRule } from './bucketLevel.js';
import type { FilledLevel } from './openBucket.js';

/** Consecutive buckets of a history. Numbers count groups of merged buckets. */
export interface Span {
  /** Length of a bucket in milliseconds. */
  readonly widthMs: number;
  /** Number of the first bucket. */
  readonly firstNumber: number;
  /**
   * Number of the last of these buckets that is complete. In an empty span it is the number of the last complete bucket of the run; -1
   * before the first.
   */
  readonly lastComplete: number;
  /** Time of day at the start of the first bucket, then the differences, in milliseconds. */
  readonly startsMs: number[];
  /** The weight of each bucket. */
  readonly weights: number[];
  /** The values of each column. */
  readonly columns: ReadonlyMap<string, number[]>;
}

/** Which buckets `readSpan` reads: numbers of stored buckets, the open one is `next`. */
interface SpanBounds {
  readonly first: number;
  readonly last: number;
  /** The number of buckets to merge into one. */
  readonly factor: number;
  readonly tickMs: number;
  readonly mergeRule: MergeRule;
}

/** Reads and merges the buckets of a level. */
export function readSpan({ open, openStartMs, stored }: FilledLevel, bounds: SpanBounds): Span {
  const { factor, first, last, mergeRule, tickMs } = bounds;
  const firstNumber = Math.floor(first / factor);
  const length = last < first ? 0 : Math.floor(last / factor) - firstNumber + 1;
  const openValues = last === stored.next ? open.values() : new Map<string, number>();
  const weightOf = (number: number): number => (number === stored.next ? open.weight : stored.weight(number));
  const weights = new Array<number>(length).fill(0);
  const startsMs: number[] = [];
  for (let number = first; number <= last; number++) {
    const group = Math.floor(number / factor) - firstNumber;
    weights[group]! += weightOf(number);
    if (startsMs.length === group) startsMs.push(number === stored.next ? openStartMs : stored.startMs(number));
  }
  const columns = new Map<string, number[]>();
  for (const name of new Set([...stored.columnNames, ...openValues.keys()])) {
    const values = new Array<number>(length).fill(0);
    const isMaximum = mergeRule(name) === 'max';
    for (let number = first; number <= last; number++) {
      const group = Math.floor(number / factor) - firstNumber;
      const value = number === stored.next ? (openValues.get(name) ?? 0) : stored.value(name, number);
      if (isMaximum) values[group] = Math.max(values[group]!, value);
      else if (value !== 0) values[group]! += (value * weightOf(number)) / weights[group]!;
    }
    columns.set(name, values);
  }
  return {
    widthMs: factor * stored.widthTicks * tickMs,
    firstNumber,
    lastComplete: Math.min(Math.floor(stored.next / factor), length === 0 ? Infinity : firstNumber + length) - 1,
    startsMs: differences(startsMs),
    weights,
    columns,
  };
}

function differences(timesMs: readonly number[]): number[] {
  const whole = timesMs.map((atMs) => Math.round(atMs));
  return whole.map((atMs, i) => (i === 0 ? atMs : atMs - whole[i - 1]!));
}
