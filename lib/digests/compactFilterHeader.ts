import { bytesOfHash, hashOfBytes, type Hash } from '../codec/hash.js';
import { RemoteProtocolError } from '../base/errors.js';
import { merkleParent } from '../crypto/merkleRoot.js';
import { sha256d } from '../crypto/sha256d.js';

/** The filter header before that of the genesis block: "defined to be the 32-byte array of 0's" (BIP157). */
export const FIRST_PREVIOUS_FILTER_HEADER: Hash = '0'.repeat(64);

/** The hash of a filter, as in `cfheaders`: sha256d of its bytes (BIP157). */
export function compactFilterHash(filter: Uint8Array): Hash {
  return hashOfBytes(sha256d(filter));
}

/** The filter header of a block: sha256d of the hash of its filter and the filter header of the preceding block (BIP157). */
export function compactFilterHeader(filterHash: Hash, previousFilterHeader: Hash): Hash {
  return hashOfBytes(merkleParent(bytesOfHash(filterHash), bytesOfHash(previousFilterHeader)));
}

/** The filter headers that follow from a cfheaders message: one for each filter hash, in the order of the blocks. */
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
 * Checks that a filter is the one to which the filter header of its block commits.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` if it is not.
 */
export function compactFilterVerify(filter: Uint8Array, header: Hash, previousFilterHeader: Hash): void {
  const own = compactFilterHeader(compactFilterHash(filter), previousFilterHeader);
  if (own !== header) throw new RemoteProtocolError('INVALID_VALUE', `filter with header ${own}, ${header} expected`);
}

/**
 * The filter headers that follow from a cfheaders message, after checking that they begin after `previous` and end with `last`, for example
 * a checkpoint. A bound that is absent is not checked.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when one of the two differs.
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
