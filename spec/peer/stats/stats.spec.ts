import { describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import { blockHash, InventoryType, type Message } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { block, headerChain, ping, pong, sized } from '../../helpers/peer/messages.js';
import { outcomeOf } from '../../helpers/peer/outcome.js';
import { rawRemote, readyRemote } from '../../helpers/rawRemote.js';
import { bytesOf, hash, versionMessage } from '../../helpers/samples.js';

const sizeOf = (message: Message): number => bytesOf([message]).length;

describe('stats()', () => {
  it('has only the initial values before any message', () => {
    const { peer } = rawRemote({ direction: 'inbound', scheduler: new VirtualTime() });
    expect(peer.stats()).toEqual({
      id: peer.id,
      address: 'memory:outbound',
      direction: 'inbound',
      startedAtMs: 0,
      received: { messages: 0, bytes: 0, byCommand: {} },
      sent: { messages: 0, bytes: 0, byCommand: {} },
      faults: 0,
      knownInventory: 0,
      waitingInventory: 0,
      droppedInventory: 0,
      queuedMessages: 0,
      queuedBytes: 0,
      unfinishedBytes: 0,
      isPaused: false,
    });
  });

  it('has every field after a full session', () => {
    const time = new VirtualTime();
    time.advance(1_700_000_005_000);
    const { peer, sendToPeer, duplex } = rawRemote({ scheduler: time, highWaterMarkBytes: 1000, readBudgetBytes: 400 });
    const version = versionMessage({ version: 70_015 });
    time.advance(40);
    sendToPeer(version, { command: 'verack' });
    time.advance(60);
    void peer.send(ping(5n));
    time.advance(7);
    sendToPeer(pong(5n));
    void peer.consume('unknown', () => NEVER);
    const inv: Message = { command: 'inv', items: [{ type: InventoryType.witnessTransactionId, hash: hash(1) }] };
    sendToPeer(inv);
    sendToPeer({ command: 'inv', items: [{ type: InventoryType.block, hash: hash(2) }] });
    duplex.pause();
    for (let n = 0; n < 3; n++) void peer.send(sized(n, 700));
    time.advance(3);
    sendToPeer(sized(9, 500));
    const ours = sizeOf(peer.local!);
    expect(peer.stats()).toEqual({
      id: peer.id,
      address: 'memory:inbound',
      direction: 'outbound',
      transport: { version: 1 },
      startedAtMs: 1_700_000_005_000,
      services: 9n,
      version: 70_015,
      userAgent: '/remote:1.0/',
      startHeight: 100,
      protocolVersion: 70_015,
      timeOffsetSeconds: -5,
      bestHeight: 100,
      lastAnnouncedBlock: hash(2),
      received: {
        messages: 6,
        bytes: sizeOf(version) + 24 + 32 + 2 * sizeOf(inv) + 500,
        lastMs: 1_700_000_005_110,
        lastCommand: 'unknown',
        byCommand: {
          version: { messages: 1, bytes: sizeOf(version) },
          verack: { messages: 1, bytes: 24 },
          pong: { messages: 1, bytes: 32 },
          inv: { messages: 2, bytes: 2 * sizeOf(inv) },
          unknown: { messages: 1, bytes: 500 },
        },
      },
      sent: {
        messages: 5,
        bytes: ours + 24 + 32 + 1400,
        lastMs: 1_700_000_005_107,
        lastCommand: 'unknown',
        byCommand: {
          version: { messages: 1, bytes: ours },
          verack: { messages: 1, bytes: 24 },
          ping: { messages: 1, bytes: 32 },
          unknown: { messages: 2, bytes: 1400 },
        },
      },
      roundTrip: { count: 1, lastMs: 7, minMs: 7, meanMs: 7, lastNonce: 5n, lastSentAtMs: 1_700_000_005_100 },
      faults: 0,
      knownInventory: 1,
      waitingInventory: 0,
      droppedInventory: 0,
      // One message filled the transport, one waits for it.
      queuedMessages: 1,
      queuedBytes: 1400,
      unfinishedBytes: 500,
      isPaused: true,
    });
  });

  it('is deeply frozen, and does not change afterwards', () => {
    const { peer, sendToPeer } = readyRemote();
    const before = peer.stats();
    const copy = structuredClone(before);
    sendToPeer(ping(1n), { command: 'inv', items: [{ type: 1, hash: hash(1) }] });
    expect(before).toEqual(copy);
    for (const part of [before, before.received, before.received.byCommand, before.received.byCommand['version']]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('counts each message, also those that cannot be decoded', () => {
    const { peer, write, sendToPeer } = readyRemote({ onMalformed: 'drop' });
    const before = peer.stats().received;
    write(bytesOf([{ command: 'unknown', name: 'ping', payload: new Uint8Array(3) }]));
    sendToPeer(ping(1n));
    const after = peer.stats();
    expect(after.received.messages - before.messages).toBe(2);
    expect(after.received.byCommand['ping']).toEqual({ messages: 2, bytes: 27 + 32 });
    expect(after.faults).toBe(1);
  });

  it('counts all unknown commands together, so that a remote cannot make it grow', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const names = [...Array.from({ length: 500 }, (_, n) => `made-up${n}`), '__proto__', 'constructor', 'unknown'];
    for (const name of names) sendToPeer({ command: 'unknown', name, payload: new Uint8Array(1) });
    expect(Object.keys(peer.stats().received.byCommand).sort()).toEqual(['unknown', 'verack', 'version']);
    expect(peer.stats().received.byCommand['unknown']).toEqual({ messages: 503, bytes: 503 * 25 });
  });

  it('summarizes round trips', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time });
    for (const [nonce, ms] of [
      [1n, 30],
      [2n, 10],
      [3n, 20],
    ] as const) {
      void peer.send(ping(nonce));
      time.advance(ms);
      sendToPeer(pong(nonce));
    }
    expect(peer.stats().roundTrip).toEqual({
      count: 3,
      lastMs: 20,
      minMs: 10,
      meanMs: 20,
      lastNonce: 3n,
      lastSentAtMs: 40,
    });
  });

  it('keeps its values after the peer has ended', () => {
    const { peer } = readyRemote();
    peer.close();
    expect(peer.stats()).toMatchObject({ version: 70_016, bestHeight: 100, queuedMessages: 0 });
  });
});

