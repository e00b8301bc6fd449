import type { Subscription } from 'rxjs';
import { Observable } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { blockHash } from '../digests/blockHash.js';
import { txid, wtxid } from '../digests/transactionId.js';
import { InventoryType, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import { AnnouncedItems, type Announcer } from './announcedItems.js';

/** Items of one getdata: Bitcoin Core's MAX_GETDATA_SZ (net_processing.cpp). */
const MAX_GETDATA_ITEMS = 1000;

export interface FetchAnnouncedOptions {
  /** Shared by several connections, so that each item is requested from only one of them. Default: one per connection. */
  items?: AnnouncedItems | undefined;
}

/**
 * Requests the blocks and transactions that the remote announces, with their witness if the remote offers it. An item that does not
 * arrive is requested from the next connection that announced it. AnnouncedItems describes the rules and the bounds.
 *
 *     received  --i-----i--t--      i inv, t tx
 *     sent      --g-----------      g getdata; the second inv announces nothing new
 *
 * Source: BIPs 144, 339.
 */
export function fetchAnnounced({ items = new AnnouncedItems() }: FetchAnnouncedOptions = {}): Conversation {
  return ({ agreed, scheduler }) =>
    (received$) =>
      // An event of another connection can cause a request on this one, which no operator on received$ can express.
      new Observable((subscriber) => {
        let expiryTimer: Subscription | undefined;
        const announcer: Announcer = {
          request(wanted) {
            const { witness } = agreed.features;
            for (let start = 0; start < wanted.length; start += MAX_GETDATA_ITEMS) {
              const part = wanted.slice(start, start + MAX_GETDATA_ITEMS);
              subscriber.next({ command: 'getdata', items: part.map((item) => requestedItem(item, witness)) });
            }
            scheduleExpiry();
          },
        };
        items.join(announcer);
        subscriber.add(() => {
          expiryTimer?.unsubscribe();
          items.leave(announcer, scheduler.now());
        });
        subscriber.add(received$.subscribe({ next: receive, complete: () => subscriber.complete() }));

        function receive(message: Message): void {
          if (message.command === 'inv') items.announced(announcer, message.items.filter(isFetched), scheduler.now());
          else if (message.command === 'notfound') items.notFound(announcer, message.items, scheduler.now());
          else if (items.size > 0) for (const item of deliveredItems(message)) items.arrived(item);
        }

        /** Starts the timer of the oldest request, unless it is running. */
        function scheduleExpiry(): void {
          const expiresAtMs = items.nextExpiryMs(announcer);
          if (expiryTimer !== undefined || expiresAtMs === undefined || subscriber.closed) return;
          expiryTimer = scheduler.schedule(() => {
            expiryTimer = undefined;
            items.expire(announcer, scheduler.now());
            scheduleExpiry();
          }, expiresAtMs - scheduler.now());
        }
      });
}

/** The types that may occur in an inv (BIPs 144, 339); all others are only for getdata. */
function isFetched({ type }: InventoryItem): boolean {
  return (
    type === InventoryType.block || type === InventoryType.transaction || type === InventoryType.witnessTransactionId
  );
}

/** The item as it is written in a getdata: with its witness if the remote offers it (BIP144). */
function requestedItem({ type, hash }: InventoryItem, witness: boolean): InventoryItem {
  if (!witness || type === InventoryType.witnessTransactionId) return { type, hash };
  return { type: type === InventoryType.block ? InventoryType.witnessBlock : InventoryType.witnessTransaction, hash };
}

/** The items that this message delivers, under each hash by which they may have been announced. */
function deliveredItems(message: Message): InventoryItem[] {
  switch (message.command) {
    case 'block':
      return [{ type: InventoryType.block, hash: blockHash(message.block.header) }];
    case 'tx':
      // A transaction without inputs cannot be encoded unambiguously (BIP144), so it has no hash and is never announced.
      if (message.transaction.inputs.length === 0) return [];
      return [
        { type: InventoryType.transaction, hash: txid(message.transaction) },
        { type: InventoryType.witnessTransactionId, hash: wtxid(message.transaction) },
      ];
    default:
      return [];
  }
}
