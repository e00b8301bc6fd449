import { below } from '../collections/randomSample.js';
import type { AddressBook } from './addressBook.js';
import type { AddressBookEntry } from './addressBookEntry.js';

/** The state of the pool on which the choice depends. Times are on the scheduler's clock. */
export interface CandidateRules {
  nowMs: number;
  random: (bytes: number) => Uint8Array;
  /** Whether the address must not be dialled at any time: connected already, our own, services missing. */
  isExcluded: (entry: AddressBookEntry) => boolean;
  /** The earliest time to dial the address. */
  notBeforeMs: (entry: AddressBookEntry) => number;
  /** Whether we have a connection to its network group or its host. */
  isInUsedGroup: (entry: AddressBookEntry) => boolean;
}

/** The address to dial; if none can be dialled now, the earliest time at which one can, undefined for never. */
export type CandidateChoice = { readonly entry: AddressBookEntry } | { readonly nextMs: number | undefined };

/**
 * Chooses the address to dial. Addresses in network groups without a connection come before all others; among these `fixed` comes before
 * `tried`, and `tried` before `fresh`; the choice among equals is random.
 */
export function chooseCandidate(book: AddressBook, rules: CandidateRules): CandidateChoice {
  const inUsedGroups: AddressBookEntry[] = [];
  let nextMs: number | undefined;
  for (const table of [book.fixed.values(), book.tried, book.fresh]) {
    const free: AddressBookEntry[] = [];
    const tableInUsedGroups: AddressBookEntry[] = [];
    for (const entry of table) {
      if (rules.isExcluded(entry)) continue;
      const notBeforeMs = rules.notBeforeMs(entry);
      if (notBeforeMs > rules.nowMs) nextMs = Math.min(nextMs ?? Infinity, notBeforeMs);
      else if (rules.isInUsedGroup(entry)) tableInUsedGroups.push(entry);
      else free.push(entry);
    }
    if (free.length > 0) return { entry: pickRandom(free, rules.random) };
    if (inUsedGroups.length === 0) inUsedGroups.push(...tableInUsedGroups);
  }
  return inUsedGroups.length > 0 ? { entry: pickRandom(inUsedGroups, rules.random) } : { nextMs };
}

function pickRandom(entries: readonly AddressBookEntry[], random: (bytes: number) => Uint8Array): AddressBookEntry {
  return entries[below(entries.length, random)]!;
}
