import { HASH_BYTES, hashAt } from '../codec/hash.js';
import type { OutPoint } from '../messages/transaction.js';
import { HASH_DIGITS, hexBatch, MAX_BATCH_HASHES } from './hexBatch.js';

/**
 * The number of hashes that share one string. A caller that keeps a single hash of each block keeps at most 0.8 KB per hash; a slice of a script
 * keeps 8 KiB.
 */
const SHARED_HASHES = 8;

/** Sets the hash of an outpoint. Its bytes start at `at`. */
export type SetHash = (outPoint: OutPoint, source: Uint8Array, at: number) => void;

/** Sets the hash at once. For one or two hashes, as most transactions have, a batch takes longer. */
export const setHash: SetHash = (outPoint, source, at) => {
  outPoint.hash = hashAt(source, at);
};

/** The bytes of the hashes of a batch, and the outpoints that wait for them: only the first `count`, others have got their hashes. */
const bytes = new Uint8Array(MAX_BATCH_HASHES * HASH_BYTES);
const waiting: OutPoint[] = [];
let count = 0;

/** Sets the hash together with others: when a batch is complete, or when `setRemainingHashes` is called. */
export const setHashLater: SetHash =
  hexBatch === undefined
    ? setHash
    : (outPoint, source, at) => {
        // A loop takes less time than a view and a call of `set`.
        for (let from = at, to = count * HASH_BYTES; from < at + HASH_BYTES;) bytes[to++] = source[from++]!;
        waiting[count++] = outPoint;
        if (count === MAX_BATCH_HASHES) setRemainingHashes();
      };

/** Sets the hashes of all outpoints that wait. */
export function setRemainingHashes(): void {
  if (hexBatch === undefined || count === 0) return;
  hexBatch.convert(bytes, 0, count, HASH_BYTES, 1);
  for (let i = 0; i < count;) {
    const end = Math.min(i + SHARED_HASHES, count);
    const digits = hexBatch.digits.latin1Slice(i * HASH_DIGITS, end * HASH_DIGITS);
    for (let digit = 0; i < end; i++, digit += HASH_DIGITS) {
      waiting[i]!.hash = digits.slice(digit, digit + HASH_DIGITS);
    }
  }
  count = 0;
}
