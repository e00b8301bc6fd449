/** Longer texts are no misspelled names. */
const MAX_LENGTH = 40;

/** Suggestions at most. */
const MAX_SUGGESTIONS = 3;

/**
 * `: did you mean bitcoin.regtest or lbry.regtest?` for names that are near to what was given; an empty text without any.
 *
 * Near is the same but for case, the last part after a dot, or a name that one or two letters more, fewer, other or exchanged make of it
 * (one for names of up to four letters).
 */
export function didYouMean(given: unknown, names: Iterable<string>): string {
  if (typeof given !== 'string' || given === '' || given.length > MAX_LENGTH) return '';
  const wanted = given.toLowerCase();
  const known = [...names];
  const same = known.filter((name) => name.toLowerCase() === wanted || name.toLowerCase().endsWith(`.${wanted}`));
  const suggestions = same.length > 0 ? same : nearest(wanted, known);
  return suggestions.length === 0 ? '' : `: did you mean ${suggestions.slice(0, MAX_SUGGESTIONS).join(' or ')}?`;
}

/** The names with the fewest differences. */
function nearest(wanted: string, names: readonly string[]): string[] {
  const allowed = wanted.length <= 4 ? 1 : 2;
  const measured = names.map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }));
  const least = Math.min(allowed, ...measured.map(({ distance }) => distance));
  return measured.filter(({ distance }) => distance === least).map(({ name }) => name);
}

/** Insertions, deletions, substitutions and exchanges of neighbours (the optimal string alignment distance). */
function distanceOf(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      const least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + other);
      const isExchange = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isExchange ? Math.min(least, rows[i - 2]![j - 2]! + 1) : least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
