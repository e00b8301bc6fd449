import type { Subscription } from 'rxjs';
import { Observable } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { blockHash } from '../digests/blockHash.js';
import { txid, wtxid } from '../digests/transactionId.js';
import { InventoryType, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import { AnnouncedItems, type Announcer } from './announcedItems.js';

/** Items of one getdata: Bitcoin Core's MAX_GETDATA_SZ (net_processing.cpp). */
const MAX_ITEMS = 1000;

export interface FetchAnnouncedOptions {
  /** Shared by connections that fetch each item once together. Default: each connection has its own. */
  items?: AnnouncedItems | undefined;
}

/**
 * Requests the blocks and transactions that the remote announces, with their witness if the remote has it. An item that does not
 * arrive is requested from the next connection that announces it; AnnouncedItems has the rules and the bounds.
 *
 *     received  --i-----i--t--      i inv, t tx
 *     sent      --g----------      g getdata; the second inv has nothing new
 *
 * BIPs 144, 339.
 */
export function fetchAnnounced({ items = new AnnouncedItems() }: FetchAnnouncedOptions = {}): Conversation {
  return ({ agreed, scheduler }) =>
    (received$) =>
      // Other connections cause requests of this one, too, which no operator lifts.
      new Observable((subscriber) => {
        let stall: Subscription | undefined;
        const announcer: Announcer = {
          request(wanted) {
            const { witness } = agreed.features;
            for (let start = 0; start < wanted.length; start += MAX_ITEMS) {
              const part = wanted.slice(start, start + MAX_ITEMS);
              subscriber.next({ command: 'getdata', items: part.map((item) => requestedItem(item, witness)) });
            }
            watchStall();
          },
        };
        items.join(announcer);
        subscriber.add(() => {
          stall?.unsubscribe();
          items.leave(announcer, scheduler.now());
        });
        subscriber.add(received$.subscribe({ next: receive, complete: () => subscriber.complete() }));

        function receive(message: Message): void {
          if (message.command === 'inv') items.announced(announcer, message.items.filter(isFetched), scheduler.now());
          else if (message.command === 'notfound') items.notFound(announcer, message.items, scheduler.now());
          else if (items.size > 0) for (const item of itemsOf(message)) items.arrived(item);
        }

        /** One timer, for the oldest request. */
        function watchStall(): void {
          const stallsAtMs = items.nextStallMs(announcer);
          if (stall !== undefined || stallsAtMs === undefined || subscriber.closed) return;
          stall = scheduler.schedule(() => {
            stall = undefined;
            items.expire(announcer, scheduler.now());
            watchStall();
          }, stallsAtMs - scheduler.now());
        }
      });
}

/** The types that an inv may have (BIPs 144, 339); the others are for getdata alone. */
function isFetched({ type }: InventoryItem): boolean {
  return (
    type === InventoryType.block || type === InventoryType.transaction || type === InventoryType.witnessTransactionId
  );
}

/** The item as a getdata names it: with its witness if the remote has it (BIP144). */
function requestedItem({ type, hash }: InventoryItem, witness: boolean): InventoryItem {
  if (!witness || type === InventoryType.witnessTransactionId) return { type, hash };
  return { type: type === InventoryType.block ? InventoryType.witnessBlock : InventoryType.witnessTransaction, hash };
}

/** What this message brings, by each name that it could have been announced by. */
function itemsOf(message: Message): InventoryItem[] {
  switch (message.command) {
    case 'block':
      return [{ type: InventoryType.block, hash: blockHash(message.block.header) }];
    case 'tx':
      // Without inputs it has no encoding that could be hashed, and nobody announces it.
      if (message.transaction.inputs.length === 0) return [];
      return [
        { type: InventoryType.transaction, hash: txid(message.transaction) },
        { type: InventoryType.witnessTransactionId, hash: wtxid(message.transaction) },
      ];
    default:
      return [];
  }
}
