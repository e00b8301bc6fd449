import type { Hash } from '../codec/primitives.js';
import { txid, wtxid } from '../digests/transactionId.js';
import type { Transaction } from '../messages/transaction.js';
import type { Coin } from './coins.js';

/** A transaction of the mempool. */
export interface PooledTransaction {
  /** The transaction itself. */
  readonly transaction: Transaction;
  /** The output that its only input spends. */
  readonly spends: Coin;
  /** The hash without witness. */
  readonly txid: Hash;
  /** The hash with witness (BIP141). */
  readonly wtxid: Hash;
}

/** Limit of unconfirmed transactions. When it is reached, the oldest half is evicted. */
const MAX_POOLED = 2000;
/**
 * Limit of transactions that are served, confirmed ones included. A further transaction evicts the oldest. Larger than MAX_POOLED, so all
 * pooled ones are served.
 */
const MAX_SERVED = 2500;

/**
 * At most 2000 unconfirmed transactions, parents before children, and the last 2500 transactions for requests that arrive after
 * confirmation.
 */
export class Mempool {
  private readonly pooled = new Map<Hash, PooledTransaction>();
  private readonly byTxid = new Map<Hash, PooledTransaction>();
  private readonly byWtxid = new Map<Hash, PooledTransaction>();

  /** Adds a transaction. Call `evict` before. */
  add(transaction: Transaction, spends: Coin): PooledTransaction {
    const added = { transaction, spends, txid: txid(transaction), wtxid: wtxid(transaction) };
    this.pooled.set(added.txid, added);
    this.byTxid.set(added.txid, added);
    this.byWtxid.set(added.wtxid, added);
    if (this.byTxid.size > MAX_SERVED) this.forget(this.byTxid.values().next().value!);
    return added;
  }

  /**
   * Makes room for one more transaction: if the pool is full, removes and returns the oldest half and all transactions that spend from it.
   */
  evict(): PooledTransaction[] {
    if (this.pooled.size < MAX_POOLED) return [];
    const evicted = new Map<Hash, PooledTransaction>();
    for (const each of this.pooled.values()) {
      if (evicted.size < MAX_POOLED / 2 || evicted.has(each.spends.outPoint.hash)) evicted.set(each.txid, each);
    }
    for (const each of evicted.values()) {
      this.pooled.delete(each.txid);
      this.forget(each);
    }
    return [...evicted.values()];
  }

  /** The unconfirmed transactions in the order in which they were added. */
  list(): PooledTransaction[] {
    return [...this.pooled.values()];
  }

  /** Removes and returns the unconfirmed transactions, for a new block. */
  drain(): PooledTransaction[] {
    const all = this.list();
    this.pooled.clear();
    return all;
  }

  /** The transaction with this txid, if it is among the last 2500. */
  withTxid(hash: Hash): Transaction | undefined {
    return this.byTxid.get(hash)?.transaction;
  }

  /** The transaction with this wtxid, if it is among the last 2500. */
  withWtxid(hash: Hash): Transaction | undefined {
    return this.byWtxid.get(hash)?.transaction;
  }

  private forget({ txid, wtxid }: PooledTransaction): void {
    this.byTxid.delete(txid);
    this.byWtxid.delete(wtxid);
  }
}
