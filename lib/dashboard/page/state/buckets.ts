/** Consecutive buckets of time, and the curves over them. */
export interface Buckets {
  /** Length of a bucket in milliseconds. */
  readonly widthMs: number;
  /** The number of the last complete bucket; -1 if there is none. */
  readonly lastComplete: number;
  /** The number of the first bucket. */
  readonly firstNumber: number;
  /** Time of day at the start of each bucket, in milliseconds since 1970. */
  readonly startsMs: readonly number[];
  /** By curve one value per bucket; null in a bucket without a value. */
  readonly curves: ReadonlyMap<string, readonly (number | null)[]>;
}

/** The name of the curve of the highest second. */
export const PEAK = 'highest second';

/** More buckets than this are loaded again, in wider buckets: as many as an answer has at most. */
export const MAX_BUCKETS = 600;

/** The times of buckets from their first start and the differences. */
export function startsOf(differencesMs: readonly number[]): number[] {
  let atMs = 0;
  return differencesMs.map((differenceMs) => (atMs += differenceMs));
}

/**
 * The buckets after an increment. Complete buckets are kept, incomplete ones are replaced, and buckets that ended before `fromMs` are dropped. Returns
 * undefined if the increment does not continue the buckets, or if there would be too many of them: then the range has to be loaded again.
 *
 * @param missing the value in a bucket that has none of a curve: 0 for rates, null for delays
 */
export function appendBuckets(
  before: Buckets,
  increment: Buckets,
  fromMs: number,
  missing: 0 | null,
): Buckets | undefined {
  if (increment.widthMs !== before.widthMs) return undefined;
  const end = before.firstNumber + before.startsMs.length;
  if (increment.startsMs.length === 0) return before;
  if (increment.firstNumber > end || increment.firstNumber < before.firstNumber) return undefined;
  const kept = increment.firstNumber - before.firstNumber;
  const startsMs = [...before.startsMs.slice(0, kept), ...increment.startsMs];
  let dropped = 0;
  while (dropped < startsMs.length - 1 && startsMs[dropped + 1]! <= fromMs) dropped += 1;
  if (startsMs.length - dropped > MAX_BUCKETS) return undefined;
  const curves = new Map<string, readonly (number | null)[]>();
  for (const name of new Set([...before.curves.keys(), ...increment.curves.keys()])) {
    const old = before.curves.get(name)?.slice(0, kept) ?? new Array<typeof missing>(kept).fill(missing);
    const added = increment.curves.get(name) ?? new Array<typeof missing>(increment.startsMs.length).fill(missing);
    const values = [...old, ...added].slice(dropped);
    if (values.some((value) => value !== missing)) curves.set(name, values);
  }
  return {
    widthMs: before.widthMs,
    lastComplete: Math.max(before.lastComplete, increment.lastComplete),
    firstNumber: before.firstNumber + dropped,
    startsMs: startsMs.slice(dropped),
    curves,
  };
}