describe('the best block of the remote', () => {
  it('never decreases', () => {
    const { peer } = readyRemote();
    const heights = [100, 99, 101, 5].map((height) => {
      peer.raiseBestHeight(height);
      return peer.stats().bestHeight;
    });
    expect(heights).toEqual([100, 100, 101, 101]);
    expect(peer.stats().startHeight).toBe(100);
  });

  it('is higher than in the version message if it was known before', () => {
    const { peer, sendToPeer } = rawRemote();
    expect(peer.stats().bestHeight).toBeUndefined();
    peer.raiseBestHeight(500);
    sendToPeer(versionMessage({ startHeight: 7 }), { command: 'verack' });
    expect(peer.stats()).toMatchObject({ bestHeight: 500, startHeight: 7 });
  });

  const chain = headerChain(9, hash(1));
  const announcements: [string, Message, string | undefined][] = [
    [
      'the last block of an inv',
      {
        command: 'inv',
        items: [
          { type: InventoryType.block, hash: hash(7) },
          { type: InventoryType.witnessBlock, hash: hash(8) },
          { type: InventoryType.transaction, hash: hash(9) },
        ],
      },
      hash(8),
    ],
    ['no transaction', { command: 'inv', items: [{ type: InventoryType.transaction, hash: hash(9) }] }, undefined],
    ['the last of a few headers', { command: 'headers', headers: chain.slice(0, 8) }, blockHash(chain[7]!)],
    ['no headers of an answer', { command: 'headers', headers: chain }, undefined],
    ['no empty headers', { command: 'headers', headers: [] }, undefined],
    [
      'a compact block',
      {
        command: 'cmpctblock',
        header: block(1).header,
        nonce: 1n,
        shortIds: [],
        prefilledTransactions: [{ index: 0, transaction: block(1).transactions[0]! }],
      },
      blockHash(block(1).header),
    ],
  ];

  it.each(announcements)('is updated by the last announcement: %s', (_, message, expected) => {
    const { peer, sendToPeer } = readyRemote();
    sendToPeer(message);
    expect(peer.stats().lastAnnouncedBlock).toBe(expected);
  });

  it('stays the same when a subscriber changes the header', () => {
    const { peer, sendToPeer } = readyRemote();
    peer.on('headers').subscribe(({ headers }) => Object.assign(headers.at(-1)!, { nonce: 99 }));
    const { header } = block(1);
    sendToPeer({ command: 'headers', headers: [header] });
    expect(peer.stats().lastAnnouncedBlock).toBe(blockHash(header));
  });
});

describe('the time offset', () => {
  it.each([
    ['ahead', 1_700_000_000_999, 1_700_000_042n, 42],
    ['behind', 1_700_000_000_000, 1_699_999_990n, -10],
    ['far off', 0, -(2n ** 63n), Number(-(2n ** 63n))],
  ])('is the remote clock minus ours: %s', (_, nowMs, timestamp, expected) => {
    const time = new VirtualTime();
    time.advance(nowMs);
    const { peer, sendToPeer } = rawRemote({ scheduler: time });
    sendToPeer(versionMessage({ timestamp }));
    time.advance(5000);
    expect(peer.stats().timeOffsetSeconds).toBe(expected);
  });
});

describe('statsEvery()', () => {
  it('emits a snapshot now and at each interval, until the peer ends', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time, conversations: [] });
    const outcome = outcomeOf(peer.statsEvery({ intervalMs: 1000 }));
    expect(outcome.values).toHaveLength(1);
    sendToPeer(ping(1n));
    time.advance(999);
    expect(outcome.values).toHaveLength(1);
    time.advance(1);
    time.advance(2000);
    expect(outcome.values.map(({ received }) => received.messages)).toEqual([2, 3, 3, 3]);
    peer.close();
    expect(outcome.end).toBe('complete');
    time.advance(5000);
    expect(outcome.values).toHaveLength(4);
  });

  it('uses no timer without subscribers, and a separate one for each subscriber', () => {
    const time = new VirtualTime();
    const { peer } = readyRemote({ scheduler: time, conversations: [] });
    const stats$ = peer.statsEvery({ intervalMs: 1000 });
    const first = outcomeOf(stats$);
    time.advance(1500);
    const second = outcomeOf(stats$);
    time.advance(500);
    expect([first.values.length, second.values.length]).toEqual([3, 1]);
    first.unsubscribe();
    second.unsubscribe();
    expect(time.waitingCount).toBe(0);
  });

  it('completes at once if the peer has ended', () => {
    const { peer } = readyRemote();
    peer.close();
    expect(outcomeOf(peer.statsEvery({ intervalMs: 1000 })).end).toBe('complete');
  });

  it.each([0, -5, NaN, 2 ** 31])('throws at the call for the interval %d', (intervalMs) => {
    const { peer } = readyRemote();
    expect(() => peer.statsEvery({ intervalMs })).toThrow('intervalMs: ');
  });
});
