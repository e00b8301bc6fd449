import { concatMap, EMPTY, of, pipe } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { InventoryType, MAX_INV_ITEMS, type InventoryItem } from '../messages/inventory.js';
import { ofCommand } from '../operators/ofCommand.js';
import type { ServedChain } from './chain.js';
import type { PooledTransaction } from './mempool.js';

/** Bitcoin Core, net_processing.cpp: what getblocks gives at most; lbcd's MaxBlocksPerMsg. */
const MAX_BLOCKS = 500;

/**
 * Answers getblocks with the up to 500 blocks that follow, mempool with the transactions that wait, each by an inv, and by none where
 * there is nothing. BIP35; transactions by wtxid where both sides have said so (BIP339).
 *
 *     received  --g----m----
 *     sent      --i----j----
 */
export function serveInventory(chain: ServedChain): Conversation {
  return ({ agreed }) =>
    pipe(
      ofCommand('getblocks', 'mempool'),
      concatMap((request) => {
        const items =
          request.command === 'getblocks'
            ? chain.following(request, MAX_BLOCKS).map(({ hash }) => ({ type: InventoryType.block, hash }))
            : chain.mempool.list().map((pooled) => transactionItem(pooled, agreed.features.wtxidRelay));
        return items.length === 0 ? EMPTY : of({ command: 'inv', items: items.slice(0, MAX_INV_ITEMS) } as const);
      }),
    );
}

/** A transaction as it is announced. */
export function transactionItem({ txid, wtxid }: PooledTransaction, wtxidRelay: boolean): InventoryItem {
  return wtxidRelay
    ? { type: InventoryType.witnessTransactionId, hash: wtxid }
    : { type: InventoryType.transaction, hash: txid };
}
