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

export interface BatchInventoryOptions {
  /** How long the first item waits for others, in milliseconds. Default 10_000 (lbcd, peer/peer.go DefaultTrickleInterval). */
  trickleIntervalMs?: number | undefined;
  /** Items an inv. Default 1000 (lbcd, maxInvTrickleSize; Bitcoin Core, INVENTORY_BROADCAST_MAX). */
  maxItems?: number | undefined;
  /** Items that wait; beyond it the oldest goes. Default 50_000. */
  maxQueued?: number | undefined;
  /** Asked when the tick comes: a known item is not announced. Default: none is. */
  isKnown?: ((item: InventoryItem) => boolean) | undefined;
  /** Told how many items wait, whenever that changes. */
  onWaiting?: ((count: number) => void) | undefined;
  /** Told of each item that was lost to `maxQueued`. */
  onDropped?: ((item: InventoryItem) => void) | undefined;
  /** Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Gathers inventory into inv messages: blocks at once, in an inv of their own; the rest waits for the tick, which empties the
 * queue in invs of at most `maxItems`; equal items that wait are sent once. MSG_WITNESS_FLAG is taken off: it is for getdata (BIP144).
 * The tick comes `trickleIntervalMs` after the first item of an empty queue: idle, it costs nothing.
 *
 *     items                             --tt--b----t---|
 *     batchInventory({ trickleIntervalMs: 5 }) ------b-x------(y|)      x = inv [t, t], y = inv [t]
 *
 * Remembers what waits, at most `maxQueued`. Completes after an inv with what was waiting; an error drops it. Errors with LocalProtocolError
 * `INVALID_OPTION` at the call, `CALLBACK_FAILED` when `isKnown` or `onDropped` throws.
 * lbcd: queueHandler of peer/peer.go.
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
    // Not batch(): blocks overtake, the queue may be longer than an inv, and what became known meanwhile is left out.
    new Observable((subscriber) => {
      // A Map iterates in insertion order: the oldest goes without moving the others, and what waits already is found by value.
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
