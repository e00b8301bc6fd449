import { describe, expect, it } from '@jest/globals';
import {
  blockHash,
  InventoryType,
  LocalProtocolError,
  ServiceFlags,
  txid,
  wtxid,
  type Announcement,
  type InventoryItem,
  type Message,
} from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { headerChain, transaction } from '../helpers/peer/messages.js';
import { rawRemote, readyRemote, type RawRemote, type RawRemoteOptions } from '../helpers/rawRemote.js';
import { hash, versionMessage } from '../helpers/samples.js';

const tx = (n: number): InventoryItem => ({ type: InventoryType.transaction, hash: hash(n) });
const block = (n: number): InventoryItem => ({ type: InventoryType.block, hash: hash(n) });
const inv = (...items: InventoryItem[]): Message => ({ command: 'inv', items });
const many = (count: number): InventoryItem[] => Array.from({ length: count }, (_, n) => tx(n));

/** A ready peer in virtual time that sends nothing but announcements. */
function announcer(options: RawRemoteOptions = {}): RawRemote & { time: VirtualTime } {
  const time = new VirtualTime();
  return { ...readyRemote({ scheduler: time, conversations: [], ...options }), time };
}

describe('announce()', () => {
  it('collects items for ten seconds, then sends the queue in invs of 1000 items', () => {
    const { peer, received, time } = announcer();
    peer.announce(...many(2500));
    time.advance(9999);
    expect(received).toEqual([]);
    time.advance(1);
    expect(received.map((message) => message.command === 'inv' && message.items.length)).toEqual([1000, 1000, 500]);
    expect(received.flatMap((message) => (message.command === 'inv' ? message.items : []))).toEqual(many(2500));
    time.advance(100_000);
    expect(received).toHaveLength(3);
  });

  it('collects items for trickleIntervalMs', () => {
    const { peer, received, time } = announcer({ trickleIntervalMs: 100 });
    peer.announce(tx(1));
    time.advance(99);
    peer.announce(tx(2));
    time.advance(1);
    peer.announce(tx(3));
    time.advance(100);
    expect(received).toEqual([inv(tx(1), tx(2)), inv(tx(3))]);
  });

  it('sends blocks at once, each in its own inv, even a repeated block', () => {
    const { peer, received, time } = announcer();
    const witnessBlock = { ...block(3), type: InventoryType.witnessBlock };
    peer.announce(tx(1), block(2), witnessBlock, block(2));
    expect(received).toEqual([inv(block(2)), inv(block(3)), inv(block(2))]);
    expect(peer.stats().knownInventory).toBe(0);
    time.advance(10_000);
    expect(received.at(-1)).toEqual(inv(tx(1)));
  });

  it('delays filtered blocks like other items', () => {
    const { peer, received, time } = announcer();
    const filtered = { type: InventoryType.filteredBlock, hash: hash(1) };
    peer.announce(filtered);
    expect(received).toEqual([]);
    time.advance(10_000);
    expect(received).toEqual([inv(filtered)]);
  });

  it('waits for the end of the handshake and loses nothing', () => {
    const time = new VirtualTime();
    const { peer, received, sendToPeer } = rawRemote({ scheduler: time, conversations: [] });
    peer.announce(...many(60));
    peer.announce(block(1));
    sendToPeer(versionMessage());
    peer.announce(tx(100));
    sendToPeer({ command: 'verack' });
    expect(received.filter(({ command }) => command === 'inv')).toEqual([inv(block(1))]);
    time.advance(10_000);
    expect(received.at(-1)).toEqual(inv(...many(60), tx(100)));
  });

  it('accepts calls by a subscriber of onPeer during the handshake', () => {
    const time = new VirtualTime();
    const { received, sendToPeer } = rawRemote({
      scheduler: time,
      conversations: [],
      onPeer: (peer) => peer.announce(block(1)),
    });
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(received.at(-1)).toEqual(inv(block(1)));
  });

  it('accepts calls by a subscriber that waits for the peer to be ready', () => {
    const { peer, received, sendToPeer } = rawRemote({ conversations: [] });
    peer.status$.subscribe((status) => {
      if (status === 'ready') peer.announce(block(1));
    });
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(received.at(-1)).toEqual(inv(block(1)));
  });

  it('does nothing after the peer has ended', () => {
    const { peer, received, time } = announcer();
    peer.announce(tx(1));
    peer.close();
    peer.announce(tx(2), block(3));
    time.advance(10_000);
    expect(received).toEqual([]);
  });
});

