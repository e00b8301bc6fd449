import { HASH_BYTES, hashAt } from '../codec/hash.js';
import { NO_BYTES } from '../codec/reader.js';
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
export const setHashNow: SetHash = (outPoint, source, at) => {
  outPoint.hash = hashAt(source, at);
};

/** The bytes of the hashes of a batch, and the outpoints that wait for them: only the first `count`, others have got their hashes. */
const batch = new Uint8Array(MAX_BATCH_HASHES * HASH_BYTES);
const batchView = viewOf(batch);
const waiting: OutPoint[] = [];
let count = 0;
/** The payload of the block whose hashes are set, as it was given and as a view. */
let payload = NO_BYTES;
let payloadView = viewOf(payload);

/** Sets the hash together with others: when a batch is complete, or when `setRemainingHashes` is called. */
export const setHashLater: SetHash =
  hexBatch === undefined
    ? setHashNow
    : (outPoint, source, at) => {
        if (source !== payload) setPayload(source);
        // Eight words instead of 32 bytes: blocks decode at 105 % of the speed.
        for (let i = 0, to = count * HASH_BYTES; i < HASH_BYTES; i += 4)
          batchView.setInt32(to + i, payloadView.getInt32(at + i));
        waiting[count++] = outPoint;
        if (count === MAX_BATCH_HASHES) setWaitingHashes();
      };

/** Sets the hashes of all outpoints that wait. Call it after the last one of a block. */
export function setRemainingHashes(): void {
  if (count > 0) setWaitingHashes();
  // Otherwise the payload would be kept until the next block.
  setPayload(NO_BYTES);
}

function setWaitingHashes(): void {
  hexBatch!.convert(batch, 0, count, HASH_BYTES, 1);
  for (let i = 0; i < count;) {
    const end = Math.min(i + SHARED_HASHES, count);
    const digits = hexBatch!.digits.latin1Slice(i * HASH_DIGITS, end * HASH_DIGITS);
    for (let digit = 0; i < end; i++, digit += HASH_DIGITS) {
      waiting[i]!.hash = digits.slice(digit, digit + HASH_DIGITS);
    }
  }
  count = 0;
}

function setPayload(source: Uint8Array): void {
  payload = source;
  payloadView = viewOf(source);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
