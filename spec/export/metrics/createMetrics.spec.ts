import { describe, expect, it } from '@jest/globals';
import { of, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  formatMetrics,
  createMetrics,
  metricsOf,
  type MetricFamily,
  type MetricsSource,
  type NatsState,
} from '../../../lib/metrics.js';
import {
  bitcoin,
  encodeFrame,
  PeerTimeoutError,
  RemoteProtocolError,
  TransportError,
  type Exchange,
  type Message,
  type Peer,
} from '../../../lib/index.js';
import { concatBytes, hash, versionMessage } from '../../helpers/samples.js';
import { rawRemote, readyRemote } from '../../helpers/rawRemote.js';
import { fakePeer, fakePool, samplesOf, seriesCount, traffic, valuesOf } from './fakePool.js';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const roundTrip = (roundTripMs: number) => ({ nonce: 1n, sentAtMs: 0, roundTripMs });

describe('the metrics of a pool', () => {
  it('count the connected peers by direction, kind of network and transport', () => {
    const pool = fakePool();
    pool.join(fakePeer());
    const metrics = createMetrics(pool);
    const leaving = fakePeer({ address: `${ONION}:8333`, transport: { version: 1 } });
    pool.join(
      fakePeer(),
      fakePeer({ address: '[2a01:4f8::1]:8333', direction: 'inbound', transport: undefined }),
      fakePeer({ address: '192.168.0.7:8333' }),
      fakePeer({ address: 'node.example:8333' }),
      leaving,
    );
    const five = {
      'outbound ipv4 v2': 2,
      'inbound ipv6 unknown': 1,
      'outbound local v2': 1,
      'outbound name v2': 1,
      'outbound onion v1': 1,
    };
    expect(valuesOf(metrics.collect(), 'rxpeer_peers')).toEqual(five);
    pool.leave(leaving);
    const four = Object.entries(five).filter(([labels]) => labels !== 'outbound onion v1');
    expect(valuesOf(metrics.collect(), 'rxpeer_peers')).toEqual(Object.fromEntries(four));
    expect(valuesOf(metrics.collect(), 'rxpeer_handshakes_total')).toEqual(five);
  });

  it('never decrease when peers leave', () => {
    const pool = fakePool();
    const metrics = createMetrics(pool);
    const [a, b] = [fakePeer(), fakePeer()];
    pool.join(a, b);
    a.setStats({ received: traffic({ inv: [2, 200] }), sent: traffic({ ping: [1, 32] }), droppedInventory: 3 });
    b.setStats({ received: traffic({ inv: [1, 50], tx: [1, 500] }) });
    const expectSums = (): void => {
      const families = metrics.collect();
      expect(valuesOf(families, 'rxpeer_messages_total')).toEqual({
        'received inv': 3,
        'received tx': 1,
        'sent ping': 1,
      });
      expect(valuesOf(families, 'rxpeer_message_bytes_total')).toEqual({
        ...{ 'received inv': 250, 'received tx': 500, 'sent ping': 32 },
      });
      expect(valuesOf(families, 'rxpeer_dropped_inventory_total')).toEqual({ '': 3 });
    };
    expectSums();
    pool.leave(a);
    expectSums();
    pool.leave(b);
    expectSums();
    const again = fakePeer();
    again.setStats({ received: traffic({ inv: [10, 1000] }) });
    pool.join(again);
    expect(valuesOf(metrics.collect(), 'rxpeer_messages_total')).toMatchObject({ 'received inv': 13 });
    metrics.close();
    expect(valuesOf(metrics.collect(), 'rxpeer_messages_total')).toMatchObject({ 'received inv': 13 });
    expect(valuesOf(metrics.collect(), 'rxpeer_peers')).toEqual({});
  });

  it('count failures, ends and faults by code', () => {
    const pool = fakePool();
    const metrics = createMetrics(pool);
    const peers = Array.from({ length: 3 }, () => fakePeer());
    pool.join(...peers);
    peers[0]!.faults$.next(new RemoteProtocolError('LEFTOVER', 'text of a remote'));
    pool.failed$.next({ direction: 'inbound', error: new PeerTimeoutError('NEGOTIATION_TIMEOUT', '', 1) });
    pool.faults$.next(new TransportError('LISTEN_FAILED', ''));
    pool.leave(peers[0]!);
    pool.leave(peers[1]!, { by: 'remote' });
    pool.leave(peers[2]!, { by: 'fault', error: new RemoteProtocolError('WRONG_MAGIC', '') });
    peers[0]!.faults$.next(new RemoteProtocolError('LEFTOVER', 'after its end'));
    const families = metrics.collect();
    expect(valuesOf(families, 'rxpeer_faults_total')).toEqual({ LEFTOVER: 1 });
    expect(valuesOf(families, 'rxpeer_handshake_failures_total')).toEqual({ 'inbound NEGOTIATION_TIMEOUT': 1 });
    expect(valuesOf(families, 'rxpeer_pool_faults_total')).toEqual({ LISTEN_FAILED: 1 });
    expect(valuesOf(families, 'rxpeer_peer_ends_total')).toEqual({
      ...{ 'outbound local none': 1, 'outbound remote none': 1, 'outbound fault WRONG_MAGIC': 1 },
    });
  });

  it('have histograms of round trips, a value at a bound in the bucket of that bound', () => {
    const pool = fakePool();
    const metrics = createMetrics(pool);
    const peer = fakePeer();
    pool.join(peer);
    for (const ms of [1, 1.5, 100, 200_000]) peer.pings$.next(roundTrip(ms));
    const [sample] = samplesOf(metrics.collect(), 'rxpeer_ping_round_trip_seconds');
    expect(sample).toMatchObject({ labels: { group: 'ipv4' }, count: 4 });
    const buckets = (sample as unknown as { buckets: { upTo: number; count: number }[] }).buckets;
    expect(Object.fromEntries(buckets.map(({ upTo, count }) => [upTo, count]))).toMatchObject({
      ...{ 0.001: 1, 0.0025: 2, 0.05: 2, 0.1: 3, 120: 3 },
    });
  });

  it('count exchanges, and measure the answers to our questions only', () => {
    const pool = fakePool();
    const metrics = createMetrics(pool);
    const peer = fakePeer();
    pool.join(peer);
    const asked: Exchange = { direction: 'sent', question: 'getdata', key: '', askedAtMs: 0, outcome: 'notFound' };
    peer.exchanges$.next(asked);
    peer.exchanges$.next({ ...asked, outcome: 'answered', tookMs: 250 });
    peer.exchanges$.next({ ...asked, direction: 'received', outcome: 'answered', tookMs: 1 });
    const families = metrics.collect();
    expect(valuesOf(families, 'rxpeer_exchanges_total')).toEqual({
      ...{ 'sent getdata notFound': 1, 'sent getdata answered': 1, 'received getdata answered': 1 },
    });
    expect(samplesOf(families, 'rxpeer_exchange_duration_seconds')).toMatchObject([{ sum: 0.25, count: 1 }]);
  });

  it('sum queues, and count paused, silent and misdated peers', () => {
    const pool = fakePool();
    const time = new TestScheduler(() => undefined);
    time.frame = 1_000_000;
    const metrics = createMetrics(pool, { scheduler: time });
    const queues = { queuedMessages: 1, queuedBytes: 100, unfinishedBytes: 10, waitingInventory: 5 };
    const lastMs = (ms: number) => ({ ...traffic({}), lastMs: ms });
    const offsets = [-700, 0, 600, 601];
    const peers = offsets.map((timeOffsetSeconds, i) => {
      const peer = fakePeer();
      const received = lastMs(1_000_000 - 140_000 - (i === 3 ? 1 : 0));
      peer.setStats({ ...queues, received, timeOffsetSeconds, isPaused: i === 0 });
      return peer;
    });
    expect(samplesOf(metrics.collect(), 'rxpeer_clock_offset_median_seconds')).toEqual([]);
    pool.join(...peers);
    const families = metrics.collect();
    const single = (name: string) => valuesOf(families, `rxpeer_${name}`)[''];
    expect(single('send_queue_messages')).toBe(4);
    expect(single('send_queue_bytes')).toBe(400);
    expect(single('unfinished_bytes')).toBe(40);
    expect(single('waiting_inventory_items')).toBe(20);
    expect(single('paused_peers')).toBe(1);
    expect(single('silent_peers')).toBe(1);
    expect(single('clock_offset_peers')).toBe(2);
    expect(single('clock_offset_median_seconds')).toBe(300);
    pool.leave(peers[3]!);
    expect(valuesOf(metrics.collect(), 'rxpeer_clock_offset_median_seconds')).toEqual({ '': 0 });
  });

  it('show the figures of the pool', () => {
    const pool = fakePool();
    const metrics = createMetrics(pool);
    pool.stats$.next({
      connecting: 1,
      freshAddresses: 2,
      triedAddresses: 3,
      discouragedAddresses: 4,
      bannedAddresses: 5,
    });
    const families = metrics.collect();
    expect(valuesOf(families, 'rxpeer_connecting_peers')).toEqual({ '': 1 });
    expect(valuesOf(families, 'rxpeer_known_addresses')).toEqual({ fresh: 2, tried: 3 });
    expect(valuesOf(families, 'rxpeer_discouraged_hosts')).toEqual({ '': 4 });
    expect(valuesOf(families, 'rxpeer_banned_hosts')).toEqual({ '': 5 });
  });
});

