import { RemoteProtocolError } from '../base/errors.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { PrefilledTransaction } from '../messages/compactBlock.js';
import type { Transaction } from '../messages/transaction.js';
import { compactBlockKey, shortIdOf } from './shortId.js';
import { wtxid } from './transactionId.js';

/** The fields of a cmpctblock message that `matchShortIds` reads. A CmpctblockMessage has them. */
export interface CompactBlock {
  /** Header of the block; a part of the key of the short ids. */
  header: BlockHeader;
  /** Random number; a part of the key of the short ids. */
  nonce: bigint;
  /** Short ids of the transactions that are not prefilled, in the order of the block. */
  shortIds: readonly number[];
  /** Transactions sent in full, with ascending indexes. */
  prefilledTransactions: readonly PrefilledTransaction[];
}

/** The transactions of a compact block that were found. */
export interface MatchedShortIds {
  /** One entry for each transaction of the block, in order; undefined if it was not found. */
  transactions: (Transaction | undefined)[];
  /** Indexes of the undefined entries: the transactions to request by getblocktxn. */
  missing: number[];
}

/**
 * Fills a compact block with candidates, for example the transactions of a mempool, by their short ids.
 *
 * If two transactions of the block, or two different candidates, have the same short id, the transaction counts as missing ("nodes MUST NOT
 * be penalized for such collisions", BIP152). A match is probable, not certain: check the Merkle root of the finished block.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when the prefilled indexes do not ascend or exceed the block.
 * Source: BIP152 version 2; Bitcoin Core, blockencodings.cpp PartiallyDownloadedBlock.
 */
export function matchShortIds(compactBlock: CompactBlock, candidates: Iterable<Transaction>): MatchedShortIds {
  const transactions = withPrefilled(compactBlock);
  const indexes = indexByShortId(compactBlock.shortIds, transactions);
  const key = compactBlockKey(compactBlock.header, compactBlock.nonce);
  const found = new Map<number, { id: string; transaction: Transaction | undefined }>();
  for (const transaction of candidates) {
    const id = wtxid(transaction);
    const index = indexes.get(shortIdOf(key, id));
    if (index === undefined) continue;
    const other = found.get(index);
    if (other === undefined) found.set(index, { id, transaction });
    else if (other.id !== id) other.transaction = undefined;
  }
  for (const [index, { transaction }] of found) transactions[index] = transaction;
  const missing = Array.from(transactions.keys()).filter((index) => transactions[index] === undefined);
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

/** The index in the block of each short id, except ids that occur twice. */
function indexByShortId(
  shortIds: readonly number[],
  transactions: readonly (Transaction | undefined)[],
): Map<number, number> {
  const indexes = new Map<number, number>();
  const repeated = new Set<number>();
  let index = 0;
  for (const shortId of shortIds) {
    while (transactions[index] !== undefined) index += 1;
    if (indexes.has(shortId)) repeated.add(shortId);
    indexes.set(shortId, index);
    index += 1;
  }
  for (const shortId of repeated) indexes.delete(shortId);
  return indexes;
}
