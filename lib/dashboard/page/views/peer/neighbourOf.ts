/** The id after (1) or before (-1) this one, in the order of the numbers; undefined at the end. The peer itself may have left. */
export function neighbourOf(id: number, ids: readonly number[], step: 1 | -1): number | undefined {
  const sorted = [...ids].sort((a, b) => step * (a - b));
  return sorted.find((each) => step * (each - id) > 0);
}
