import { list, struct, type StructCodec } from '../../../lib/codec/combinators.js';
import { addressV2, MAX_ADDRESSES, timedAddress } from '../../../lib/messages/addresses.js';
import { blockOf } from '../../../lib/messages/block.js';
import { MAX_HEADERS, withoutTransactions } from '../../../lib/messages/headers.js';
import { inventoryItem, MAX_INV_ITEMS } from '../../../lib/messages/inventory.js';
import { transactionOf } from '../../../lib/messages/transaction.js';
import type { Network } from '../../../lib/networks/network.js';

/** The plain layouts of the messages that have a fast decoder; specs compare the two. */
export function plainLayouts({ header, limits }: Network): Map<string, StructCodec<object>> {
  const excessCode = 'TOO_MANY_ITEMS';
  const items = struct({ items: list(inventoryItem, { maxItems: MAX_INV_ITEMS, excessCode }) });
  return new Map<string, StructCodec<object>>([
    ['inv', items],
    ['getdata', items],
    ['notfound', struct({ items: list(inventoryItem, { maxItems: MAX_INV_ITEMS }) })],
    ['headers', struct({ headers: list(withoutTransactions(header, limits), { maxItems: MAX_HEADERS, excessCode }) })],
    ['addr', struct({ addresses: list(timedAddress, { maxItems: MAX_ADDRESSES, excessCode }) })],
    ['addrv2', struct({ addresses: list(addressV2, { maxItems: MAX_ADDRESSES, excessCode }) })],
    ['tx', struct({ transaction: transactionOf(limits) })],
    ['block', struct({ block: blockOf(header, limits) })],
  ]);
}
