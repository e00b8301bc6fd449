/**
 * The index that a key moves to in a list of `count` items; undefined for another key, or if there are no items.
 *
 * @param index the index of the chosen item; -1 if none is chosen. Then the first key chooses the last item, or moves back from it
 * @param page the number of items that PageUp and PageDown move by
 */
export function targetIndex(key: string, index: number, count: number, page: number): number | undefined {
  const last = count - 1;
  const from = index === -1 ? count : index;
  const targets: Readonly<Record<string, number>> = {
    ArrowUp: from - 1,
    k: from - 1,
    ArrowDown: from + 1,
    j: from + 1,
    PageUp: from - page,
    PageDown: from + page,
    Home: 0,
    End: last,
  };
  if (!Object.hasOwn(targets, key) || count === 0) return undefined;
  return Math.min(last, Math.max(0, targets[key]!));
}
