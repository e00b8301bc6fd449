import { concatMap, pipe } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { InventoryType, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import type { Transaction } from '../messages/transaction.js';
import { ofCommand } from '../operators/ofCommand.js';
import type { ServedChain } from './chain.js';

/**
 * Answers getdata with the requested blocks and transactions in the order of the request, and one notfound for all that are missing.
 *
 *     received  --g-----------
 *     sent      --(btn)-------     b block, t tx, n notfound
 *
 * Witnesses are included only for witness types and wtxids (BIPs 144, 339). A request for a compact block is answered with the whole block,
 * as BIP152 permits. Filtered blocks and unknown types are ignored, as by a Bitcoin Core without a filter. Missing blocks are listed in
 * notfound, as by lbcd; Bitcoin Core does not answer those.
 */
export function serveData(chain: ServedChain): Conversation {
  return () =>
    pipe(
      ofCommand('getdata'),
      concatMap(({ items }) => answers(items)),
    );

  function* answers(items: readonly InventoryItem[]): Generator<Message> {
    const missing: InventoryItem[] = [];
    for (const item of items) {
      if (!SERVED.has(item.type)) continue;
      const message = messageFor(item);
      if (message === undefined) missing.push(item);
      else yield message;
    }
    if (missing.length > 0) yield { command: 'notfound', items: missing };
  }

  function messageFor({ type, hash }: InventoryItem): Message | undefined {
    switch (type) {
      case InventoryType.transaction:
        return tx(chain.mempool.withTxid(hash), false);
      case InventoryType.witnessTransaction:
        return tx(chain.mempool.withTxid(hash), true);
      case InventoryType.witnessTransactionId:
        return tx(chain.mempool.withWtxid(hash), true);
      default:
        return block(hash, type !== InventoryType.block);
    }
  }

  function block(hash: string, witness: boolean): Message | undefined {
    const found = chain.find(hash)?.block;
    if (found === undefined) return undefined;
    return {
      command: 'block',
      block: witness ? found : { ...found, transactions: found.transactions.map(withoutWitness) },
    };
  }
}

const SERVED = new Set<number>([
  InventoryType.transaction,
  InventoryType.witnessTransaction,
  InventoryType.witnessTransactionId,
  InventoryType.block,
  InventoryType.witnessBlock,
  InventoryType.compactBlock,
]);

function tx(transaction: Transaction | undefined, witness: boolean): Message | undefined {
  return transaction && { command: 'tx', transaction: witness ? transaction : withoutWitness(transaction) };
}

function withoutWitness(transaction: Transaction): Transaction {
  return { ...transaction, inputs: transaction.inputs.map((input) => ({ ...input, witness: [] })) };
}
