import { RemoteProtocolError } from '../base/errors.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { PrefilledTransaction } from '../messages/compactBlock.js';
import type { Transaction } from '../messages/transaction.js';
import { compactBlockKey, shortIdOf } from './shortId.js';
import { wtxid } from './transactionId.js';

/** A cmpctblock message, as far as it is needed here. */
export interface CompactBlock {
  header: BlockHeader;
  nonce: bigint;
  shortIds: readonly number[];
  prefilledTransactions: readonly PrefilledTransaction[];
}

/** What of a compact block's transactions is at hand. */
export interface MatchedShortIds {
  /** One entry a transaction of the block, in its order. */
  transactions: (Transaction | undefined)[];
  /** The places that are empty: the indexes to ask for by getblocktxn. */
  missing: number[];
}

/**
 * Fills a compact block from candidates (a mempool's transactions, say) by their short ids.
 *
 * A short id that two places of the block share, or two different candidates, is nobody's fault ("nodes MUST NOT be
 * penalized for such collisions", BIP152): those places are left missing. A match is probable, not certain: check the
 * Merkle root of the finished block.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when the prefilled indexes do not ascend or leave the block.
 * Source: BIP152 version 2; Bitcoin Core, blockencodings.cpp PartiallyDownloadedBlock.
 */
export function matchShortIds(compactBlock: CompactBlock, candidates: Iterable<Transaction>): MatchedShortIds {
  const transactions = withPrefilled(compactBlock);
  const places = placesByShortId(compactBlock.shortIds, transactions);
  const key = compactBlockKey(compactBlock.header, compactBlock.nonce);
  const found = new Map<number, { id: string; transaction: Transaction | undefined }>();
  for (const transaction of candidates) {
    const id = wtxid(transaction);
    const place = places.get(shortIdOf(key, id));
    if (place === undefined) continue;
    const other = found.get(place);
    if (other === undefined) found.set(place, { id, transaction });
    else if (other.id !== id) other.transaction = undefined;
  }
  for (const [place, { transaction }] of found) transactions[place] = transaction;
  const missing = Array.from(transactions.keys()).filter((place) => transactions[place] === undefined);
  return { transactions, missing };
}

function withPrefilled({ shortIds, prefilledTransactions }: CompactBlock): (Transaction | undefined)[] {
  const total = shortIds.length + prefilledTransactions.length;
  const transactions = new Array<Transaction | undefined>(total).fill(undefined);
  let last = -1;
  for (const { index, transaction } of prefilledTransactions) {
    if (index <= last || index >= total) {
      throw new RemoteProtocolError(
        'INVALID_VALUE',
        `prefilled transaction at ${index}, ${last + 1} to ${total - 1} allowed`,
        'prefilledTransactions',
      );
    }
    transactions[index] = transaction;
    last = index;
  }
  return transactions;
}

/** The free places in the order of the short ids; without those ids that stand there twice. */
function placesByShortId(
  shortIds: readonly number[],
  transactions: readonly (Transaction | undefined)[],
): Map<number, number> {
  const places = new Map<number, number>();
  const repeated = new Set<number>();
  let place = 0;
  for (const shortId of shortIds) {
    while (transactions[place] !== undefined) place += 1;
    if (places.has(shortId)) repeated.add(shortId);
    places.set(shortId, place);
    place += 1;
  }
  for (const shortId of repeated) places.delete(shortId);
  return places;
}
