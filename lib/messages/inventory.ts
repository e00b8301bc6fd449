import type { ValueOf } from '../codec/codec.js';
import { list, struct } from '../codec/combinators.js';
import { hash32, u32le } from '../codec/primitives.js';
import type { RemoteProtocolErrorCode } from '../base/errors.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** Bitcoin Core's MAX_INV_SZ (net_processing.cpp), lbcd's MaxInvPerMsg (wire/msginv.go). */
export const MAX_INV_ITEMS = 50_000;

/** What an inventory item's hash names (Bitcoin Core, protocol.h; BIPs 37, 144, 152, 339). */
export const InventoryType = {
  error: 0,
  transaction: 1,
  block: 2,
  filteredBlock: 3,
  compactBlock: 4,
  witnessTransactionId: 5,
  witnessTransaction: 0x4000_0001,
  witnessBlock: 0x4000_0002,
  filteredWitnessBlock: 0x4000_0003,
} as const;

export const inventoryItem = struct({ type: u32le, hash: hash32 });
export type InventoryItem = ValueOf<typeof inventoryItem>;

/** What makes two items the same: type and hash. */
export function inventoryKey({ type, hash }: InventoryItem): string {
  return `${type}:${hash}`;
}

/** True for a transaction, by txid or by wtxid, with or without witness. */
export function isTransactionItem({ type }: Pick<InventoryItem, 'type'>): boolean {
  return (
    type === InventoryType.transaction ||
    type === InventoryType.witnessTransactionId ||
    type === InventoryType.witnessTransaction
  );
}

/** True for a block, with or without witness; not for a filtered or compact one. */
export function isBlockItem({ type }: Pick<InventoryItem, 'type'>): boolean {
  return type === InventoryType.block || type === InventoryType.witnessBlock;
}

/** Set in a getdata's types to ask for the witness too; not for inv (Bitcoin Core, protocol.h; BIP144). */
const WITNESS_FLAG = 0x4000_0000;

/** The same item without MSG_WITNESS_FLAG: an item and its flagged twin name the same transaction or block. */
export function withoutWitnessFlag(item: InventoryItem): InventoryItem {
  return (item.type & WITNESS_FLAG) === 0 ? item : { ...item, type: item.type & ~WITNESS_FLAG };
}

/** "I have these." */
export const inv = defineMessage('inv', inventoryItems('TOO_MANY_ITEMS'));
export type InvMessage = MessageOfDefinition<typeof inv>;

/** "Send me these." */
export const getdata = defineMessage('getdata', inventoryItems('TOO_MANY_ITEMS'));
export type GetdataMessage = MessageOfDefinition<typeof getdata>;

/** "These I don't have": the answer to a getdata, for transactions. */
export const notfound = defineMessage('notfound', inventoryItems());
export type NotfoundMessage = MessageOfDefinition<typeof notfound>;

/** "What is in your mempool?" Answered by inv (BIP35). */
export const mempool = defineMessage('mempool', struct({}));
export type MempoolMessage = MessageOfDefinition<typeof mempool>;

/** Up to MAX_INV_ITEMS items; `excessCode` is the code of the RemoteProtocolError above that. */
function inventoryItems(excessCode?: RemoteProtocolErrorCode) {
  return struct({ items: list(inventoryItem, { maxItems: MAX_INV_ITEMS, excessCode }) });
}