describe('inventory that the remote knows', () => {
  const known: [string, (remote: RawRemote) => void][] = [
    ['inventory added by addKnownInventory', ({ peer }) => peer.addKnownInventory(tx(1))],
    ['inventory that the remote announces', ({ sendToPeer }) => sendToPeer(inv({ ...tx(1) }))],
    [
      'inventory that the remote requests',
      ({ sendToPeer }) => sendToPeer({ command: 'getdata', items: [{ ...tx(1) }] }),
    ],
    [
      'inventory that we request from the remote',
      ({ peer }) => void peer.send({ command: 'getdata', items: [{ ...tx(1) }] }),
    ],
    ['inventory in an inv sent by the caller', ({ peer }) => void peer.send(inv({ ...tx(1) }))],
  ];

  it.each(known)('is not announced: %s', (_, learn) => {
    const { time, ...remote } = announcer();
    learn(remote);
    remote.received.length = 0;
    remote.peer.announce(tx(1), tx(2));
    time.advance(10_000);
    expect(remote.received).toEqual([inv(tx(2))]);
  });

  it.each(known)('is removed from the queue: %s', (_, learn) => {
    const { time, ...remote } = announcer();
    remote.peer.announce(tx(1), tx(2));
    learn(remote);
    remote.received.length = 0;
    time.advance(10_000);
    expect(remote.received).toEqual([inv(tx(2))]);
  });

  it('is identified by type and hash', () => {
    const { peer, received, time } = announcer();
    const flagged = { ...tx(1), type: InventoryType.witnessTransaction };
    peer.announce(tx(1), { ...tx(1) }, flagged);
    time.advance(10_000);
    peer.announce({ ...tx(1) }, flagged);
    time.advance(10_000);
    expect(received).toEqual([inv(tx(1))]);
  });

  it.each([
    ['sent in inv', (remote: RawRemote, item: InventoryItem) => remote.sendToPeer(inv(item))],
    [
      'sent in getdata',
      (remote: RawRemote, item: InventoryItem) => remote.sendToPeer({ command: 'getdata', items: [item] }),
    ],
    ['passed to addKnownInventory', (remote: RawRemote, item: InventoryItem) => remote.peer.addKnownInventory(item)],
  ])('ignores the witness flag: item %s', (_, learn) => {
    const { time, ...remote } = announcer();
    learn(remote, { ...tx(1), type: InventoryType.witnessTransaction });
    remote.peer.announce(tx(1), tx(2));
    time.advance(10_000);
    expect(remote.received).toEqual([inv(tx(2))]);
    expect(remote.peer.stats().knownInventory).toBe(2);
  });

  it('includes every hash of the items that the remote sends', () => {
    const { peer, received, sendToPeer, time } = announcer();
    const names: InventoryItem[] = [
      { type: InventoryType.transaction, hash: txid(transaction(1)) },
      { type: InventoryType.witnessTransaction, hash: txid(transaction(1)) },
      { type: InventoryType.witnessTransactionId, hash: wtxid(transaction(1)) },
    ];
    peer.announce(tx(1));
    sendToPeer({ command: 'tx', transaction: transaction(1) });
    peer.announce(...names);
    time.advance(10_000);
    expect(received).toEqual([inv(tx(1))]);
  });

  it('is evicted beyond knownInventoryCapacity, the least recently seen item first', () => {
    const { peer, received, time } = announcer({ knownInventoryCapacity: 2 });
    peer.addKnownInventory(tx(1), tx(2), tx(1), tx(3));
    expect(peer.stats().knownInventory).toBe(2);
    peer.announce(tx(1), tx(2), tx(3));
    time.advance(10_000);
    expect(received).toEqual([inv(tx(2))]);
  });

  it('is counted in the stats, at most 1000 items by default', () => {
    const { peer } = announcer();
    peer.addKnownInventory(...many(7), tx(1));
    expect(peer.stats().knownInventory).toBe(7);
    peer.addKnownInventory(...many(1500));
    expect(peer.stats().knownInventory).toBe(1000);
  });
});

