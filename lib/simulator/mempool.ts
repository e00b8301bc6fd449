import type { Hash } from '../codec/primitives.js';
import { txid, wtxid } from '../digests/transactionId.js';
import type { Transaction } from '../messages/transaction.js';
import type { Coin } from './coins.js';

/** A transaction, its two names, and what it spends. */
export interface PooledTransaction {
  readonly transaction: Transaction;
  readonly spends: Coin;
  readonly txid: Hash;
  readonly wtxid: Hash;
}

/** Unconfirmed transactions; beyond it the oldest half goes. */
const MAX_POOLED = 2000;
/** Transactions that are served to who asks for them, mined ones too: beyond it the oldest goes. All that wait, and then some. */
const MAX_SERVED = 2500;

/** Transactions that no block has yet, parents before children, at most 2000; and the last 2500, for who asks late. */
export class Mempool {
  private readonly pooled = new Map<Hash, PooledTransaction>();
  private readonly byTxid = new Map<Hash, PooledTransaction>();
  private readonly byWtxid = new Map<Hash, PooledTransaction>();

  add(transaction: Transaction, spends: Coin): PooledTransaction {
    const added = { transaction, spends, txid: txid(transaction), wtxid: wtxid(transaction) };
    this.pooled.set(added.txid, added);
    this.byTxid.set(added.txid, added);
    this.byWtxid.set(added.wtxid, added);
    if (this.byTxid.size > MAX_SERVED) this.forget(this.byTxid.values().next().value!);
    return added;
  }

  /** Before another is made: where none has room, the oldest half goes and all that spends it; it is returned. */
  evict(): PooledTransaction[] {
    if (this.pooled.size < MAX_POOLED) return [];
    const gone = new Map<Hash, PooledTransaction>();
    for (const each of this.pooled.values()) {
      if (gone.size < MAX_POOLED / 2 || gone.has(each.spends.outPoint.hash)) gone.set(each.txid, each);
    }
    for (const each of gone.values()) {
      this.pooled.delete(each.txid);
      this.forget(each);
    }
    return [...gone.values()];
  }

  /** What waits for a block, in the order of its coming. */
  list(): PooledTransaction[] {
    return [...this.pooled.values()];
  }

  /** Takes out what waits for a block. */
  drain(): PooledTransaction[] {
    const all = this.list();
    this.pooled.clear();
    return all;
  }

  withTxid(hash: Hash): Transaction | undefined {
    return this.byTxid.get(hash)?.transaction;
  }

  withWtxid(hash: Hash): Transaction | undefined {
    return this.byWtxid.get(hash)?.transaction;
  }

  private forget({ txid, wtxid }: PooledTransaction): void {
    this.byTxid.delete(txid);
    this.byWtxid.delete(wtxid);
  }
}
