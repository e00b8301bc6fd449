/** One level of a history. */
export interface LevelOptions {
  /** The number of ticks of a bucket. */
  readonly widthTicks: number;
  /** The number of buckets. Even, if the level doubles. */
  readonly size: number;
  /** True: a full level merges its buckets in pairs instead of dropping the oldest, so that it always contains the whole run. */
  readonly doubles?: boolean;
}

/** How values of a column are merged: the mean, weighted by the weights of the buckets, or the maximum. */
export type MergeRule = (column: string) => 'mean' | 'max';

/** A finished bucket. */
export interface FinishedBucket {
  /** Time of day at its start, in milliseconds since 1970. */
  readonly startMs: number;
  /** Its weight in a mean. */
  readonly weight: number;
  /** Its values by column; a column that is absent is 0. */
  readonly values: ReadonlyMap<string, number>;
}

/**
 * The finished buckets of one level, numbered from 0, in columns of Float32. A column is allocated when its first value arrives.
 *
 * Stores `size` buckets: 12 bytes each, and 4 bytes for each column. The caller bounds the columns.
 */
export class BucketLevel {
  private readonly startsMs: Float64Array;
  private readonly weights: Float32Array;
  private readonly columns = new Map<string, Float32Array>();
  private readonly size: number;
  private readonly doubles: boolean;
  private width: number;
  private count = 0;

  constructor(
    { doubles = false, size, widthTicks }: LevelOptions,
    private readonly mergeRule: MergeRule,
  ) {
    this.size = size;
    this.doubles = doubles;
    this.width = widthTicks;
    this.startsMs = new Float64Array(size);
    this.weights = new Float32Array(size);
  }

  /** The number of ticks of a bucket. */
  get widthTicks(): number {
    return this.width;
  }

  /** Number of the oldest stored bucket. */
  get oldest(): number {
    return Math.max(0, this.count - this.size);
  }

  /** Number of the next bucket that `add` stores. */
  get next(): number {
    return this.count;
  }

  /** The names of the columns. */
  get columnNames(): Iterable<string> {
    return this.columns.keys();
  }

  startMs(number: number): number {
    return this.startsMs[number % this.size]!;
  }

  weight(number: number): number {
    return this.weights[number % this.size]!;
  }

  value(column: string, number: number): number {
    return this.columns.get(column)?.[number % this.size] ?? 0;
  }

  add({ startMs, values, weight }: FinishedBucket): void {
    const index = this.count % this.size;
    this.startsMs[index] = startMs;
    this.weights[index] = weight;
    for (const values of this.columns.values()) values[index] = 0;
    for (const [column, value] of values) this.columnOf(column)[index] = value;
    this.count += 1;
    if (this.doubles && this.count === this.size) this.double();
  }

  private columnOf(name: string): Float32Array {
    let column = this.columns.get(name);
    if (column === undefined) {
      column = new Float32Array(this.size);
      this.columns.set(name, column);
    }
    return column;
  }

  private double(): void {
    const { columns, size, startsMs, weights } = this;
    for (const [name, values] of columns) {
      const rule = this.mergeRule(name);
      for (let i = 0; i < size; i += 2) {
        const pair = [values[i]!, values[i + 1]!] as const;
        values[i / 2] = rule === 'max' ? Math.max(...pair) : weightedMean(pair, [weights[i]!, weights[i + 1]!]);
      }
      values.fill(0, size / 2);
    }
    for (let i = 0; i < size; i += 2) {
      startsMs[i / 2] = startsMs[i]!;
      weights[i / 2] = weights[i]! + weights[i + 1]!;
    }
    this.count = size / 2;
    this.width *= 2;
  }
}

function weightedMean(values: readonly [number, number], weights: readonly [number, number]): number {
  const weight = weights[0] + weights[1];
  return weight === 0 ? 0 : (values[0] * weights[0] + values[1] * weights[1]) / weight;
}
