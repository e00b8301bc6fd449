import { afterEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import { MAX_COMMANDS, RateHistory } from '../../../lib/dashboard/collect/rateHistory.js';
import type { RateRange } from '../../../lib/dashboard/protocol/rateRange.js';
import { unpackZeros } from '../../../lib/dashboard/protocol/zeroRuns.js';
import { bitcoin, createPeer, type Network, type Peer } from '../../../lib/index.js';
import { VirtualTime, virtualNetwork } from '../../../lib/marbles.js';
import { FakeMonitor } from '../../helpers/nats/fakeMonitor.js';
import { FakeNats } from '../../helpers/nats/fakeNats.js';
import { fromNats } from '../../../lib/nats.js';
import { poolIn } from '../../pool/virtualPool.js';
import { fakePeer, FakePool } from './fakePool.js';

const open: { close(): void }[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

const HOUR_MS = 3_600_000;
const network = bitcoin.regtest;
const all = { fromMs: -Infinity, toMs: Infinity };

/** A history of the traffic of one peer. */
function recorded(commands: Network = network) {
  const time = new VirtualTime();
  const pool = new FakePool();
  const history = new RateHistory({ pool, network: commands, scheduler: time });
  open.push(history);
  const peer = fakePeer(1);
  pool.join(peer);
  const pass = (command: string, sizeBytes: number, direction: 'received' | 'sent' = 'received'): void =>
    peer.passed$.next({ direction, command, sizeBytes });
  return { time, history, pass, pool };
}

const mean = (range: RateRange, command: string): number[] => unpackZeros(range.received.mean[command] ?? []);

describe('the history of the rates', () => {
  it('has a point per second, by direction and command, in both units', () => {
    const { history, pass, time } = recorded();
    pass('inv', 61);
    pass('inv', 61);
    pass('ping', 32, 'sent');
    time.advance(1000);
    pass('tx', 300);
    time.advance(1000);
    expect(history.points(all)).toEqual({
      widthMs: 1000,
      firstNumber: 0,
      lastComplete: 1,
      startsMs: [0, 1000],
      unit: 'bytes',
      received: { mean: { tx: [-1, 300], inv: [122, -1] }, max: [122, 300] },
      sent: { mean: { ping: [32, -1] }, max: [32, -1] },
    });
    expect(history.points({ ...all, unit: 'messages' })).toMatchObject({
      unit: 'messages',
      received: { mean: { inv: [2, -1], tx: [-1, 1] }, max: [2, 1] },
    });
  });

  it('has means and maxima of longer times, from five minutes to more than a day', () => {
    const { history, pass, time } = recorded();
    // One second of 600 has traffic.
    for (let second = 0; second < 26 * 3600; second += 10) {
      if (second % 600 === 400) pass('tx', 60_000);
      time.advance(10_000);
    }
    const nowMs = time.now();
    for (const [rangeMs, widthMs, points] of [
      [300_000, 1000, 300],
      [HOUR_MS, 10_000, 360],
      [3 * HOUR_MS, 60_000, 180],
      [24 * HOUR_MS, 180_000, 480],
      [26 * HOUR_MS, 600_000, 156],
    ] as const) {
      const range = history.points({ fromMs: nowMs - rangeMs, toMs: nowMs });
      expect([range.widthMs, range.startsMs.length]).toEqual([widthMs, points]);
      expect(range.received.max).toContain(60_000);
      const means = mean(range, 'tx');
      if (rangeMs >= HOUR_MS) expect(means.reduce((sum, each) => sum + each, 0) / points).toBeCloseTo(100, 0);
    }
  });

  it('continues a range second by second', () => {
    const { history, pass, time } = recorded();
    time.advance(5000);
    const { lastComplete, widthMs } = history.points(all);
    expect(history.after({ widthMs, number: lastComplete }).startsMs).toEqual([]);
    pass('tx', 100);
    time.advance(1000);
    expect(history.after({ widthMs, number: lastComplete })).toMatchObject({
      firstNumber: 5,
      lastComplete: 5,
      received: { mean: { tx: [100] } },
    });
  });

  it('answers for one command with its maxima', () => {
    const { history, pass, time } = recorded();
    for (let second = 0; second < 400; second++) {
      pass('tx', second === 100 ? 5000 : 10);
      pass('inv', 100_000);
      time.advance(1000);
    }
    const { received } = history.points({ ...all, command: 'tx' });
    expect(Object.keys(received.mean)).toEqual(['tx']);
    expect(received.max[10]).toBe(5000);
    expect(received.mean['tx']![10]).toBe(509);
    expect(history.points({ ...all, command: '__proto__' }).received.max).toEqual([-40]);
  });

  it('gives as many commands as the bound a series of their own, and adds up the others', () => {
    const names = Array.from({ length: MAX_COMMANDS + 2 }, (_, i) => `command${i}`);
    const ping = network.messages.get('ping')!;
    const large = { ...network, messages: new Map(names.map((name) => [name, ping])) } as unknown as Network;
    const { history, pass, time } = recorded(large);
    for (const name of names.slice(0, MAX_COMMANDS)) pass(name, 10);
    time.advance(1000);
    expect(Object.keys(history.points(all).received.mean)).toEqual(names.slice(0, MAX_COMMANDS));
    for (const name of names) pass(name, 10);
    for (let i = 0; i < 100; i++) pass(`invented${i}`, 1);
    time.advance(1000);
    const range = history.points(all);
    expect(Object.keys(range.received.mean).sort()).toEqual([...names.slice(0, MAX_COMMANDS), 'rest'].sort());
    expect(mean(range, 'rest')).toEqual([0, 120]);
  });

  it('has at most about 60 kB of JSON, with the largest commands and the rest', () => {
    const seed = 7;
    const random = createSeededRandom(seed, 'rates');
    const { history, pass, time } = recorded();
    const commands = [...network.messages.keys()];
    for (let second = 0; second < 3600; second++) {
      for (const command of commands) {
        for (const direction of ['received', 'sent'] as const) pass(command, 1 + random.below(1_000_000), direction);
      }
      time.advance(1000);
    }
    const range = history.points({ fromMs: 0, toMs: HOUR_MS });
    expect(range.startsMs).toHaveLength(360);
    expect(JSON.stringify(range).length).toBeLessThan(66_000);
    expect(JSON.stringify(range).length).toBeGreaterThan(40_000);
    // All traffic is in the answer.
    const sum = (series: readonly number[][]): number => series.flat().reduce((a, b) => a + b, 0);
    const series = Object.keys(range.received.mean).map((command) => mean(range, command));
    expect(series.length).toBeLessThan(commands.length);
    expect(sum(series) / 360 / (commands.length * 500_000)).toBeCloseTo(1, 1);
  });

  it('contains the handshake, if it gets the connections before their first byte', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    net.listen('20.0.0.1:8333').subscribe((duplex) => createPeer(duplex, net.peerOptions('20.0.0.1:8333')).start());
    const connection$ = new Subject<Peer>();
    const pool = poolIn(net, {
      addresses: ['20.0.0.1:8333'],
      outbound: 1,
      gossip: false,
      onPeer: (peer) => connection$.next(peer),
    });
    const options = { pool, network, scheduler: net.scheduler };
    const [whole, late] = [new RateHistory({ ...options, connection$ }), new RateHistory(options)];
    open.push(whole, late);
    pool.start();
    net.advance(2000);
    const { received, sent } = whole.points({ ...all, unit: 'messages' });
    for (const { mean } of [received, sent])
      expect(Object.keys(mean)).toEqual(expect.arrayContaining(['version', 'verack']));
    expect(Object.keys(late.points(all).received.mean)).not.toContain('version');
  });

  it('counts the messages of a pool of fromNats', () => {
    const nats = new FakeNats();
    const time = new VirtualTime();
    const pool = fromNats(nats.client().connection, { network, scheduler: time });
    open.push(pool);
    const history = new RateHistory({ pool, network, connection$: pool.connection$, scheduler: time });
    open.push(history);
    const berlin = new FakeMonitor(nats.client(), 'berlin');
    berlin.join(1);
    berlin.message(1, 'ping', new Uint8Array(8));
    time.advance(1000);
    expect(history.points(all).received.mean).toEqual({ ping: [32] });
  });

  it('stops at the end of the pool and after close', () => {
    const { history, pool, time } = recorded();
    history.close();
    expect(pool.joined$.observed).toBe(false);
    expect(time.waitingCount).toBe(0);
  });
});
