import type { Changes } from './caseState.js';

/** The changes that an address carries. */
export interface AddressState {
  /** The title of the changed case. */
  readonly title: string;
  readonly changes: Changes;
}

/** Longer fragments are ignored: no change of a case is so long. */
const MAX_FRAGMENT_CHARACTERS = 4000;

/** Formats the fragment of an address, with its `#`: `#run=many&source=--a--`. Empty without changes. */
export function formatFragment({ title, changes }: AddressState): string {
  if (changes.size === 0) return '';
  return `#${new URLSearchParams([['run', title], ...changes]).toString()}`;
}

/** Parses a fragment; undefined if it names no case, as the fragment of a heading. Any row name is possible: running the case checks it. */
export function parseFragment(fragment: string): AddressState | undefined {
  if (!fragment.startsWith('#run=') || fragment.length > MAX_FRAGMENT_CHARACTERS) return undefined;
  const fields = [...new URLSearchParams(fragment.slice(1))];
  const [[, title], ...changes] = fields as [[string, string], ...[string, string][]];
  return { title, changes: new Map(changes) };
}