describe('the metrics of propagation', () => {
  const inv = (n: number, type = 2): Message => ({ command: 'inv', items: [{ type, hash: hash(n) }] });

  /** The metrics after peers have announced items at these times. */
  function collectAfter(announced: readonly (readonly [ms: number, peer: number, message: Message])[], peers = 10) {
    const pool = fakePool();
    const time = new TestScheduler(() => undefined);
    let families: readonly MetricFamily[] = [];
    time.run(() => {
      const metrics = createMetrics(pool, { scheduler: time });
      const joined = Array.from({ length: peers }, () => fakePeer());
      pool.join(...joined);
      for (const [ms, peer, message] of announced) {
        time.schedule(() => pool.message$.next({ peer: joined[peer]!, message }), ms);
      }
      time.schedule(() => {
        families = metrics.collect();
        metrics.close();
      }, 100_000);
    });
    return families;
  }

  it('measure the time to 50 % and to 90 % of the peers, once for each item', () => {
    const block = Array.from({ length: 10 }, (_, peer) => [1000 + 100 * peer, peer, inv(1)] as const);
    const transaction = Array.from({ length: 5 }, (_, peer) => [2000 + 10 * peer, peer, inv(2, 1)] as const);
    const families = collectAfter([
      ...block,
      ...block.map(([ms, ...rest]) => [ms + 5000, ...rest] as const),
      ...transaction,
    ]);
    expect(samplesOf(families, 'rxpeer_propagation_seconds')).toMatchObject([
      { labels: { item: 'block', reach: '0.5' }, count: 1, sum: 0.4 },
      { labels: { item: 'block', reach: '0.9' }, count: 1, sum: 0.8 },
      { labels: { item: 'transaction', reach: '0.5' }, count: 1, sum: 0.04 },
      { labels: { item: 'transaction', reach: '0.9' }, count: 0, sum: 0 },
    ]);
    expect(valuesOf(families, 'rxpeer_propagation_overdue_total')).toEqual({ block: 0, transaction: 1 });
  });

  it('leave out what one peer alone announces', () => {
    const counts = (peers: number) => valuesOf(collectAfter([[1, 0, inv(1)]], peers), 'rxpeer_propagation_seconds');
    expect(counts(1)).toMatchObject({ 'block 0.5': 0, 'block 0.9': 0 });
    expect(counts(2)).toMatchObject({ 'block 0.5': 1, 'block 0.9': 0 });
  });

  it('are absent without the option, and then no message is decoded', () => {
    const pool = fakePool();
    const families = createMetrics(pool, { propagation: false }).collect();
    expect(families.map(({ name }) => name)).not.toContain('rxpeer_propagation_seconds');
    expect(pool.message$.observed).toBe(false);
    createMetrics(pool);
    expect(pool.message$.observed).toBe(true);
  });
});

