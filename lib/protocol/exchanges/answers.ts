import type { Hash } from '../../codec/primitives.js';
import { blockHash } from '../../digests/blockHash.js';
import { MAX_ANNOUNCED_HEADERS, type GetheadersMessage, type HeadersMessage } from '../../messages/headers.js';
import type { Network } from '../../networks/network.js';

/**
 * True if these headers answer this getheaders, false if they announce new blocks without a request (BIP130). An answer is empty, or has more
 * than MAX_ANNOUNCED_HEADERS headers, or its first header follows a block of the locator or the genesis block. The answer to a getheaders
 * without a locator is the one header of `stopHash`.
 */
export function isAnswerToGetheaders(
  { locator, stopHash }: GetheadersMessage,
  { headers }: HeadersMessage,
  { genesisHash }: Network,
): boolean {
  const [first] = headers;
  if (first === undefined || headers.length > MAX_ANNOUNCED_HEADERS) return true;
  if (locator.length === 0) return headers.length === 1 && blockHash(first) === stopHash;
  return genesisHash === undefined || first.prevBlock === genesisHash || locator.includes(first.prevBlock);
}

/** A hash that no block has. As the stop hash of a getheaders or getblocks it asks for as many blocks as a message may contain. */
export const ZERO_HASH: Hash = '0'.repeat(64);
