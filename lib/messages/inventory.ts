import { list, struct } from '../codec/combinators.js';
import { hash32, u32le, type Hash } from '../codec/primitives.js';
import type { RemoteProtocolErrorCode } from '../base/errors.js';
import { defineMessage } from './defineMessage.js';

/** Bitcoin Core's MAX_INV_SZ (net_processing.cpp), lbcd's MaxInvPerMsg (wire/msginv.go). */
export const MAX_INV_ITEMS = 50_000;

/** The types of inventory items (Bitcoin Core, protocol.h; BIPs 37, 144, 152, 339). */
export const InventoryType = {
  /** Undefined type; nodes ignore such an item. */
  error: 0,
  /** A transaction by its txid; in a getdata without its witness. */
  transaction: 1,
  /** A block by its hash; in a getdata without witnesses. */
  block: 2,
  /** In a getdata: the block as merkleblock, by our Bloom filter (BIP37). */
  filteredBlock: 3,
  /** In a getdata: the block as cmpctblock (BIP152). */
  compactBlock: 4,
  /** A transaction by its wtxid (BIP339). */
  witnessTransactionId: 5,
  /** In a getdata: a transaction by its txid, with its witness (BIP144). */
  witnessTransaction: 0x4000_0001,
  /** In a getdata: a block with the witnesses of its transactions (BIP144). */
  witnessBlock: 0x4000_0002,
  /** Reserved by BIP144; nodes do not use it. */
  filteredWitnessBlock: 0x4000_0003,
} as const;

/** Names a transaction or a block in inv, getdata and notfound. */
export interface InventoryItem {
  /** A value of `InventoryType`; other values are decoded unchanged. */
  type: number;
  /** Hash of the block or transaction: a txid, or a wtxid if the type is `witnessTransactionId`. */
  hash: Hash;
}
export const inventoryItem = struct<InventoryItem>({ type: u32le, hash: hash32 });

/** A text that is equal for items with the same type and hash, for example as the key of a Map. */
export function inventoryKey({ type, hash }: InventoryItem): string {
  return `${type}:${hash}`;
}

/** True for an item that names a transaction: by txid or by wtxid, with or without the witness flag. */
export function isTransactionItem({ type }: Pick<InventoryItem, 'type'>): boolean {
  return (
    type === InventoryType.transaction ||
    type === InventoryType.witnessTransactionId ||
    type === InventoryType.witnessTransaction
  );
}

/** True for an item that names a full block, with or without the witness flag. False for filtered and compact blocks. */
export function isBlockItem({ type }: Pick<InventoryItem, 'type'>): boolean {
  return type === InventoryType.block || type === InventoryType.witnessBlock;
}

/** In a getdata it asks for the witness too; an inv must not have it (BIP144; Bitcoin Core, protocol.h MSG_WITNESS_FLAG). */
const WITNESS_FLAG = 0x4000_0000;

/** The item without MSG_WITNESS_FLAG. An item names the same transaction or block with and without the flag. */
export function withoutWitnessFlag(item: InventoryItem): InventoryItem {
  return (item.type & WITNESS_FLAG) === 0 ? item : { ...item, type: item.type & ~WITNESS_FLAG };
}

/** Announces transactions and blocks that the sender has; also the answer to getblocks and mempool. */
export interface InvMessage {
  readonly command: 'inv';
  /** At most 50,000 items (MAX_INV_ITEMS). */
  items: InventoryItem[];
}
export const inv = defineMessage('inv', inventoryItems('TOO_MANY_ITEMS'));

/** Asks for transactions and blocks. Each item is answered by tx, block, merkleblock or cmpctblock, or by an item of notfound. */
export interface GetdataMessage {
  readonly command: 'getdata';
  /** At most 50,000 items (MAX_INV_ITEMS). */
  items: InventoryItem[];
}
export const getdata = defineMessage('getdata', inventoryItems('TOO_MANY_ITEMS'));

/** The answer to a getdata for items that the sender does not have. Bitcoin Core sends it for transactions only. */
export interface NotfoundMessage {
  readonly command: 'notfound';
  /** At most 50,000 items (MAX_INV_ITEMS). */
  items: InventoryItem[];
}
export const notfound = defineMessage('notfound', inventoryItems());

/** Asks for the contents of the remote's mempool; the answer is one inv or more (BIP35). */
export interface MempoolMessage {
  readonly command: 'mempool';
}
export const mempool = defineMessage('mempool', struct({}));

/** A list of at most MAX_INV_ITEMS items. Decoding a longer one errors with `excessCode`. */
function inventoryItems(excessCode?: RemoteProtocolErrorCode) {
  return struct({ items: list(inventoryItem, { maxItems: MAX_INV_ITEMS, excessCode }) });
}
