import { describe, expect, it } from '@jest/globals';
import { InventoryType, txid, wtxid, type InventoryItem, type Message } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { transaction } from '../helpers/peer/messages.js';
import { rawRemote, readyRemote, type RawRemote, type RawRemoteOptions } from '../helpers/rawRemote.js';
import { hash, versionMessage } from '../helpers/samples.js';

const tx = (n: number): InventoryItem => ({ type: InventoryType.witnessTransactionId, hash: hash(n) });
const block = (n: number): InventoryItem => ({ type: InventoryType.block, hash: hash(n) });
const inv = (...items: InventoryItem[]): Message => ({ command: 'inv', items });
const many = (count: number): InventoryItem[] => Array.from({ length: count }, (_, n) => tx(n));

/** A ready peer in virtual time, which says nothing but announcements. */
function announcer(options: RawRemoteOptions = {}): RawRemote & { time: VirtualTime } {
  const time = new VirtualTime();
  return { ...readyRemote({ scheduler: time, conversations: [], ...options }), time };
}

describe('announce()', () => {
  it('gathers for ten seconds, then empties the queue in invs of 1000', () => {
    const { peer, heard, time } = announcer();
    peer.announce(...many(2500));
    time.advance(9999);
    expect(heard).toEqual([]);
    time.advance(1);
    expect(heard.map((message) => message.command === 'inv' && message.items.length)).toEqual([1000, 1000, 500]);
    expect(heard.flatMap((message) => (message.command === 'inv' ? message.items : []))).toEqual(many(2500));
    time.advance(100_000);
    expect(heard).toHaveLength(3);
  });

  it('gathers for as long as trickleIntervalMs says', () => {
    const { peer, heard, time } = announcer({ trickleIntervalMs: 100 });
    peer.announce(tx(1));
    time.advance(99);
    peer.announce(tx(2));
    time.advance(1);
    peer.announce(tx(3));
    time.advance(100);
    expect(heard).toEqual([inv(tx(1), tx(2)), inv(tx(3))]);
  });

  it('says blocks at once, each in an inv of its own, again each time', () => {
    const { peer, heard, time } = announcer();
    const witnessBlock = { ...block(3), type: InventoryType.witnessBlock };
    peer.announce(tx(1), block(2), witnessBlock, block(2));
    expect(heard).toEqual([inv(block(2)), inv(witnessBlock), inv(block(2))]);
    expect(peer.stats().knownInventory).toBe(0);
    time.advance(10_000);
    expect(heard.at(-1)).toEqual(inv(tx(1)));
  });

  it('lets filtered blocks wait with the rest', () => {
    const { peer, heard, time } = announcer();
    const filtered = { type: InventoryType.filteredBlock, hash: hash(1) };
    peer.announce(filtered);
    expect(heard).toEqual([]);
    time.advance(10_000);
    expect(heard).toEqual([inv(filtered)]);
  });

  it('during the handshake waits for its end, and loses nothing', () => {
    const time = new VirtualTime();
    const { peer, heard, say } = rawRemote({ scheduler: time, conversations: [] });
    peer.announce(...many(60));
    peer.announce(block(1));
    say(versionMessage());
    peer.announce(tx(100));
    say({ command: 'verack' });
    expect(heard.filter(({ command }) => command === 'inv')).toEqual([inv(block(1))]);
    time.advance(10_000);
    expect(heard.at(-1)).toEqual(inv(...many(60), tx(100)));
  });

  it('by one who came when the peer was made known, too', () => {
    const time = new VirtualTime();
    const { heard, say } = rawRemote({
      scheduler: time,
      conversations: [],
      onPeer: (peer) => peer.announce(block(1)),
    });
    say(versionMessage(), { command: 'verack' });
    expect(heard.at(-1)).toEqual(inv(block(1)));
  });

  it('by one who waits for the peer to be ready, too', () => {
    const { peer, heard, say } = rawRemote({ conversations: [] });
    peer.status$.subscribe((status) => {
      if (status === 'ready') peer.announce(block(1));
    });
    say(versionMessage(), { command: 'verack' });
    expect(heard.at(-1)).toEqual(inv(block(1)));
  });

  it('after the end does nothing', () => {
    const { peer, heard, time } = announcer();
    peer.announce(tx(1));
    peer.close();
    peer.announce(tx(2), block(3));
    time.advance(10_000);
    expect(heard).toEqual([]);
  });
});

