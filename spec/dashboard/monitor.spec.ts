import { describe, expect, it } from '@jest/globals';
import { delay, of, type Observable } from 'rxjs';
import { InventoryType, type Conversation, type Message } from '../../lib/index.js';
import { statsOf } from '../pool/virtualPool.js';
import { hash } from '../helpers/samples.js';
import { monitored } from './monitoredPool.js';

/** A conversation that sends these messages after this delay. */
const sendAfter =
  (delayMs: number, ...messages: Message[]): Conversation =>
  ({ scheduler }) =>
  (): Observable<Message> =>
    of(...messages).pipe(delay(delayMs, scheduler));

const item = (n: number): Message => ({ command: 'inv', items: [{ type: InventoryType.transaction, hash: hash(n) }] });

describe('the monitor of a pool', () => {
  it('lists the hosts that the pool avoids', () => {
    const { monitor, pool } = monitored({ nodes: [{}] });
    expect(monitor.overview().avoided).toEqual([]);
    pool.ban('8.8.8.8', { reason: 'spam' });
    expect(monitor.overview().avoided).toMatchObject([
      { host: '8.8.8.8', kind: 'banned', code: 'MANUAL', text: 'spam' },
    ]);
    pool.unban('8.8.8.8');
    expect(monitor.overview().avoided).toEqual([]);
  });

  it('contains the figures of the pool and its peers', () => {
    const { monitor, net, ours, pool } = monitored({ nodes: [{}, {}, {}] });
    net.advance(30_000);
    const overview = monitor.overview();
    const stats = ours.map((peer) => peer.stats());
    expect(overview.pool).toEqual(statsOf(pool));
    expect(overview.pool.outbound).toBe(3);
    expect(overview.network).toBe('bitcoin.regtest');
    expect(overview.atMs - overview.startedAtMs).toBe(31_000);
    for (const direction of ['received', 'sent'] as const) {
      expect(overview[direction].messages).toBe(sum(stats.map((each) => each[direction].messages)));
      expect(overview[direction].bytes).toBe(sum(stats.map((each) => each[direction].bytes)));
      expect(overview[direction].byCommand['version']).toEqual({
        messages: 3,
        bytes: sum(stats.map((each) => each[direction].byCommand['version']!.bytes)),
      });
    }
    expect(overview.peers.map(({ id }) => id)).toEqual(ours.map(({ id }) => id));
    expect(overview.peers[0]).toMatchObject({
      address: ours[0]!.address,
      direction: 'outbound',
      protocolVersion: 70_016,
      receivedBytes: stats[0]!.received.bytes,
      sentBytes: stats[0]!.sent.bytes,
      startedAtMs: stats[0]!.startedAtMs,
      timeOffsetSeconds: 0,
      faults: 0,
    });
    expect(overview.peers[0]!.roundTripsMs).toHaveLength(30);
    expect(new Set(overview.peers[0]!.roundTripsMs)).toEqual(new Set([20]));
  });

  it('includes disconnected peers in the totals', () => {
    const { monitor, net, theirs } = monitored({ nodes: [{}], pool: { minBackoffMs: 100_000, maxBackoffMs: 100_000 } });
    const before = monitor.overview();
    theirs[0]!.close();
    net.advance(1000);
    const after = monitor.overview();
    expect(after.peers).toEqual([]);
    expect(after.received.messages).toBeGreaterThanOrEqual(before.received.messages);
    expect(after.received.byCommand['version']).toEqual(before.received.byCommand['version']);
    expect(after.problems).toEqual([
      {
        number: 1,
        atMs: expect.any(Number),
        kind: 'lost',
        peer: before.peers[0]!.id,
        address: '20.0.0.1:8333',
        blame: 'closed by the remote',
        code: '',
        text: 'the remote closed the connection',
      },
    ]);
  });

  it('tracks the propagation of a transaction: its first peer, and the times until 50 % and 90 % of the peers', () => {
    const nodes = [100, 0, 300, 200].map((delayMs) => ({ conversations: [sendAfter(5000 + delayMs, item(7))] }));
    const { monitor, net } = monitored({ nodes });
    net.advance(10_000);
    expect(monitor.overview().transactions).toEqual([
      {
        hash: hash(7),
        firstAtMs: expect.any(Number),
        firstPeer: expect.any(Number),
        firstAddress: '20.1.0.1:8333',
        seen: 4,
        connected: 4,
        to50Ms: 100,
        to90Ms: 300,
      },
    ]);
    expect(monitor.overview().blocks).toEqual([]);
  });

  it('lists the newest announced items, at most twelve', () => {
    const nodes = [{ conversations: Array.from({ length: 30 }, (_, i) => sendAfter(1000 + i * 500, item(i))) }];
    const { monitor, net } = monitored({ nodes });
    net.advance(30_000);
    expect(monitor.overview().transactions.map((row) => row.hash)).toEqual(
      Array.from({ length: 12 }, (_, i) => hash(29 - i)),
    );
  });

  it('raises the height of a peer that announces a block whose height another peer has shown', () => {
    const { chain, monitor, net, ours } = monitored({ nodes: [{}, {}] });
    expect(monitor.overview().peers.map(({ height }) => height)).toEqual([0, 0]);
    const { hash: mined } = chain.mine();
    net.advance(100);
    void ours[0]!.send({ command: 'getdata', items: [{ type: InventoryType.witnessBlock, hash: mined }] });
    net.advance(100);
    expect(monitor.overview().peers.map(({ height }) => height)).toEqual([3, 3]);
    expect(monitor.overview().blocks.map((row) => [row.hash, row.seen])).toEqual([[mined, 2]]);
  });

  it('adds one rate point per second, and returns the points after a given number', () => {
    const { monitor, net } = monitored({ nodes: [{}] });
    net.advance(10_000);
    const points = monitor.ratesAfter(0);
    expect(points.map(({ number }) => number)).toEqual(points.map((_, i) => i + 1));
    expect(points.length).toBeGreaterThanOrEqual(10);
    expect(points.at(-1)!.sent).toEqual({ ping: [1, 32] });
    expect(points.at(-1)!.received).toEqual({ pong: [1, 32] });
    expect(monitor.ratesAfter(points.length - 2)).toEqual(points.slice(-2));
  });

  it('contains the messages of a connection from the first byte on, with answers that refer to their requests', () => {
    const { monitor, net, ours } = monitored({ nodes: [{}] });
    net.advance(1000);
    const { lines } = monitor.sequenceAfter(ours[0]!.id, 0);
    expect(lines.slice(0, 2).map(({ command, direction }) => `${direction} ${command}`)).toEqual([
      'sent version',
      'received version',
    ]);
    const pong = lines.find(({ command, direction }) => command === 'pong' && direction === 'received')!;
    const ping = lines.find(({ number }) => number === pong.answers!.line)!;
    expect(ping).toMatchObject({ command: 'ping', direction: 'sent', summary: pong.summary });
    expect(pong.answers!.tookMs).toBeCloseTo(20, 5);
    const theirPing = lines.find(({ command, direction }) => command === 'ping' && direction === 'received')!;
    const ourPong = lines.find(({ command, direction }) => command === 'pong' && direction === 'sent')!;
    expect(ourPong.answers).toEqual({ line: theirPing.number, tookMs: 0 });
    expect(monitor.sequenceAfter(ours[0]!.id, lines.length - 1).lines).toEqual(lines.slice(-1));
  });

  it('keeps the messages of a disconnected peer, and reports an unknown peer', () => {
    const { monitor, net, ours, theirs } = monitored({
      nodes: [{}],
      pool: { minBackoffMs: 100_000, maxBackoffMs: 100_000 },
    });
    theirs[0]!.close();
    net.advance(100);
    expect(monitor.sequenceAfter(ours[0]!.id, 0)).toMatchObject({ isClosed: true });
    expect(monitor.sequenceAfter(ours[0]!.id, 0).lines.length).toBeGreaterThan(5);
    expect(monitor.sequenceAfter(4_000_000, 0)).toEqual({ peer: 4_000_000, lines: [], isUnknown: true });
  });

  it('returns all fields of a message while its payload is stored', () => {
    const { monitor, ours } = monitored({ nodes: [{ userAgent: { name: 'Alder', version: '1' } }] });
    const { id } = ours[0]!;
    const details = monitor.details(id, 2);
    expect(JSON.parse(details.json!)).toMatchObject({
      command: 'version',
      userAgent: expect.stringContaining('Alder:1'),
    });
    expect(details.isCut).toBe(false);
    expect(monitor.details(id, 9999).missingReason).toBe('The payload of this message is no longer stored.');
    expect(monitor.details(4_000_000, 1).json).toBeUndefined();
  });

  it('lists faults and connections that could not be opened', () => {
    const malformed: Message = {
      command: 'unknown',
      name: 'feefilter',
      payload: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 7),
    };
    const { monitor, net } = monitored({
      nodes: [{ conversations: [sendAfter(2000, malformed)] }],
      pool: {
        addresses: ['20.0.0.1:8333', '20.9.0.1:8333'],
        outbound: 2,
        minBackoffMs: 100_000,
        maxBackoffMs: 100_000,
      },
    });
    net.advance(3000);
    expect(monitor.overview().problems.map(({ kind, code, address }) => `${kind} ${code} ${address}`)).toEqual([
      'fault LEFTOVER 20.0.0.1:8333',
      'failed CONNECT_FAILED 20.9.0.1:8333',
    ]);
  });

  it('escapes characters of a remote that change the text direction', () => {
    const { monitor, ours } = monitored({ nodes: [{ userAgent: { name: '<img onerror=x>\u202egnp', version: '1' } }] });
    const { userAgent } = monitor.overview().peers[0]!;
    expect(userAgent).toContain('<img onerror=x>\\u{202e}gnp');
    const version = monitor.sequenceAfter(ours[0]!.id, 0).lines[1]!;
    expect(version.summary).toContain('<img onerror=x>\\u{202e}gnp');
    expect(monitor.details(ours[0]!.id, 2).json).not.toContain('\u202e');
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
