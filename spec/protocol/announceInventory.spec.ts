import { describe, expect, it } from '@jest/globals';
import { from, NEVER, of, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { announceInventory } from '../../lib/protocol/announceInventory.js';
import type { Outcome } from '../../lib/protocol/runtime/outcome.js';
import type { Conversation } from '../../lib/protocol/runtime/conversation.js';
import { testContext } from '../../lib/marbles/testContext.js';
import { inventoryKey, type InventoryItem } from '../../lib/messages/inventory.js';
import type { Message } from '../../lib/messages/table.js';
import type { Transaction } from '../../lib/messages/transaction.js';
import { MruSet } from '../../lib/collections/mruSet.js';

const scheduler = new TestScheduler(() => undefined);

describe('announceInventory', () => {
  it('keeps a separate set of known inventory for each peer', () => {
    const conversation = announceInventory({ announced$: of(item(1)) });
    expect(sentBy(conversation)).toHaveLength(1);
    expect(sentBy(conversation)).toHaveLength(1);
  });

  it('reads and updates the `known` set that it receives', () => {
    const known = new MruSet<string>(1000);
    known.add(inventoryKey(item(1)));
    const conversation = announceInventory({ announced$: from([item(1), item(2)]), known });
    expect(sentBy(conversation)).toEqual([{ command: 'inv', items: [item(2)] }]);
    expect(known.has(inventoryKey(item(2)))).toBe(true);
  });

  it('stores no blocks in `known`, which is for items that are announced only once', () => {
    const known = new MruSet<string>(1000);
    const block: InventoryItem = { type: 2, hash: item(1).hash };
    const received$ = from<Message[]>([
      { command: 'inv', items: [block] },
      { command: 'getdata', items: [block, item(2)] },
    ]);
    announceInventory({ announced$: of(block), known })(testContext({ scheduler }))(received$).subscribe();
    expect([block, item(2)].map((each) => known.has(inventoryKey(each)))).toEqual([false, true]);
  });

  it('does not hash a transaction before anything was announced', () => {
    const received$ = new Subject<Message>();
    const announced$ = new Subject<InventoryItem>();
    const errors: unknown[] = [];
    announceInventory({ announced$ })(testContext({ scheduler }))(received$).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    const transaction = new Proxy({} as Transaction, {
      get() {
        throw new Error('read');
      },
    });
    received$.next({ command: 'tx', transaction });
    expect(errors).toEqual([]);
    announced$.next(item(1));
    received$.next({ command: 'tx', transaction });
    expect(errors).toEqual([new Error('read')]);
  });

  it('reports each dropped item', () => {
    const outcomes: Outcome[] = [];
    const announced$ = from(Array.from({ length: 50_002 }, (_, i) => item(i)));
    sentBy(announceInventory({ announced$ }), (outcome) => outcomes.push(outcome));
    const dropped: Outcome = { kind: 'dropped', what: 'inventory', count: 1 };
    expect(outcomes).toEqual([dropped, dropped]);
  });
});

function item(number: number): InventoryItem {
  return { type: 1, hash: number.toString(16).padStart(64, '0') };
}

/** The messages of a conversation whose announcements complete, so that it needs no timer. */
function sentBy(conversation: Conversation, onOutcome?: (outcome: Outcome) => void): Message[] {
  const messages: Message[] = [];
  const context = testContext({ scheduler, ...(onOutcome && { onOutcome }) });
  conversation(context)(NEVER)
    .subscribe((message) => messages.push(message))
    .unsubscribe();
  return messages;
}
