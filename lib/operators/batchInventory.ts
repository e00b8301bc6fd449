import { asyncScheduler, Observable, Subscription, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { toPeerError } from '../base/errors.js';
import {
  inventoryKey,
  isBlockItem,
  type InventoryItem,
  type InvMessage,
  MAX_INV_ITEMS,
  withoutWitnessFlag,
} from '../messages/inventory.js';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';

/** Options of `batchInventory`. */
export interface BatchInventoryOptions {
  /** Time in milliseconds from the first queued item to the tick. 0 to 2^31 - 1. Default 10_000 (lbcd, peer/peer.go DefaultTrickleInterval). */
  trickleIntervalMs?: number | undefined;
  /** Maximum number of items in an inv, 1 to 50_000. Default 1000 (lbcd, maxInvTrickleSize; Bitcoin Core, INVENTORY_BROADCAST_MAX). */
  maxItems?: number | undefined;
  /** Maximum number of queued items; beyond it the oldest item is dropped. 1 to 2^24. Default 50_000. */
  maxQueued?: number | undefined;
  /** Called at the tick for each queued item; an item for which it returns true is not announced. Default: all items are announced. */
  isKnown?: ((item: InventoryItem) => boolean) | undefined;
  /** Called with the number of queued items when it changes. */
  onWaiting?: ((count: number) => void) | undefined;
  /** Called with each item that was dropped because of `maxQueued`. */
  onDropped?: ((item: InventoryItem) => void) | undefined;
  /** Scheduler of the timer. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Collects inventory items into inv messages. A block is emitted at once, in a separate inv. Other items are queued until the tick,
 * which empties the queue into invs of at most `maxItems`; an item that is queued already is not queued again. MSG_WITNESS_FLAG is removed
 * from items, because it belongs to getdata (BIP144). The tick is `trickleIntervalMs` after the first item of an empty queue; no timer runs while
 * the queue is empty.
 *
 *     items                             --tt--b----t---|
 *     batchInventory({ trickleIntervalMs: 5 }) ------b-x------(y|)      x = inv [t, t], y = inv [t]
 *
 * Stores at most `maxQueued` items. When the source completes, emits the queued items and completes; an error of the source drops them.
 * Errors with LocalProtocolError `INVALID_OPTION` at the call, `CALLBACK_FAILED` when `isKnown`, `onDropped` or `onWaiting` throws.
 * Source: lbcd, queueHandler of peer/peer.go.
 */
export function batchInventory({
  trickleIntervalMs = 10_000,
  maxItems = 1000,
  maxQueued = 50_000,
  isKnown = () => false,
  onDropped,
  onWaiting,
  scheduler = asyncScheduler,
}: BatchInventoryOptions = {}): OperatorFunction<InventoryItem, InvMessage> {
  requireInteger('maxItems', maxItems, 1, MAX_INV_ITEMS);
  requireInteger('maxQueued', maxQueued, 1, 2 ** 24);
  requireInteger('trickleIntervalMs', trickleIntervalMs, 0, MAX_DELAY_MS);
  return (item$) =>
    // Not batch(): blocks overtake queued items, the queue may be longer than an inv, and items that became known while they waited are left out.
    new Observable((subscriber) => {
      // A Map iterates in insertion order: deleting the oldest item moves no other, and an item that is queued already is found by value.
      const waiting = new Map<string, InventoryItem>();
      let timer = Subscription.EMPTY;

      function tick(): void {
        timer.unsubscribe();
        timer = Subscription.EMPTY;
        let items = [...waiting.values()];
        waiting.clear();
        try {
          onWaiting?.(0);
          items = items.filter((item) => !isKnown(item));
        } catch (error) {
          subscriber.error(toPeerError(error, 'isKnown or onWaiting'));
          return;
        }
        for (let start = 0; start < items.length; start += maxItems) {
          subscriber.next({ command: 'inv', items: items.slice(start, start + maxItems) });
        }
      }

      function dropOldest(): void {
        const [key, item] = waiting.entries().next().value!;
        waiting.delete(key);
        onDropped?.(item);
      }

      subscriber.add(() => timer.unsubscribe());
      return item$.subscribe({
        next(given) {
          const item = withoutWitnessFlag(given);
          if (isBlockItem(item)) {
            subscriber.next({ command: 'inv', items: [item] });
            return;
          }
          const key = inventoryKey(item);
          if (waiting.has(key)) return;
          waiting.set(key, item);
          try {
            if (waiting.size > maxQueued) dropOldest();
            onWaiting?.(waiting.size);
          } catch (error) {
            subscriber.error(toPeerError(error, 'onDropped or onWaiting'));
          }
          if (timer === Subscription.EMPTY && !subscriber.closed) timer = scheduler.schedule(tick, trickleIntervalMs);
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          tick();
          subscriber.complete();
        },
      });
    });
}