describe('the announcement queue', () => {
  it('drops the oldest items beyond 50,000 and counts them in the stats', () => {
    const { peer, received, time } = announcer();
    peer.announce(...many(50_003));
    expect(peer.stats().droppedInventory).toBe(3);
    time.advance(10_000);
    expect(received).toHaveLength(50);
    expect(received[0]).toMatchObject({ items: expect.arrayContaining([tx(3)]) });
    expect(received[0]).not.toMatchObject({ items: expect.arrayContaining([tx(2)]) });
  });

  it('has the same bound during the handshake', () => {
    const time = new VirtualTime();
    const { peer, received, sendToPeer } = rawRemote({ scheduler: time, conversations: [] });
    peer.announce(...many(50_003));
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(peer.stats().droppedInventory).toBe(3);
    time.advance(10_000);
    expect(received.filter(({ command }) => command === 'inv')).toHaveLength(50);
  });
});

/** A ready peer in virtual time, whose remote sent these messages between version and verack. */
function negotiated(version: Parameters<typeof versionMessage>[0], ...features: Message[]) {
  const time = new VirtualTime();
  const remote = rawRemote({ scheduler: time, conversations: [] });
  remote.sendToPeer(versionMessage(version), ...features, { command: 'verack' });
  remote.received.length = 0;
  return { ...remote, time };
}

const WTXIDRELAY: Message = { command: 'wtxidrelay' };
const pair = (n: number) => ({ txid: hash(n), wtxid: hash(n + 1000) });
const byTxid = (n: number): InventoryItem => ({ type: InventoryType.transaction, hash: hash(n) });
const byFlag = (n: number): InventoryItem => ({ type: InventoryType.witnessTransaction, hash: hash(n) });
const byWtxid = (n: number): InventoryItem => ({ type: InventoryType.witnessTransactionId, hash: hash(n + 1000) });

