/** The median. For an even number of values it is the mean of the middle two; undefined without values. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 || middle === 0 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