describe('what the remote has', () => {
  const known: [string, (remote: RawRemote) => void][] = [
    ['what it was told to have', ({ peer }) => peer.addKnownInventory(tx(1))],
    ['what it announces', ({ say }) => say(inv({ ...tx(1) }))],
    ['what it asks for', ({ say }) => say({ command: 'getdata', items: [{ ...tx(1) }] })],
    ['what we ask it for', ({ peer }) => void peer.send({ command: 'getdata', items: [{ ...tx(1) }] })],
    ['what the caller has announced by hand', ({ peer }) => void peer.send(inv({ ...tx(1) }))],
  ];

  it.each(known)('is not announced: %s', (_, learn) => {
    const { time, ...remote } = announcer();
    learn(remote);
    remote.heard.length = 0;
    remote.peer.announce(tx(1), tx(2));
    time.advance(10_000);
    expect(remote.heard).toEqual([inv(tx(2))]);
  });

  it.each(known)('is not announced, although it waited: %s', (_, learn) => {
    const { time, ...remote } = announcer();
    remote.peer.announce(tx(1), tx(2));
    learn(remote);
    remote.heard.length = 0;
    time.advance(10_000);
    expect(remote.heard).toEqual([inv(tx(2))]);
  });

  it('is known by value: type and hash', () => {
    const { peer, heard, time } = announcer();
    peer.announce(tx(1), { ...tx(1) }, { ...tx(1), type: InventoryType.transaction });
    time.advance(10_000);
    peer.announce({ ...tx(1) });
    time.advance(10_000);
    expect(heard).toEqual([inv(tx(1), { ...tx(1), type: InventoryType.transaction })]);
  });

  it('is what it sends, by every name that has', () => {
    const { peer, heard, say, time } = announcer();
    const names: InventoryItem[] = [
      { type: InventoryType.transaction, hash: txid(transaction(1)) },
      { type: InventoryType.witnessTransaction, hash: txid(transaction(1)) },
      { type: InventoryType.witnessTransactionId, hash: wtxid(transaction(1)) },
    ];
    peer.announce(tx(1));
    say({ command: 'tx', transaction: transaction(1) });
    peer.announce(...names);
    time.advance(10_000);
    expect(heard).toEqual([inv(tx(1))]);
  });

  it('is forgotten beyond knownInventoryCapacity, the least recently seen first', () => {
    const { peer, heard, time } = announcer({ knownInventoryCapacity: 2 });
    peer.addKnownInventory(tx(1), tx(2), tx(1), tx(3));
    expect(peer.stats().knownInventory).toBe(2);
    peer.announce(tx(1), tx(2), tx(3));
    time.advance(10_000);
    expect(heard).toEqual([inv(tx(2))]);
  });

  it('is in the stats, at most 1000 by default', () => {
    const { peer } = announcer();
    peer.addKnownInventory(...many(7), tx(1));
    expect(peer.stats().knownInventory).toBe(7);
    peer.addKnownInventory(...many(1500));
    expect(peer.stats().knownInventory).toBe(1000);
  });
});

describe('a queue of announcements', () => {
  it('loses the oldest beyond 50,000, which the stats count', () => {
    const { peer, heard, time } = announcer();
    peer.announce(...many(50_003));
    expect(peer.stats().droppedInventory).toBe(3);
    time.advance(10_000);
    expect(heard).toHaveLength(50);
    expect(heard[0]).toMatchObject({ items: expect.arrayContaining([tx(3)]) });
    expect(heard[0]).not.toMatchObject({ items: expect.arrayContaining([tx(2)]) });
  });

  it('is bounded during the handshake, too', () => {
    const time = new VirtualTime();
    const { peer, heard, say } = rawRemote({ scheduler: time, conversations: [] });
    peer.announce(...many(50_003));
    say(versionMessage(), { command: 'verack' });
    expect(peer.stats().droppedInventory).toBe(3);
    time.advance(10_000);
    expect(heard.filter(({ command }) => command === 'inv')).toHaveLength(50);
  });
});
