import { blockHash } from '../../../lib/digests/blockHash.js';
import { txid, wtxid } from '../../../lib/digests/transactionId.js';
import type { BlockHeader } from '../../../lib/messages/blockHeader.js';
import { InventoryType, type InventoryItem } from '../../../lib/messages/inventory.js';
import type { Transaction, TxMessage } from '../../../lib/messages/transaction.js';
import type { Constructors, ConstructorArguments } from './definitions.js';

/**
 * Transactions, inventory items, and messages that list items. In an item a number represents the hash with these digits, and a letter
 * a transaction or header whose hash is used.
 */
export const inventoryValues = {
  /** `inv t u`, `getdata t u`, `notfound t u`: the letters represent items. */
  inv: (args) => ({ command: 'inv', items: itemsOf(args) }),
  getdata: (args) => ({ command: 'getdata', items: itemsOf(args) }),
  notfound: (args) => ({ command: 'notfound', items: itemsOf(args) }),
  /** `txMessage 1`: a tx message. `txMessage 1 witness`: with a witness, so that txid and wtxid differ. */
  txMessage: ({ positional: [number, witness] }): TxMessage => ({
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
  /** `tx 1`, `tx x` (x = txMessage 1): an item with the txid. `witnessTx`: requests it with witness. `wtx`: with the wtxid. */
  tx: (args) => transactionItem(InventoryType.transaction, args, txid),
  witnessTx: (args) => transactionItem(InventoryType.witnessTransaction, args, txid),
  wtx: (args) => transactionItem(InventoryType.witnessTransactionId, args, wtxid),
  /** `pair 1 2`, `pair 1 2 fee=1000`: an announced transaction with txid 1, wtxid 2 and a fee rate. */
  pair: ({ positional: [id = '0', witnessId = '0'], named }) => ({
    txid: hashOfNumber(id),
    wtxid: hashOfNumber(witnessId),
    ...(named.has('fee') ? { feeRateSatPerKvB: BigInt(named.get('fee')!) } : {}),
  }),
  /** `block 1`, `block h` (h = header 1): an item with the block's hash. Also for the other item types of blocks. */
  block: (args) => blockItem(InventoryType.block, args),
  witnessBlock: (args) => blockItem(InventoryType.witnessBlock, args),
  filteredBlock: (args) => blockItem(InventoryType.filteredBlock, args),
  compactBlock: (args) => blockItem(InventoryType.compactBlock, args),
} satisfies Constructors;

/** The hash that ends with these digits and has only zeros before them. */
export function hashOfNumber(number: string): string {
  return number.padStart(64, '0');
}

function itemsOf({ positional, valueOf }: ConstructorArguments): InventoryItem[] {
  return positional.map((letter) => valueOf(letter) as InventoryItem);
}

function transactionItem(
  type: number,
  { positional: [numberOrLetter = '0'], valueOf }: ConstructorArguments,
  idOf: (transaction: Transaction) => string,
): InventoryItem {
  return {
    type,
    hash: isNumber(numberOrLetter)
      ? hashOfNumber(numberOrLetter)
      : idOf((valueOf(numberOrLetter) as TxMessage).transaction),
  };
}

function blockItem(type: number, { positional: [numberOrLetter = '0'], valueOf }: ConstructorArguments): InventoryItem {
  return {
    type,
    hash: isNumber(numberOrLetter) ? hashOfNumber(numberOrLetter) : blockHash(valueOf(numberOrLetter) as BlockHeader),
  };
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
