import { describe, expect, it } from '@jest/globals';
import { delay, of, type Observable } from 'rxjs';
import type { Monitor } from '../../../lib/dashboard/collect/monitor.js';
import type { Details } from '../../../lib/dashboard/protocol/details.js';
import type { RateRange } from '../../../lib/dashboard/protocol/rateRange.js';
import { InventoryType, type Conversation, type Message } from '../../../lib/index.js';
import { statsOf } from '../../pool/virtualPool.js';
import { hash } from '../../helpers/samples.js';
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
    expect(monitor.tables.rows('avoided')).toEqual([]);
    pool.ban('8.8.8.8', { reason: 'spam' });
    expect(monitor.tables.rows('avoided')).toMatchObject([
      { host: '8.8.8.8', kind: 'banned', code: 'MANUAL', text: 'spam' },
    ]);
    pool.unban('8.8.8.8');
    expect(monitor.tables.rows('avoided')).toEqual([]);
  });

  it('contains the figures of the pool and its peers', () => {
    const { monitor, net, ours, pool } = monitored({ nodes: [{}, {}, {}] });
    net.advance(30_000);
    const program = monitor.tables.rows('program')[0]!;
    const stats = ours.map((peer) => peer.stats());
    expect(program).toMatchObject(statsOf(pool));
    expect(program.outbound).toBe(3);
    expect(program.network).toBe('bitcoin.regtest');
    expect(program.atMs - program.startedAtMs).toBe(31_000);
    expect(program.startedAtMs).toBe(monitor.run);
    expect(program.receivedMessages).toBe(sum(stats.map(({ received }) => received.messages)));
    expect(program.receivedBytes).toBe(sum(stats.map(({ received }) => received.bytes)));
    expect(program.sentMessages).toBe(sum(stats.map(({ sent }) => sent.messages)));
    expect(program.sentBytes).toBe(sum(stats.map(({ sent }) => sent.bytes)));
    expect(monitor.tables.rows('commands').find(({ command }) => command === 'version')).toEqual({
      command: 'version',
      receivedMessages: 3,
      receivedBytes: sum(stats.map(({ received }) => received.byCommand['version']!.bytes)),
      sentMessages: 3,
      sentBytes: sum(stats.map(({ sent }) => sent.byCommand['version']!.bytes)),
    });
    const rows = monitor.tables.rows('peers');
    expect(rows.map(({ id }) => id)).toEqual(ours.map(({ id }) => id));
    expect(rows[0]!).toMatchObject({
      address: ours[0]!.address,
      direction: 'outbound',
      protocolVersion: 70_016,
      receivedBytes: stats[0]!.received.bytes,
      sentBytes: stats[0]!.sent.bytes,
      startedAtMs: stats[0]!.startedAtMs,
      timeOffsetSeconds: 0,
      faults: 0,
    });
    expect(rows[0]!.roundTripsMs).toHaveLength(30);
    expect(new Set(rows[0]!.roundTripsMs)).toEqual(new Set([20]));
  });

  it('includes disconnected peers in the totals', () => {
    const { monitor, net, ours, theirs } = monitored({
      nodes: [{}],
      pool: { minBackoffMs: 100_000, maxBackoffMs: 100_000 },
    });
    const before = monitor.tables.rows('program')[0]!;
    const version = monitor.tables.rows('commands').find(({ command }) => command === 'version');
    theirs[0]!.close();
    net.advance(1000);
    expect(monitor.tables.rows('peers')).toEqual([]);
    expect(monitor.tables.rows('program')[0]!.receivedMessages).toBeGreaterThanOrEqual(before.receivedMessages);
    expect(monitor.tables.rows('commands')).toContainEqual(version);
    expect(monitor.tables.rows('problems')).toEqual([
      {
        number: 1,
        line: expect.any(Number),
        atMs: expect.any(Number),
        kind: 'lost',
        peer: ours[0]!.id,
        address: '20.0.0.1:8333',
        host: '20.0.0.1',
        meaning: expect.stringContaining('The remote closed the connection'),
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
    expect(monitor.tables.rows('transactions')).toEqual([
      {
        hash: hash(7),
        firstAtMs: expect.any(Number),
        firstPeer: expect.any(Number),
        firstAddress: '20.1.0.1:8333',
        seen: 4,
        connected: 4,
        to50Ms: 100,
        to90Ms: 300,
        type: 'transaction',
      },
    ]);
    expect(monitor.tables.rows('blocks')).toEqual([]);
  });

  it('lists the announced items, the newest first', () => {
    const nodes = [{ conversations: Array.from({ length: 30 }, (_, i) => sendAfter(1000 + i * 500, item(i))) }];
    const { monitor, net } = monitored({ nodes });
    net.advance(30_000);
    expect(monitor.tables.rows('transactions').map((row) => row.hash)).toEqual(
      Array.from({ length: 30 }, (_, i) => hash(29 - i)),
    );
  });

  it('raises the height of a peer that announces a block whose height another peer has shown', () => {
    const { chain, monitor, net, ours } = monitored({ nodes: [{}, {}] });
    expect(monitor.tables.rows('peers').map(({ height }) => height)).toEqual([0, 0]);
    const { hash: mined } = chain.mine();
    net.advance(100);
    void ours[0]!.send({ command: 'getdata', items: [{ type: InventoryType.witnessBlock, hash: mined }] });
    net.advance(100);
    expect(monitor.tables.rows('peers').map(({ height }) => height)).toEqual([3, 3]);
    expect(monitor.tables.rows('blocks').map((row) => [row.hash, row.seen])).toEqual([[mined, 2]]);
  });

  it('answers with the rates of a range, by command', () => {
    const { monitor, net } = monitored({ nodes: [{}] });
    net.advance(10_000);
    const { atMs, startedAtMs } = monitor.tables.rows('program')[0]!;
    const { sent, received } = monitor.answers.rates({ fromMs: startedAtMs, toMs: atMs }) as RateRange;
    expect(Object.keys(sent.mean)).toContain('ping');
    expect(Object.keys(received.mean)).toContain('pong');
    // The handshake appears in the rates.
    expect(Object.keys(received.mean)).toContain('verack');
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
    const details = detailsOf(monitor, id, 2);
    expect(JSON.parse(details.json!)).toMatchObject({
      command: 'version',
      userAgent: expect.stringContaining('Alder:1'),
    });
    expect(details.isCut).toBe(false);
    expect(detailsOf(monitor, id, 9999).missingReason).toBe('The payload of this message is no longer stored.');
    expect(detailsOf(monitor, 4_000_000, 1).json).toBeUndefined();
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
    expect(monitor.tables.rows('problems').map(({ kind, code, address }) => `${kind} ${code} ${address}`)).toEqual([
      'fault LEFTOVER 20.0.0.1:8333',
      'failed CONNECT_FAILED 20.9.0.1:8333',
    ]);
  });

  it('escapes characters of a remote that change the text direction', () => {
    const { monitor, ours } = monitored({ nodes: [{ userAgent: { name: '<img onerror=x>\u202egnp', version: '1' } }] });
    const { userAgent } = monitor.tables.rows('peers')[0]!;
    expect(userAgent).toContain('<img onerror=x>\\u{202e}gnp');
    const version = monitor.sequenceAfter(ours[0]!.id, 0).lines[1]!;
    expect(version.summary).toContain('<img onerror=x>\\u{202e}gnp');
    expect(detailsOf(monitor, ours[0]!.id, 2).json).not.toContain('\u202e');
  });
});

function detailsOf(monitor: Monitor, peer: number, line: number): Details {
  return monitor.answers.details({ peer, line }) as Details;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
