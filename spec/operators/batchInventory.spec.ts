import { describe, expect, it } from '@jest/globals';
import { from, Subject, toArray } from 'rxjs';
import { VirtualTime } from '../../lib/marbles.js';
import type { InventoryItem, InvMessage } from '../../lib/messages/inventory.js';
import { batchInventory, type BatchInventoryOptions } from '../../lib/operators/batchInventory.js';

describe('batchInventory', () => {
  it('emits invs of 1000 items by default', () => {
    expect(invsOf(items(2500)).map((inv) => inv.items.length)).toEqual([1000, 1000, 500]);
  });

  it('queues 50,000 items by default, and beyond it drops the oldest and reports it', () => {
    const dropped: InventoryItem[] = [];
    const all = items(50_003);
    const invs = invsOf(all, { onDropped: (item) => dropped.push(item) });
    expect(dropped).toEqual(all.slice(0, 3));
    expect(invs.flatMap((inv) => inv.items)).toEqual(all.slice(3));
  });

  it('drops nothing for an item that is queued already', () => {
    const dropped: InventoryItem[] = [];
    const [first, second] = items(2);
    invsOf([first!, second!, { ...first! }, { ...second! }], { maxQueued: 2, onDropped: (item) => dropped.push(item) });
    expect(dropped).toEqual([]);
  });

  it.each(['onWaiting', 'onDropped'] as const)('starts no timer after %s has thrown', (callback) => {
    const time = new VirtualTime();
    const errors: unknown[] = [];
    const fail = (): never => {
      throw new Error('oops');
    };
    const item$ = new Subject<InventoryItem>();
    // The queue of one item is full before the timer is started.
    const [first, second] = items(2);
    item$
      .pipe(batchInventory({ scheduler: time, maxQueued: 1, [callback]: fail }))
      .subscribe({ error: (error: unknown) => errors.push(error) });
    item$.next(first!);
    item$.next(second!);
    expect(errors).toMatchObject([{ code: 'CALLBACK_FAILED' }]);
    expect(time.waitingCount).toBe(0);
  });

  // With 0 the tick would never end.
  it.each([0, -1, 1.5, NaN])('refuses maxItems of %p at the call', (maxItems) => {
    expect(() => batchInventory({ maxItems })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: 'maxItems' }),
    );
  });
});

function items(count: number): InventoryItem[] {
  return Array.from({ length: count }, (_, i) => ({ type: 1, hash: i.toString(16).padStart(64, '0') }));
}

function invsOf(source: readonly InventoryItem[], options?: BatchInventoryOptions): InvMessage[] {
  let invs: InvMessage[] = [];
  from(source)
    .pipe(batchInventory(options), toArray())
    .subscribe((all) => (invs = all));
  return invs;
}
