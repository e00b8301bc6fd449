import type { Hash } from '../../codec/primitives.js';
import { blockHash } from '../../digests/blockHash.js';
import { MAX_ANNOUNCED_HEADERS, type GetheadersMessage, type HeadersMessage } from '../../messages/headers.js';
import type { Network } from '../../networks/network.js';

/**
 * Says whether these headers answer that question, or announce new blocks unasked (BIP130): an answer is empty, or long, or goes on
 * from a block of the locator or from the first block of all; to a question without a locator it is the one header of `stopHash`.
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

/** No hash: as a stop hash, "as far as it goes". */
export const ZERO_HASH: Hash = '0'.repeat(64);
