import { defer, filter, merge, tap, type Observable } from 'rxjs';
import { txid, wtxid } from '../digests/transactionId.js';
import { inventoryKey, InventoryType, isBlockItem, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import { batchInventory } from '../operators/batchInventory.js';
import type { MruSet } from '../operators/mruSet.js';
import type { Conversation } from './conversation.js';
import { KnownInventory } from './knownInventory.js';
import { listenTo } from './listenTo.js';

export interface AnnounceInventoryOptions {
  /** What the caller announces. */
  announced$: Observable<InventoryItem>;
  /** What the remote is known to have, by inventoryKey. Default: a window of 1000. */
  known?: MruSet<string> | undefined;
  /** Default 10_000. */
  trickleIntervalMs?: number | undefined;
  /** Told how many items wait for the trickle, whenever that changes. */
  onWaiting?: ((count: number) => void) | undefined;
}

/**
 * Announces what the remote does not have yet: blocks at once, the rest gathered for a while.
 *
 *     announced  --t-b--t-------           t transaction, b block
 *     received   -------------i-           i inv of something else
 *     sent       ----x-------y--           x inv [b], y inv [t]
 *
 * The remote is taken to have what it announces, sends or asks for, and what it was announced or asked for by us; a transaction that it
 * sends is looked at once the caller has announced something, since it costs a hash or two. A block is announced each time it is asked
 * for, as lbcd does. Remembers what is known, at most 1000 items, and what waits, at most 50,000: the oldest beyond is dropped and
 * reported. lbcd, peer/peer.go QueueInventory.
 */
export function announceInventory({
  announced$,
  known: given,
  trickleIntervalMs,
  onWaiting,
}: AnnounceInventoryOptions): Conversation {
  return ({ report, scheduler, sent$ }) =>
    (received$) =>
      defer(() => {
        const known: MruSet<string> = given ?? new KnownInventory(1000);
        let hasAnnounced = false;
        const inv$ = announced$.pipe(
          tap(() => (hasAnnounced = true)),
          filter((item) => isBlockItem(item) || !known.has(inventoryKey(item))),
          batchInventory({
            intervalMs: trickleIntervalMs,
            isKnown: (item) => known.has(inventoryKey(item)),
            onWaiting,
            onDropped: () => report({ kind: 'dropped', what: 'inventory', count: 1 }),
            scheduler,
          }),
        );
        return merge(listenTo(received$, note), listenTo(sent$, note), inv$.pipe(tap(note)));

        function note(message: Message): void {
          if (message.command === 'inv' || message.command === 'getdata') {
            noteItems(known, message);
          } else if (message.command === 'tx' && hasAnnounced) {
            noteTransaction(txid(message.transaction), wtxid(message.transaction));
          }
        }

        function noteTransaction(id: string, witnessId: string): void {
          known.add(inventoryKey({ type: InventoryType.transaction, hash: id }));
          known.add(inventoryKey({ type: InventoryType.witnessTransaction, hash: id }));
          known.add(inventoryKey({ type: InventoryType.witnessTransactionId, hash: witnessId }));
        }
      });
}

function noteItems(known: MruSet<string>, message: { readonly items: readonly InventoryItem[] }): void {
  if (known instanceof KnownInventory) known.note(message);
  else for (const item of message.items) if (!isBlockItem(item)) known.add(inventoryKey(item));
}
