import { LocalProtocolError } from '../base/errors.js';
import { show } from '../base/show.js';
import { isHash, type Hash } from '../codec/hash.js';

/** The highest block height that Bitcoin Core can represent: an int (chain.h, CBlockIndex::nHeight). */
const MAX_HEIGHT = 0x7fff_ffff;

/** Bitcoin Core doubles the step if the locator has more hashes than this. */
const HASHES_BEFORE_DOUBLING = 10;

/**
 * The block locator for getheaders and getblocks: hashes of blocks of our chain, the highest first. The remote answers from the first one that
 * is in its chain, so a reorganisation of any depth is found with few hashes.
 *
 * The locator has the last 12 blocks, then blocks at doubling distances, then the genesis block: 42 hashes at most, so it is below the limit
 * of each network (`limits.maxLocatorHashes`). It is empty for an empty array. Source: Bitcoin Core, chain.cpp LocatorEntries.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` when `tipHeight` is not an integer from 0 to 2^31 - 1, or when the hash of a height is
 * missing or is not 64 lower-case hex digits.
 *
 * @param hashes the block hashes of our chain by height, from the genesis block to the tip
 *
 * @example
 * const hashes = [bitcoin.mainnet.genesisHash];
 * await peer.pushGetHeaders(blockLocator(hashes));
 */
export function blockLocator(hashes: readonly Hash[]): Hash[];
/**
 * The block locator of a chain that is not in an array, for example in a database.
 *
 * @param hashAtHeight called with each height that the locator contains, in descending order
 * @param tipHeight height of the highest block; 0 for a chain with the genesis block only
 */
export function blockLocator(hashAtHeight: (height: number) => Hash, tipHeight: number): Hash[];
export function blockLocator(source: readonly Hash[] | ((height: number) => Hash), tipHeight?: number): Hash[] {
  if (typeof source === 'function') return locatorOf(source, tipHeight);
  return source.length === 0 ? [] : locatorOf((height) => source[height], source.length - 1);
}

function locatorOf(hashAtHeight: (height: number) => Hash | undefined, tipHeight: number | undefined): Hash[] {
  if (!Number.isInteger(tipHeight) || tipHeight! < 0 || tipHeight! > MAX_HEIGHT) {
    throw invalid(`tipHeight from 0 to ${MAX_HEIGHT} expected, got ${show(tipHeight)}`);
  }
  const locator: Hash[] = [];
  let step = 1;
  for (let height = tipHeight!; ;) {
    locator.push(requireHash(hashAtHeight(height), height));
    if (height === 0) return locator;
    height = Math.max(height - step, 0);
    if (locator.length > HASHES_BEFORE_DOUBLING) step *= 2;
  }
}

function requireHash(hash: unknown, height: number): Hash {
  if (isHash(hash)) return hash;
  throw invalid(`hash of 64 lower-case hex digits expected at height ${height}, got ${show(hash)}`);
}

function invalid(fact: string): LocalProtocolError {
  return new LocalProtocolError('INVALID_VALUE', fact);
}