describe('the metrics of single peers', () => {
  const verack: Message = { command: 'verack' };

  it('count a peer of a stream from its handshake to its end', () => {
    const peer$ = new Subject<Peer>();
    const metrics = createMetrics(peer$);
    const { peer, sendToPeer } = rawRemote();
    peer$.next(peer);
    expect(valuesOf(metrics.collect(), 'rxpeer_peers')).toEqual({});
    sendToPeer(versionMessage(), verack);
    expect(valuesOf(metrics.collect(), 'rxpeer_peers')).toEqual({ 'outbound name v1': 1 });
    expect(valuesOf(metrics.collect(), 'rxpeer_messages_total')).toMatchObject({
      'received version': 1,
      'sent verack': 1,
    });
    peer.close();
    expect(valuesOf(metrics.collect(), 'rxpeer_peers')).toEqual({});
    expect(valuesOf(metrics.collect(), 'rxpeer_peer_ends_total')).toEqual({ 'outbound local none': 1 });
    expect(valuesOf(metrics.collect(), 'rxpeer_messages_total')).toMatchObject({ 'received version': 1 });
    expect(valuesOf(metrics.collect(), 'rxpeer_handshake_failures_total')).toEqual({});
  });

  it('count handshakes that failed, and connections that had no peer', () => {
    const [peer$, failed$] = [new Subject<Peer>(), new Subject<{ direction: 'outbound'; error: TransportError }>()];
    const metrics = createMetrics(peer$, { failed$ });
    const [closing, closed, faulty] = [rawRemote(), rawRemote(), rawRemote({ direction: 'inbound', transport: 'v1' })];
    for (const { peer } of [closing, closed, faulty]) peer$.next(peer);
    closing.duplex.close();
    closed.peer.close();
    faulty.write(new Uint8Array(24).fill(1));
    failed$.next({ direction: 'outbound', error: new TransportError('CONNECT_FAILED', '') });
    expect(valuesOf(metrics.collect(), 'rxpeer_handshake_failures_total')).toEqual({
      ...{ 'outbound REMOTE_CLOSED': 1, 'inbound WRONG_MAGIC': 1, 'outbound CONNECT_FAILED': 1 },
    });
    expect(valuesOf(metrics.collect(), 'rxpeer_peer_ends_total')).toEqual({});
  });

  it('accept a peer, ready or not, and a stream that emits at once', () => {
    const { peer } = readyRemote();
    for (const poolOrPeers of [peer, of(peer)] satisfies MetricsSource[]) {
      expect(valuesOf(createMetrics(poolOrPeers).collect(), 'rxpeer_peers')).toEqual({ 'outbound name v1': 1 });
    }
  });

  it('ignore the error of a stream, which is the end of its peer', () => {
    const peer$ = new Subject<Peer>();
    const metrics = createMetrics(peer$);
    peer$.error(new TransportError('REMOTE_CLOSED', ''));
    expect(valuesOf(metrics.collect(), 'rxpeer_handshake_failures_total')).toEqual({});
  });

  it('give 1,000 unknown commands of a hostile remote one label, and show nothing of its text', () => {
    const { peer, write } = readyRemote();
    const metrics = createMetrics(peer);
    const before = seriesCount(metrics.collect());
    const commands = Array.from({ length: 1000 }, (_, i) => `evil${i.toString(36).padStart(4, '0')}`);
    write(concatBytes(commands.map((command) => encodeFrame(bitcoin.regtest, command, new Uint8Array(PAYLOAD_BYTES)))));
    const families = metrics.collect();
    expect(valuesOf(families, 'rxpeer_messages_total')).toMatchObject({ 'received unknown': 1000 });
    expect(valuesOf(families, 'rxpeer_message_bytes_total')).toMatchObject({
      'received unknown': 1000 * (24 + PAYLOAD_BYTES),
    });
    expect(seriesCount(families) - before).toBe(2);
    for (const format of ['prometheus', 'openmetrics'] as const) {
      expect(formatMetrics(families, format)).not.toMatch(/evil|remote:1\.0|memory/);
    }
  });
});

