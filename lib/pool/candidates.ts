import { below } from '../collections/randomSample.js';
import type { AddressBook, BookEntry } from './addressBook.js';

export interface CandidateRules {
  nowMs: number;
  random: (bytes: number) => Uint8Array;
  /** Not to be dialled whatever the time is: connected, ourselves, of too few services. */
  isExcluded: (entry: BookEntry) => boolean;
  /** The earliest moment to dial it. */
  notBeforeMs: (entry: BookEntry) => number;
  /** Something that we are connected with is too near to it: its group, or its host. */
  isCrowded: (entry: BookEntry) => boolean;
}

/** Whom to dial; else when somebody can be dialled again, if ever. */
export type Choice = { readonly entry: BookEntry } | { readonly nextMs: number | undefined };

/**
 * Chooses whom to dial: the user's own before those that were good once, these before those that were only heard of; but all of them in
 * groups that we have nobody of before any in the others. Among equals by chance.
 */
export function chooseCandidate(book: AddressBook, rules: CandidateRules): Choice {
  const crowded: BookEntry[] = [];
  let nextMs: number | undefined;
  for (const table of [book.fixed.values(), book.tried, book.fresh]) {
    const free: BookEntry[] = [];
    const near: BookEntry[] = [];
    for (const entry of table) {
      if (rules.isExcluded(entry)) continue;
      const notBeforeMs = rules.notBeforeMs(entry);
      if (notBeforeMs > rules.nowMs) nextMs = Math.min(nextMs ?? Infinity, notBeforeMs);
      else if (rules.isCrowded(entry)) near.push(entry);
      else free.push(entry);
    }
    if (free.length > 0) return { entry: oneOf(free, rules.random) };
    if (crowded.length === 0) crowded.push(...near);
  }
  return crowded.length > 0 ? { entry: oneOf(crowded, rules.random) } : { nextMs };
}

function oneOf(entries: readonly BookEntry[], random: (bytes: number) => Uint8Array): BookEntry {
  return entries[below(entries.length, random)]!;
}
