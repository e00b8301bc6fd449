import { bytesOfHash, hashOfBytes, type Hash } from '../codec/hash.js';
import { RemoteProtocolError } from '../base/errors.js';
import { merkleParent } from '../crypto/merkleRoot.js';
import { sha256d } from '../crypto/sha256d.js';

/** The header before the genesis block's: "defined to be the 32-byte array of 0's" (BIP157). */
export const FIRST_PREVIOUS_FILTER_HEADER: Hash = '0'.repeat(64);

/** The hash of a filter, as `cfheaders` has it: sha256d of its bytes (BIP157). */
export function compactFilterHash(filter: Uint8Array): Hash {
  return hashOfBytes(sha256d(filter));
}

/** The filter header of a block: sha256d of its filter's hash and the filter header of the block before (BIP157). */
export function compactFilterHeader(filterHash: Hash, previousFilterHeader: Hash): Hash {
  return hashOfBytes(merkleParent(bytesOfHash(filterHash), bytesOfHash(previousFilterHeader)));
}

/** The filter headers that a cfheaders message stands for, one a hash, in the order of the blocks. */
export function compactFilterHeaders({
  previousFilterHeader,
  filterHashes,
}: {
  previousFilterHeader: Hash;
  filterHashes: readonly Hash[];
}): Hash[] {
  let previous = previousFilterHeader;
  return filterHashes.map((hash) => (previous = compactFilterHeader(hash, previous)));
}

/**
 * Checks that a filter is the one that the chain of filter headers commits to.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when it is another.
 */
export function compactFilterVerify(filter: Uint8Array, header: Hash, previousFilterHeader: Hash): void {
  const own = compactFilterHeader(compactFilterHash(filter), previousFilterHeader);
  if (own !== header) throw new RemoteProtocolError('INVALID_VALUE', `filter with header ${own}, ${header} expected`);
}

/**
 * Checks that a cfheaders message leads on from `previous` and to `last` (a checkpoint, say, where one is known).
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when it begins or ends elsewhere.
 */
export function compactFilterVerifyHeaders(
  cfheaders: { previousFilterHeader: Hash; filterHashes: readonly Hash[] },
  { previous, last }: { previous?: Hash; last?: Hash },
): Hash[] {
  if (previous !== undefined && cfheaders.previousFilterHeader !== previous) {
    throw new RemoteProtocolError(
      'INVALID_VALUE',
      `filter headers after ${cfheaders.previousFilterHeader}, ${previous} expected`,
    );
  }
  const headers = compactFilterHeaders(cfheaders);
  const end = headers.at(-1) ?? cfheaders.previousFilterHeader;
  if (last !== undefined && end !== last) {
    throw new RemoteProtocolError('INVALID_VALUE', `filter headers to ${end}, ${last} expected`);
  }
  return headers;
}
