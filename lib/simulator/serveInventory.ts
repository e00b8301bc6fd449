import { concatMap, EMPTY, of, pipe } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { InventoryType, MAX_INV_ITEMS, type InventoryItem } from '../messages/inventory.js';
import { ofCommand } from '../operators/ofCommand.js';
import type { ServedChain } from './chain.js';
import type { PooledTransaction } from './mempool.js';

/** Limit of blocks in the answer to getblocks (Bitcoin Core, net_processing.cpp; lbcd's MaxBlocksPerMsg). */
const MAX_BLOCKS = 500;

/**
 * Answers getblocks with an inv of at most 500 blocks after the locator, and mempool (BIP35) with an inv of the unconfirmed transactions.
 * Sends no inv if it would be empty. Transactions are listed by wtxid if both sides have sent wtxidrelay (BIP339).
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

/** The item that announces a transaction. */
export function transactionItem({ txid, wtxid }: PooledTransaction, wtxidRelay: boolean): InventoryItem {
  return wtxidRelay
    ? { type: InventoryType.witnessTransactionId, hash: wtxid }
    : { type: InventoryType.transaction, hash: txid };
}
