import { blockHash } from '../../../lib/digests/blockHash.js';
import { txid, wtxid } from '../../../lib/digests/transactionId.js';
import type { BlockHeader } from '../../../lib/messages/blockHeader.js';
import { InventoryType, type InventoryItem } from '../../../lib/messages/inventory.js';
import type { Transaction, TxMessage } from '../../../lib/messages/transaction.js';
import type { Vocabulary, Words } from './words.js';

/** Transactions, and items with the messages that list them. A number is a hash; a letter, a transaction or a header that has one. */
export const inventoryWords = {
  inv: (words) => ({ command: 'inv', items: itemsIn(words) }),
  getdata: (words) => ({ command: 'getdata', items: itemsIn(words) }),
  notfound: (words) => ({ command: 'notfound', items: itemsIn(words) }),
  /** `txMessage 1`, `txMessage 1 witness`: with one its two ids differ. */
  txMessage: ({ words: [number, witness] }): TxMessage => ({
    command: 'tx',
    transaction: {
      version: 2,
      inputs: [
        {
          previousOutput: { hash: hashOfNumber('0'), index: 0 },
          script: new Uint8Array(0),
          sequence: 0,
          witness: witness === 'witness' ? [new Uint8Array(1)] : [],
        },
      ],
      outputs: [],
      lockTime: Number(number),
    },
  }),
  tx: (words) => transactionItem(InventoryType.transaction, words, txid),
  witnessTx: (words) => transactionItem(InventoryType.witnessTransaction, words, txid),
  wtx: (words) => transactionItem(InventoryType.witnessTransactionId, words, wtxid),
  /** `pair 1 2`, `pair 1 2 fee=1000`: a transaction by both of its ids. */
  pair: ({ words: [id = '0', witnessId = '0'], named }) => ({
    txid: hashOfNumber(id),
    wtxid: hashOfNumber(witnessId),
    ...(named.has('fee') ? { feeRateSatPerKvB: BigInt(named.get('fee')!) } : {}),
  }),
  block: (words) => blockItem(InventoryType.block, words),
  witnessBlock: (words) => blockItem(InventoryType.witnessBlock, words),
  filteredBlock: (words) => blockItem(InventoryType.filteredBlock, words),
  compactBlock: (words) => blockItem(InventoryType.compactBlock, words),
} satisfies Vocabulary;

/** A hash that is easy to tell from others. */
export function hashOfNumber(number: string): string {
  return number.padStart(64, '0');
}

function itemsIn({ words, letter }: Words): InventoryItem[] {
  return words.map((word) => letter(word) as InventoryItem);
}

function transactionItem(
  type: number,
  { words: [word = '0'], letter }: Words,
  idOf: (transaction: Transaction) => string,
): InventoryItem {
  return { type, hash: isNumber(word) ? hashOfNumber(word) : idOf((letter(word) as TxMessage).transaction) };
}

function blockItem(type: number, { words: [word = '0'], letter }: Words): InventoryItem {
  return { type, hash: isNumber(word) ? hashOfNumber(word) : blockHash(letter(word) as BlockHeader) };
}

function isNumber(word: string): boolean {
  return /^\d+$/.test(word);
}