const PAYLOAD_BYTES = 8;

describe('the series', () => {
  it('are bounded, whatever codes, commands and questions another process names', () => {
    const pool = fakePool();
    const metrics = createMetrics(pool);
    const text = (i: number): string => (i % 2 === 0 ? `CODE_${i}` : `"evil\n${i}`);
    const addresses = ['8.8.8.8:1', '[2a01::1]:1', `${ONION}:1`, 'x.example:1', '10.0.0.1:1', '[fc00::1]:1', 'a:b:c'];
    for (let i = 0; i < 3000; i++) {
      const code = text(i) as 'LEFTOVER';
      const error = new RemoteProtocolError(code, '');
      const peer = fakePeer({
        address: addresses[i % addresses.length]!,
        direction: i % 3 === 0 ? 'inbound' : 'outbound',
        transport: [undefined, { version: 1 as const }, { version: 2 as const }][(i % 5) % 3],
      });
      peer.setStats({ received: traffic({ [text(i)]: [1, 1] }), sent: traffic({ [text(i)]: [1, 1] }) });
      pool.join(peer);
      peer.faults$.next(error);
      peer.pings$.next(roundTrip(i));
      for (const direction of ['sent', 'received'] as const) {
        const question = text(i) as Exchange['question'];
        const outcome = text(i >> 4) as Exchange['outcome'];
        peer.exchanges$.next({ direction, question, outcome, key: '', askedAtMs: 0, tookMs: 1 });
        pool.failed$.next({ direction: direction === 'sent' ? 'outbound' : 'inbound', error });
      }
      pool.faults$.next(error);
      pool.leave(peer, { by: 'fault', error });
    }
    const families = metrics.collect();
    expect(seriesCount(families)).toBeLessThan(MAX_SERIES);
    expect(valuesOf(families, 'rxpeer_faults_total')).toMatchObject({ other: 2900, CODE_0: 1, CODE_198: 1 });
    expect(Object.keys(valuesOf(families, 'rxpeer_faults_total'))).toHaveLength(101);
    expect(valuesOf(families, 'rxpeer_messages_total')).toMatchObject({ 'received unknown': 2800 });
    expect(formatMetrics(families, 'prometheus')).not.toContain('evil');
  });
});