describe('announcing a transaction as negotiated', () => {
  const cases: [string, Parameters<typeof versionMessage>[0], Message[], Announcement, Message[], string[]][] = [
    ['by txid without wtxidrelay (BIP339)', {}, [], pair(1), [inv(byTxid(1))], []],
    ['by wtxid with wtxidrelay', {}, [WTXIDRELAY], pair(1), [inv(byWtxid(1))], []],
    ['never with MSG_WITNESS_FLAG (BIP144)', {}, [], byFlag(1), [inv(byTxid(1))], []],
    ['by a txid alone without wtxidrelay', {}, [], byTxid(1), [inv(byTxid(1))], []],
    ['by a wtxid alone with wtxidrelay', {}, [WTXIDRELAY], byWtxid(1), [inv(byWtxid(1))], []],
    ['not by a txid alone with wtxidrelay', {}, [WTXIDRELAY], byTxid(1), [], ['NOT_ANNOUNCED']],
    ['not by a flagged txid with wtxidrelay', {}, [WTXIDRELAY], byFlag(1), [], ['NOT_ANNOUNCED']],
    ['not by a wtxid alone without wtxidrelay', {}, [], byWtxid(1), [], ['NOT_ANNOUNCED']],
    ['not to a remote of relay=0 (BIP37)', { relay: false }, [], pair(1), [], ['NOT_ANNOUNCED']],
    ['not to a remote of relay=0, by a txid', { relay: false }, [], byTxid(1), [], ['NOT_ANNOUNCED']],
    ['not to a remote of relay=0, by a wtxid', { relay: false }, [WTXIDRELAY], byWtxid(1), [], ['NOT_ANNOUNCED']],
  ];

  it.each(cases)('%s', (_, version, features, announcement, invs, codes) => {
    const { peer, received, faults, time } = negotiated(version, ...features);
    peer.announce(announcement);
    time.advance(10_000);
    expect(received).toEqual(invs);
    expect(faults.map(({ code }) => code)).toEqual(codes);
    expect(peer.stats().droppedInventory).toBe(codes.length);
  });

  it('counts each item that is not announced, and reports each reason once', () => {
    const { peer, faults, time } = negotiated({}, WTXIDRELAY);
    peer.announce(byTxid(1), byTxid(2), pair(3));
    peer.announce(byTxid(4));
    time.advance(10_000);
    expect(faults).toHaveLength(1);
    expect(faults[0]!.message).toContain(`transaction ${hash(1)} is not announced`);
    expect(peer.stats()).toMatchObject({ droppedInventory: 3, faults: 1 });
  });

  it('recognizes known items by either id', () => {
    const { peer, received, sendToPeer, time } = negotiated({}, WTXIDRELAY);
    sendToPeer({ command: 'getdata', items: [byFlag(1)] }, inv(byWtxid(2)));
    peer.announce(pair(1), pair(2), pair(3));
    time.advance(10_000);
    peer.announce(pair(3));
    time.advance(10_000);
    expect(received).toEqual([inv(byWtxid(3))]);
  });

  it('applies to items queued during the handshake', () => {
    const time = new VirtualTime();
    const { peer, received, sendToPeer } = rawRemote({ scheduler: time, conversations: [] });
    peer.announce(pair(1));
    sendToPeer(versionMessage(), WTXIDRELAY, { command: 'verack' });
    time.advance(10_000);
    expect(received.at(-1)).toEqual(inv(byWtxid(1)));
  });

  it.each<[string, bigint | undefined, boolean]>([
    ['below the feefilter (BIP133): not announced', 999n, false],
    ['equal to it: announced', 1000n, true],
    ['that is unknown: announced', undefined, true],
  ])('with a fee rate %s', (_, feeRateSatPerKvB, isAnnounced) => {
    const { peer, received, faults, sendToPeer, time } = negotiated({});
    sendToPeer({ command: 'feefilter', feeRate: 1000n });
    peer.announce({ ...pair(1), feeRateSatPerKvB });
    time.advance(10_000);
    expect(received).toEqual(isAnnounced ? [inv(byTxid(1))] : []);
    expect(peer.stats().droppedInventory).toBe(isAnnounced ? 0 : 1);
    expect(faults).toEqual([]);
  });

  it('starts when a remote with relay=0 clears its filter, if we offer filters (BIP37)', () => {
    const time = new VirtualTime();
    const { peer, received, sendToPeer } = rawRemote({
      scheduler: time,
      conversations: [],
      services: ServiceFlags.bloom,
    });
    sendToPeer(versionMessage({ relay: false }), { command: 'verack' }, { command: 'filterclear' });
    expect(peer.features.relay).toBe(true);
    peer.announce(pair(1));
    time.advance(10_000);
    expect(received.at(-1)).toEqual(inv(byTxid(1)));
  });

  it.each([undefined, 'abc', {}, { txid: hash(1) }, { hash: hash(1) }, { header: null }])(
    'throws at the call for %p',
    (value) => {
      const { peer, reasons } = negotiated({});
      expect(() => peer.announce(value as unknown as Announcement)).toThrow(LocalProtocolError);
      expect(reasons).toEqual([]);
    },
  );

  it.each([
    ['abc', '"abc"'],
    [{}, 'an object with no field'],
    [{ txid: hash(1), hash: hash(2) }, 'an object with txid, hash'],
    [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, 'an object with a, b, c, d, e'],
  ])('names what it got: %j', (value, got) => {
    const { peer } = negotiated({});
    expect(() => peer.announce(value as unknown as Announcement)).toThrow(
      `{ type, hash }, { txid, wtxid } or { header } expected by announce(), got ${got}`,
    );
  });
});

describe('announcing a block by its header', () => {
  const [header] = headerChain(1, hash(1));
  const asInv = inv({ type: InventoryType.block, hash: blockHash(header!) });

  it('sends an inv by default', () => {
    const { peer, received } = negotiated({});
    peer.announce({ header: header! });
    expect(received).toEqual([asInv]);
  });

  it('sends headers to a remote that sent sendheaders (BIP130)', () => {
    const { peer, received, sendToPeer } = negotiated({ relay: false });
    peer.announce({ header: header! });
    sendToPeer({ command: 'sendheaders' });
    peer.announce({ header: header! }, { type: InventoryType.witnessBlock, hash: blockHash(header!) });
    expect(received).toEqual([asInv, { command: 'headers', headers: [header] }, asInv]);
  });
});
