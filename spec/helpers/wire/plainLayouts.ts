import { list, struct, type StructCodec } from '../../../lib/bytes/combinators.js';
import { addressV2, MAX_ADDRESSES, timedAddress } from '../../../lib/messages/addresses.js';
import { blockOf } from '../../../lib/messages/block.js';
import { MAX_HEADERS, withoutTransactions } from '../../../lib/messages/headers.js';
import { inventoryItem, MAX_INV_ITEMS } from '../../../lib/messages/inventory.js';
import { transactionOf } from '../../../lib/messages/transaction.js';
import type { Network } from '../../../lib/networks/network.js';

/** The layouts behind those messages that have a faster reader: what that one is held against. */
export function plainLayouts({ header, limits }: Network): Map<string, StructCodec<object>> {
  const items = struct({ items: list(inventoryItem, { maxItems: MAX_INV_ITEMS }) });
  return new Map<string, StructCodec<object>>([
    ['inv', items],
    ['getdata', items],
    ['notfound', items],
    ['headers', struct({ headers: list(withoutTransactions(header), { maxItems: MAX_HEADERS }) })],
    ['addr', struct({ addresses: list(timedAddress, { maxItems: MAX_ADDRESSES }) })],
    ['addrv2', struct({ addresses: list(addressV2, { maxItems: MAX_ADDRESSES }) })],
    ['tx', struct({ transaction: transactionOf(limits) })],
    ['block', struct({ block: blockOf(header, limits) })],
  ]);
}