/** docs/limits.md states it. */
const MAX_SERIES = 3000;

describe('the option', () => {
  it('nats$ adds the metrics of NATS, without samples before the first state', () => {
    const nats$ = new Subject<NatsState>();
    const metrics = createMetrics(fakePool(), { nats$ });
    expect(samplesOf(metrics.collect(), 'rxpeer_nats_connected')).toEqual([]);
    nats$.next({
      ...{ isConnected: true, reconnects: 2, publishedMessages: 3, publishedBytes: 4 },
      ...{ droppedMessages: 5, droppedBytes: 6, queuedBytes: 7 },
    });
    const nats = metrics.collect().filter(({ name }) => name.startsWith('rxpeer_nats_'));
    expect(nats.map(({ name, samples }) => [name, (samples[0] as { value: number }).value])).toEqual([
      ['rxpeer_nats_connected', 1],
      ['rxpeer_nats_reconnects_total', 2],
      ['rxpeer_nats_published_messages_total', 3],
      ['rxpeer_nats_published_bytes_total', 4],
      ['rxpeer_nats_dropped_messages_total', 5],
      ['rxpeer_nats_dropped_bytes_total', 6],
      ['rxpeer_nats_queued_bytes', 7],
    ]);
    const without = createMetrics(fakePool()).collect();
    expect(without.filter(({ name }) => name.startsWith('rxpeer_nats_'))).toEqual([]);
  });

  it('labels adds labels to every sample', () => {
    const pool = fakePool();
    pool.join(fakePeer());
    for (const { samples, labelNames } of createMetrics(pool, { labels: { monitor: 'oslo' } }).collect()) {
      expect(labelNames).toContain('monitor');
      for (const { labels } of samples) expect(labels).toMatchObject({ monitor: 'oslo' });
    }
  });

  it.each<[object, string]>([
    [{ propagation: 'no' }, 'propagation: true or false expected, got "no"'],
    [{ labels: { 'a-b': '' } }, 'got "a-b"'],
    [{ labels: { __a: '' } }, 'got "__a"'],
    [{ labels: { command: '' } }, 'labels: a name that no metric uses expected, got "command"'],
    [{ labels: { le: '' } }, 'got "le"'],
    [{ labels: { a: 1 } }, 'labels/a: text expected, got 1'],
  ])('%p is refused', (options, message) => {
    expect(() => createMetrics(fakePool(), options)).toThrow(message);
    expect(() => metricsOf(fakePool(), options)).toThrow(message);
  });

  it('an invalid source is refused', () => {
    expect(() => createMetrics('pool' as never)).toThrow('poolOrPeers: pool, peer or Observable expected, got "pool"');
  });
});

describe('metricsOf', () => {
  it('emits at once and at each interval, counts for each subscription, and stops with it', () => {
    const pool = fakePool();
    const emitted: [ms: number, peers: number | undefined][] = [];
    const time = new TestScheduler(() => undefined);
    time.run(() => {
      const metric$ = metricsOf(pool, { intervalMs: 1000, scheduler: time });
      expect(pool.joined$.observed).toBe(false);
      const subscription = metric$.subscribe((families) => {
        emitted.push([time.now(), valuesOf(families, 'rxpeer_peers')['outbound ipv4 v2']]);
      });
      time.schedule(() => pool.join(fakePeer()), 500);
      time.schedule(() => pool.join(fakePeer()), 1500);
      time.schedule(() => subscription.unsubscribe(), 2500);
    });
    expect(emitted).toEqual([
      [0, undefined],
      [1000, 1],
      [2000, 2],
    ]);
    expect([pool.joined$.observed, pool.left$.observed, pool.message$.observed]).toEqual([false, false, false]);
  });

  it('refuses an interval of 0', () => {
    expect(() => metricsOf(fakePool(), { intervalMs: 0 })).toThrow('intervalMs: integer from 1');
  });
});
