/** Longer texts are not compared: they are not misspelled names, and the comparison takes quadratic time. */
const MAX_LENGTH = 40;

/** The maximum number of suggestions in one text. */
const MAX_SUGGESTIONS = 3;

/**
 * `: did you mean bitcoin.regtest or lbry.regtest?` if some names are similar to the given one; else an empty text.
 *
 * A name is similar if it differs only in case, if it ends with a dot and the given text, or if its optimal string alignment distance is
 * at most 2 (1 if the given text has up to four letters).
 */
export function didYouMean(given: unknown, names: Iterable<string>): string {
  if (typeof given !== 'string' || given === '' || given.length > MAX_LENGTH) return '';
  const wanted = given.toLowerCase();
  const candidates = [...names];
  const equal = candidates.filter((name) => name.toLowerCase() === wanted || name.toLowerCase().endsWith(`.${wanted}`));
  const suggestions = equal.length > 0 ? equal : nearest(wanted, candidates);
  return suggestions.length === 0 ? '' : `: did you mean ${suggestions.slice(0, MAX_SUGGESTIONS).join(' or ')}?`;
}

/** The names with the smallest distance, if it is small enough. */
function nearest(wanted: string, names: readonly string[]): string[] {
  const allowed = wanted.length <= 4 ? 1 : 2;
  const distances = names.map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }));
  const least = Math.min(allowed, ...distances.map(({ distance }) => distance));
  return distances.filter(({ distance }) => distance === least).map(({ name }) => name);
}

/** The number of insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance). */
function distanceOf(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = a[i - 1] === b[j - 1] ? 0 : 1;
      const least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + substitution);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isSwap ? Math.min(least, rows[i - 2]![j - 2]! + 1) : least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
