import { giveHashes } from '../codec/hashHolders.js';
import { listOf } from '../codec/young.js';
import type { Block } from './block.js';
import type { BlockHeader } from './blockHeader.js';
import { buildHeader, type FastHeader } from './fastBlockHeader.js';
import { buildTransaction, skimTransaction } from './fastTransaction.js';
import type { FastLayout } from './lazily.js';
import type { MessageLimits } from './limits.js';
import type { Transaction } from './transaction.js';

/** What `blockOf(header, limits)` reads. */
export function fastBlock<H extends BlockHeader>(header: FastHeader<H>, limits: MessageLimits): FastLayout<Block<H>> {
  return {
    skim(cursor) {
      cursor.at += header.bytes;
      const count = cursor.size();
      if (count < 0) return false;
      for (let left = count; left > 0; left--) if (!skimTransaction(cursor, limits)) return false;
      return true;
    },
    build(cursor, pieces) {
      const built = buildHeader(header, cursor);
      const transactions = listOf<Transaction>();
      for (let left = cursor.size(); left > 0; left--) transactions.push(buildTransaction(cursor, pieces));
      giveHashes();
      return { header: built, transactions };
    },
  };
}
