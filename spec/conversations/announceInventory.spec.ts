import { describe, expect, it } from '@jest/globals';
import { from, NEVER, of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { announceInventory } from '../../lib/conversations/announceInventory.js';
import type { Conversation, Outcome } from '../../lib/conversations/conversation.js';
import { inventoryKey, type InventoryItem } from '../../lib/messages/inventory.js';
import type { Message } from '../../lib/messages/table.js';
import { MruSet } from '../../lib/operators/mruSet.js';
import { fakeContext } from '../helpers/book/fakeContext.js';

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
  const context = fakeContext({ scheduler, ...(told && { told }) });
  conversation(context)(NEVER)
    .subscribe((message) => messages.push(message))
    .unsubscribe();
  return messages;
}
