/**
 * Writes each run of zeros as one negative number, its length: most commands occur in few buckets.
 *
 *     [5, 0, 0, 0, 7, 0]    [5, -3, 7, -1]
 *
 * @param values numbers that are not negative
 */
export function packZeros(values: Iterable<number>): number[] {
  const packed: number[] = [];
  for (const value of values) {
    const last = packed.at(-1);
    if (value !== 0) packed.push(value);
    else if (last !== undefined && last < 0) packed[packed.length - 1] = last - 1;
    else packed.push(-1);
  }
  return packed;
}

/** The reverse of `packZeros`. */
export function unpackZeros(packed: readonly number[]): number[] {
  return packed.flatMap((value) => (value < 0 ? new Array<number>(-value).fill(0) : [value]));
}
