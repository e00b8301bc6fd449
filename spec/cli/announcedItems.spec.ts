import { describe, expect, it } from '@jest/globals';
import { AnnouncedItems, MAX_REQUESTS_PER_CONNECTION, REQUEST_TIMEOUT_MS } from '../../lib/cli/announcedItems.js';
import { InventoryType, type InventoryItem } from '../../lib/index.js';

const { block, transaction, witnessTransaction, witnessTransactionId } = InventoryType;
const hash = (n: number) => n.toString(16).padStart(64, '0');
const tx = (n: number): InventoryItem => ({ type: transaction, hash: hash(n) });

/** Connections that store the numbers of the items that are requested from them. */
function connections(items: AnnouncedItems, count: number) {
  return Array.from({ length: count }, () => {
    const asked: number[] = [];
    const connection = {
      asked,
      request: (wanted: readonly InventoryItem[]) => void asked.push(...wanted.map((item) => parseInt(item.hash, 16))),
    };
    items.join(connection);
    return connection;
  });
}

describe('AnnouncedItems', () => {
  it('requests an item only from its first announcer, and not again after it has arrived', () => {
    const items = new AnnouncedItems();
    const [a, b] = connections(items, 2);
    items.announced(a!, [tx(1), tx(2), tx(1)], 0);
    items.announced(b!, [tx(1), tx(3)], 0);
    expect([a!.asked, b!.asked, items.size]).toEqual([[1, 2], [3], 3]);
    items.arrived(tx(1));
    items.announced(b!, [tx(1)], 0);
    items.leave(a!, 0);
    expect([b!.asked, items.size]).toEqual([[3], 1]);
  });

  it.each<[string, (items: AnnouncedItems, asked: object) => void]>([
    ['has ended', (items, asked) => items.leave(asked as never, 10)],
    [
      'does not have it',
      (items, asked) => items.notFound(asked as never, [{ ...tx(1), type: witnessTransaction }], 10),
    ],
    ['has not answered within 60 s', (items, asked) => items.expire(asked as never, REQUEST_TIMEOUT_MS)],
  ])('requests the item from the next announcer if the first one %s', (_, fail) => {
    const items = new AnnouncedItems();
    const [a, b, c] = connections(items, 3);
    for (const each of [a!, b!, c!, b!]) items.announced(each, [tx(1)], 0);
    fail(items, a!);
    expect([a!.asked, b!.asked, c!.asked]).toEqual([[1], [1], []]);
    items.leave(b!, 20);
    expect([b!.asked, c!.asked, items.size]).toEqual([[1], [1], 1]);
    items.notFound(c!, [tx(1)], 30);
    expect(items.size).toBe(0);
  });

  it('removes the request to the next announcer, too, when the item has arrived', () => {
    const items = new AnnouncedItems();
    const [a, b] = connections(items, 2);
    items.announced(a!, [tx(1)], 0);
    items.announced(b!, [tx(1)], 0);
    items.leave(a!, 0);
    items.arrived(tx(1));
    expect([items.size, items.nextExpiryMs(b!)]).toEqual([0, undefined]);
    items.leave(b!, 0);
    expect([a!.asked, b!.asked]).toEqual([[1], [1]]);
  });

  it('requests an item again that is announced after all requests for it have failed', () => {
    const items = new AnnouncedItems();
    const [a, b] = connections(items, 2);
    items.announced(a!, [tx(1)], 0);
    items.leave(a!, 0);
    items.announced(b!, [tx(1)], 0);
    items.notFound(b!, [tx(1)], 0);
    items.announced(b!, [tx(1)], 0);
    expect(b!.asked).toEqual([1, 1]);
  });

  it('expires each request after exactly 60 s', () => {
    const items = new AnnouncedItems();
    const [a, b] = connections(items, 2);
    items.announced(a!, [tx(1)], 0);
    items.announced(a!, [tx(2)], 5);
    items.announced(b!, [tx(1), tx(2)], 6);
    expect([items.nextExpiryMs(a!), items.nextExpiryMs(b!)]).toEqual([60_000, undefined]);
    items.expire(a!, 59_999);
    expect(b!.asked).toEqual([]);
    items.expire(a!, 60_000);
    expect([b!.asked, items.nextExpiryMs(a!), items.nextExpiryMs(b!)]).toEqual([[1], 60_005, 120_000]);
    items.expire(a!, 60_005);
    expect([b!.asked, items.nextExpiryMs(a!)]).toEqual([[1, 2], undefined]);
  });

  it('ignores a notfound of a connection that was sent no request for the item', () => {
    const items = new AnnouncedItems();
    const [a, b] = connections(items, 2);
    items.announced(a!, [tx(1)], 0);
    items.announced(b!, [tx(1)], 0);
    items.notFound(b!, [tx(1), tx(9)], 0);
    expect([b!.asked, items.size]).toEqual([[], 1]);
  });

  it('distinguishes txids, wtxids and block hashes that are equal', () => {
    const items = new AnnouncedItems();
    const [a] = connections(items, 1);
    items.announced(a!, [tx(1), { type: witnessTransactionId, hash: hash(1) }, { type: block, hash: hash(1) }], 0);
    expect(items.size).toBe(3);
    items.arrived({ type: block, hash: hash(1) });
    expect(items.size).toBe(2);
  });

  it('limits the pending requests of a connection to 5000, and requests further items from other announcers', () => {
    const items = new AnnouncedItems();
    const [a, b] = connections(items, 2);
    const many = Array.from({ length: MAX_REQUESTS_PER_CONNECTION + 1 }, (_, n) => tx(n));
    items.announced(a!, many, 0);
    expect([a!.asked.length, items.size]).toEqual([5000, 5000]);
    items.announced(b!, many, 0);
    expect(b!.asked).toEqual([5000]);
    items.arrived(tx(7));
    items.announced(a!, [tx(6000)], 0);
    expect(a!.asked).toHaveLength(5001);
  });

  it('limits the pending requests of each of many connections to its equal share of 50,000', () => {
    const items = new AnnouncedItems();
    const [a, b] = connections(items, 100);
    items.announced(
      a!,
      Array.from({ length: 501 }, (_, n) => tx(n)),
      0,
    );
    expect(a!.asked).toHaveLength(500);
    items.announced(b!, [tx(9999)], 0);
    expect(b!.asked).toEqual([9999]);
  });

  it('stores four further announcers of an item', () => {
    const items = new AnnouncedItems();
    const all = connections(items, 6);
    for (const each of all) items.announced(each, [tx(1)], 0);
    for (const each of all) items.leave(each, 0);
    expect(all.map(({ asked }) => asked.length)).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('skips announcers that have ended or have reached their limit', () => {
    const items = new AnnouncedItems();
    const [a, b, c, d] = connections(items, 4);
    for (const each of [a!, b!, c!, d!]) items.announced(each, [tx(1)], 0);
    items.leave(b!, 0);
    items.announced(
      c!,
      Array.from({ length: 5000 }, (_, n) => tx(n + 10)),
      0,
    );
    items.leave(a!, 0);
    expect([b!.asked.includes(1), c!.asked.includes(1), d!.asked.includes(1)]).toEqual([false, false, true]);
  });
});
