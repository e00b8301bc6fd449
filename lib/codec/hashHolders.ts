import { HASHES_TOGETHER, hashIn, spelled, spellHash } from './hashes.js';
import type { Hash } from './hashAt.js';

/** An object that is given its hash when it is known which others are made with it. */
interface HashHolder {
  hash: Hash;
}

/** Objects that wait for the hash that was spelled for each, at most HASHES_TOGETHER. */
const waiting: HashHolder[] = [];
let count = 0;

/** Gives the hash whose bytes begin at `start` to the holder: now, or with others, at the latest when `giveHashes` is called. */
export function owe(holder: HashHolder, source: Uint8Array, start: number): void {
  spellHash(source, start, count);
  waiting[count++] = holder;
  if (count === HASHES_TOGETHER) giveHashes();
}

export function giveHashes(): void {
  const text = spelled(count);
  for (let i = 0; i < count; i++) waiting[i]!.hash = hashIn(text, i);
  count = 0;
}
