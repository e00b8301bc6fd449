import { hashOfBytes, type Hash } from '../bytes/primitives.js';
import { RemoteProtocolError } from '../errors.js';
import { merkleParent } from '../hash/merkleRoot.js';
import { sha256d } from '../hash/sha256d.js';
import { bytesOfHash } from '../bytes/bytesOfHash.js';

/** The header before the genesis block's: "defined to be the 32-byte array of 0's" (BIP157). */
export const FIRST_PREVIOUS_FILTER_HEADER: Hash = '0'.repeat(64);

/** The hash of a filter, as `cfheaders` has it: sha256d of its bytes (BIP157). */
export function filterHash(filter: Uint8Array): Hash {
  return hashOfBytes(sha256d(filter));
}

/** The filter header of a block: sha256d of its filter's hash and the filter header of the block before (BIP157). */
export function filterHeader(filterHash: Hash, previousFilterHeader: Hash): Hash {
  return hashOfBytes(merkleParent(bytesOfHash(filterHash), bytesOfHash(previousFilterHeader)));
}

/** The filter headers that a cfheaders message stands for, one a hash, in the order of the blocks. */
export function filterHeaders({
  previousFilterHeader,
  filterHashes,
}: {
  previousFilterHeader: Hash;
  filterHashes: readonly Hash[];
}): Hash[] {
  let previous = previousFilterHeader;
  return filterHashes.map((hash) => (previous = filterHeader(hash, previous)));
}

/**
 * Checks that a filter is the one that the chain of filter headers commits to.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when it is another.
 */
export function checkFilter(filter: Uint8Array, header: Hash, previousFilterHeader: Hash): void {
  const own = filterHeader(filterHash(filter), previousFilterHeader);
  if (own !== header) throw new RemoteProtocolError('INVALID_VALUE', `filter with header ${own}, ${header} expected`);
}

/**
 * Checks that a cfheaders message leads on from `previous` and to `last` (a checkpoint, say, where one is known).
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when it begins or ends elsewhere.
 */
export function checkFilterHeaders(
  cfheaders: { previousFilterHeader: Hash; filterHashes: readonly Hash[] },
  { previous, last }: { previous?: Hash; last?: Hash },
): Hash[] {
  if (previous !== undefined && cfheaders.previousFilterHeader !== previous) {
    throw new RemoteProtocolError(
      'INVALID_VALUE',
      `filter headers after ${cfheaders.previousFilterHeader}, ${previous} expected`,
    );
  }
  const headers = filterHeaders(cfheaders);
  const end = headers.at(-1) ?? cfheaders.previousFilterHeader;
  if (last !== undefined && end !== last) {
    throw new RemoteProtocolError('INVALID_VALUE', `filter headers to ${end}, ${last} expected`);
  }
  return headers;
}
