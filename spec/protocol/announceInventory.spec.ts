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
  it('knows for each peer by itself what the remote has', () => {
    const conversation = announceInventory({ announced$: of(item(1)) });
    expect(said(conversation)).toHaveLength(1);
    expect(said(conversation)).toHaveLength(1);
  });

  it('reads and writes the window that it is given', () => {
    const known = new MruSet<string>(1000);
    known.add(inventoryKey(item(1)));
    const conversation = announceInventory({ announced$: from([item(1), item(2)]), known });
    expect(said(conversation)).toEqual([{ command: 'inv', items: [item(2)] }]);
    expect(known.has(inventoryKey(item(2)))).toBe(true);
  });

  it('keeps blocks out of the window, which is for what is announced once', () => {
    const known = new MruSet<string>(1000);
    const block: InventoryItem = { type: 2, hash: item(1).hash };
    const received$ = from<Message[]>([
      { command: 'inv', items: [block] },
      { command: 'getdata', items: [block, item(2)] },
    ]);
    announceInventory({ announced$: of(block), known })(testContext({ scheduler }))(received$).subscribe();
    expect([block, item(2)].map((each) => known.has(inventoryKey(each)))).toEqual([false, true]);
  });

  it('looks at no transaction before something was announced', () => {
    const received$ = new Subject<Message>();
    const announced$ = new Subject<InventoryItem>();
    const errors: unknown[] = [];
    announceInventory({ announced$ })(testContext({ scheduler }))(received$).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    const transaction = new Proxy({} as Transaction, {
      get() {
        throw new Error('looked at');
      },
    });
    received$.next({ command: 'tx', transaction });
    expect(errors).toEqual([]);
    announced$.next(item(1));
    received$.next({ command: 'tx', transaction });
    expect(errors).toEqual([new Error('looked at')]);
  });

  it('reports each item that had to go', () => {
    const outcomes: Outcome[] = [];
    const announced$ = from(Array.from({ length: 50_002 }, (_, i) => item(i)));
    said(announceInventory({ announced$ }), (outcome) => outcomes.push(outcome));
    const dropped: Outcome = { kind: 'dropped', what: 'inventory', count: 1 };
    expect(outcomes).toEqual([dropped, dropped]);
  });
});

function item(number: number): InventoryItem {
  return { type: 1, hash: number.toString(16).padStart(64, '0') };
}

/** What it says; the announcements end, and so nothing waits for the clock. */
function said(conversation: Conversation, told?: (outcome: Outcome) => void): Message[] {
  const messages: Message[] = [];
  const context = testContext({ scheduler, ...(told && { told }) });
  conversation(context)(NEVER)
    .subscribe((message) => messages.push(message))
    .unsubscribe();
  return messages;
}
