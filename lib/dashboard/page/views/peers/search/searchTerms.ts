/** A term of a search: `-agent:"a b"` is negated, has the field `agent`, the operator `:` and the value `a b`. */
export interface SearchTerm {
  /** As it was written. */
  readonly source: string;
  readonly isNegated: boolean;
  /** Absent for a plain word or a quoted text. */
  readonly field?: { readonly name: string; readonly operator: Operator };
  readonly value: string;
}

/** How a field is compared. */
export type Operator = ':' | '>' | '<' | '>=' | '<=';

/** A minus, a field with its operator, and a value, which may be quoted. A quote without its closing mark ends at the end of the search. */
const TERM = /(-?)(?:([a-z]+)(:?(?:>=|<=|>|<|=)|:))?(?:"([^"]*)(?:"|$)|(\S+)|(?=\s|$))/giy;

/** Splits a search into its terms, at spaces outside of quotes. */
export function searchTerms(text: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    if (/\s/.test(text[TERM.lastIndex]!)) {
      TERM.lastIndex += 1;
      continue;
    }
    const match = TERM.exec(text);
    if (match === null || match[0] === '') break;
    terms.push(toTerm(match));
  }
  return terms;
}

function toTerm([source, minus, name, operator, quoted, word]: RegExpExecArray): SearchTerm {
  const value = quoted ?? word ?? '';
  const isNegated = minus === '-';
  if (name === undefined) return { source, isNegated, value };
  const sign = operator!.length > 1 ? operator!.replace(/^:/, '') : operator!;
  return {
    source,
    isNegated,
    field: { name: name.toLowerCase(), operator: sign === '=' ? ':' : (sign as Operator) },
    value,
  };
}

/** The search with this term added, or without it if it has it already. */
export function toggleTerm(text: string, term: string): string {
  const sources = searchTerms(text).map(({ source }) => source);
  const next = sources.includes(term) ? sources.filter((source) => source !== term) : [...sources, term];
  return next.join(' ');
}
