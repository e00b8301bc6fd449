import { describe, expect, it } from '@jest/globals';
import { asyncScheduler } from 'rxjs';
import { createPeer, lbry, LocalProtocolError, type Duplex, type Network, type Peer } from '../../lib/index.js';
import { VirtualTime, virtualNetwork, type VirtualNetwork, type VirtualNetworkOptions } from '../../lib/marbles.js';
import { outcomeOf, reasonNames } from '../helpers/peer/outcome.js';

const ADDRESS = '10.0.0.1:8333';

/** What an end has received: chunks with their times since the start of reading, and the end of the stream. */
interface Received {
  readonly chunks: [atMs: number, bytes: number[]][];
  end?: string;
}

function readFrom(net: VirtualNetwork, { chunk$ }: Duplex): Received {
  const startMs = net.scheduler.now();
  const since = (): number => net.scheduler.now() - startMs;
  const received: Received = { chunks: [] };
  chunk$.subscribe({
    next: (chunk) => received.chunks.push([since(), [...chunk]]),
    error: (error: unknown) => (received.end = `${String(error)} at ${since()}`),
    complete: () => (received.end = `complete at ${since()}`),
  });
  return received;
}

/** Opens a connection and returns both ends. */
function openConnection(net: VirtualNetwork, from?: string): { outbound: Duplex; inbound: Duplex } {
  const inbound = outcomeOf(net.listen(ADDRESS));
  const outbound = outcomeOf(net.dial(ADDRESS, { from }));
  net.advance(10_000);
  inbound.unsubscribe();
  return { outbound: outbound.values[0]!, inbound: inbound.values[0]! };
}

const text = (net: VirtualNetwork): string => new Date(net.scheduler.now()).toISOString();

describe('dial()', () => {
  it('emits both ends after one latency, and completes', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const inbound = outcomeOf(net.listen(ADDRESS));
    const outbound = outcomeOf(net.dial(ADDRESS, { from: '10.0.0.2:5000' }));
    net.advance(39);
    expect([inbound.values, outbound.values]).toEqual([[], []]);
    net.advance(1);
    expect(inbound.values).toMatchObject([{ direction: 'inbound', address: '10.0.0.2:5000' }]);
    expect(outbound).toMatchObject({ values: [{ direction: 'outbound', address: ADDRESS }], end: 'complete' });
    expect(inbound.end).toBeUndefined();
  });

  it('is cold, and cancelled by unsubscribing', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const inbound = outcomeOf(net.listen(ADDRESS));
    const outbound = outcomeOf(net.dial(ADDRESS));
    void net.dial(ADDRESS);
    net.advance(20);
    outbound.unsubscribe();
    net.advance(100);
    expect([inbound.values, net.connectionCount]).toEqual([[], 0]);
  });

  it('fails for an address without a listener, or whose listener has stopped', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const listening = outcomeOf(net.listen(ADDRESS));
    const late = outcomeOf(net.dial(ADDRESS));
    const nowhere = outcomeOf(net.dial('10.0.0.9:1'));
    listening.unsubscribe();
    net.advance(40);
    expect([late.end, nowhere.end]).toEqual(['TransportError CONNECT_FAILED', 'TransportError CONNECT_FAILED']);
    expect(nowhere.error).toMatchObject({ message: 'no connection to 10.0.0.9:1: ECONNREFUSED' });
  });

  it('times out for a black hole', () => {
    const net = virtualNetwork({ isBlackHole: (address) => address.startsWith('10.66.') });
    const [patient, hasty] = [undefined, 1000].map((connectTimeoutMs) =>
      outcomeOf(net.dial('10.66.0.1:8333', { connectTimeoutMs })),
    );
    net.advance(1000);
    expect([patient!.end, hasty!.end]).toEqual([undefined, 'PeerTimeoutError CONNECT_TIMEOUT']);
    net.advance(29_000);
    expect(patient).toMatchObject({ end: 'PeerTimeoutError CONNECT_TIMEOUT', error: { timeoutMs: 30_000 } });
  });

  it('fails if isBlackHole throws', () => {
    const net = virtualNetwork({
      isBlackHole: () => {
        throw new Error('thrown');
      },
    });
    expect(outcomeOf(net.dial(ADDRESS)).end).toBe('LocalProtocolError CALLBACK_FAILED');
  });

  it('times out if the latency is above connectTimeoutMs', () => {
    const net = virtualNetwork({ latencyMs: 2000 });
    outcomeOf(net.listen(ADDRESS));
    const outbound = outcomeOf(net.dial(ADDRESS, { connectTimeoutMs: 1999 }));
    net.advance(2000);
    expect(outbound).toMatchObject({ values: [], end: 'PeerTimeoutError CONNECT_TIMEOUT' });
  });

  it('allows one listener per address', () => {
    const net = virtualNetwork();
    const first = outcomeOf(net.listen(ADDRESS));
    expect(outcomeOf(net.listen(ADDRESS)).end).toBe('TransportError LISTEN_FAILED');
    first.unsubscribe();
    expect(outcomeOf(net.listen(ADDRESS)).end).toBeUndefined();
  });

  it('gives every dialling end a different address by default', () => {
    const net = virtualNetwork();
    const inbound = outcomeOf(net.listen(ADDRESS));
    for (let i = 0; i < 3; i++) outcomeOf(net.dial(ADDRESS));
    net.advance(0);
    expect(inbound.values.map(({ address }) => address)).toEqual([
      '192.0.2.1:1024',
      '192.0.2.1:1025',
      '192.0.2.1:1026',
    ]);
  });
});

describe('a virtual connection', () => {
  it('delivers bytes and the end of the stream after the latency', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const { inbound, outbound } = openConnection(net);
    const received = readFrom(net, inbound);
    outbound.write(Uint8Array.of(1, 2));
    net.advance(10);
    outbound.write(Uint8Array.of(3));
    outbound.write(Uint8Array.of(4));
    net.advance(10);
    outbound.close();
    net.advance(100);
    expect(received).toEqual({
      chunks: [
        [40, [1, 2]],
        [50, [3, 4]],
      ],
      end: 'complete at 60',
    });
  });

  it('joins writes of the same time and splits them into chunks of chunkBytes', () => {
    const net = virtualNetwork({ chunkBytes: 3 });
    const { inbound, outbound } = openConnection(net);
    const received = readFrom(net, inbound);
    outbound.write(Uint8Array.of(1, 2));
    outbound.write(Uint8Array.of(3, 4, 5));
    outbound.write(Uint8Array.of(6, 7));
    net.advance(0);
    outbound.write(Uint8Array.of(8));
    net.advance(0);
    expect(received.chunks.map(([, bytes]) => bytes)).toEqual([[1, 2, 3], [4, 5, 6], [7], [8]]);
  });

  it('draws the latency of each segment, and keeps their order', () => {
    const net = virtualNetwork({ latencyMs: [10, 500], chunkBytes: [1, 2] });
    const { inbound, outbound } = openConnection(net);
    const received = readFrom(net, inbound);
    const bytes = Array.from({ length: 200 }, (_, i) => i);
    for (const byte of bytes) {
      outbound.write(Uint8Array.of(byte));
      net.advance(5);
    }
    net.advance(1000);
    expect(received.chunks.flatMap(([, chunk]) => chunk)).toEqual(bytes);
    const delays = received.chunks.map(([atMs, [first]]) => atMs - first! * 5);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...delays)).toBeLessThanOrEqual(500);
    expect(new Set(delays).size).toBeGreaterThan(20);
  });

  it('limits the bandwidth to bytesPerSecond', () => {
    const net = virtualNetwork({ latencyMs: 100, bytesPerSecond: 1000, chunkBytes: 100 });
    const { inbound, outbound } = openConnection(net);
    const received = readFrom(net, inbound);
    outbound.write(new Uint8Array(300));
    net.advance(50);
    outbound.write(new Uint8Array(100));
    net.advance(1000);
    expect(received.chunks.map(([atMs, { length }]) => [atMs, length])).toEqual([
      [200, 100],
      [300, 100],
      [400, 100],
      [500, 100],
    ]);
  });

  it('queues unread bytes up to windowBytes', () => {
    const net = virtualNetwork({ latencyMs: 10, windowBytes: 1000 });
    const { inbound, outbound } = openConnection(net);
    const received = readFrom(net, inbound);
    inbound.pause();
    const written: boolean[] = [];
    let drained = 0;
    outbound.drain$.subscribe(() => (drained += 1));
    const write = (): boolean => outbound.write(new Uint8Array(400), (ok) => written.push(ok));
    expect([write(), write(), write(), write()]).toEqual([true, true, false, false]);
    net.advance(60_000);
    expect([written.length, received.chunks, drained]).toEqual([2, [], 0]);
    inbound.resume();
    net.advance(10);
    expect([written, drained]).toEqual([[true, true, true, true], 1]);
    expect(received.chunks.flatMap(([, bytes]) => bytes)).toHaveLength(1600);
  });

  it('is removed when both directions have ended', () => {
    const net = virtualNetwork({ latencyMs: 10, lossOfConnection: 0.001 });
    const { inbound, outbound } = openConnection(net);
    expect(net.connectionCount).toBe(1);
    outbound.close();
    net.advance(10);
    expect(net.connectionCount).toBe(1);
    inbound.close();
    net.advance(10);
    expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
  });
});

describe('cut()', () => {
  it('errors at both ends at the same time, and drops bytes in flight', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const { inbound, outbound } = openConnection(net);
    const [receivedInbound, receivedOutbound] = [readFrom(net, inbound), readFrom(net, outbound)];
    outbound.write(Uint8Array.of(1));
    net.advance(30);
    net.cut(inbound);
    net.advance(1000);
    expect(receivedInbound).toEqual({
      chunks: [],
      end: 'TransportError: connection to 192.0.2.1:1024 lost: cut at 30',
    });
    expect(receivedOutbound).toEqual({ chunks: [], end: `TransportError: connection to ${ADDRESS} lost: cut at 30` });
    const written: boolean[] = [];
    for (const end of [inbound, outbound]) expect(end.write(Uint8Array.of(2), (ok) => written.push(ok))).toBe(true);
    expect([written, net.connectionCount, net.scheduler.waitingCount]).toEqual([[false, false], 0, 0]);
    net.cut(inbound);
  });

  it.each([
    ['outbound', 'lost', undefined],
    ['inbound', undefined, 'lost'],
    ['neither', undefined, undefined],
  ] as const)('with heardBy %s delivers nothing to the other ends', (heardBy, outboundEnd, inboundEnd) => {
    const net = virtualNetwork({ latencyMs: 40 });
    const ends = openConnection(net);
    const received = { outbound: readFrom(net, ends.outbound), inbound: readFrom(net, ends.inbound) };
    net.cut(ends.outbound, { heardBy });
    ends.outbound.write(Uint8Array.of(1));
    ends.inbound.write(Uint8Array.of(1));
    net.advance(1000);
    ends.outbound.close();
    ends.inbound.close();
    net.advance(100_000);
    const endOf = ({ chunks, end = '' }: Received): unknown => [chunks, /lost/.exec(end)?.[0]];
    expect([received.outbound, received.inbound].map(endOf)).toEqual([
      [[], outboundEnd],
      [[], inboundEnd],
    ]);
    expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
  });

  it('with heardBy outbound leaves the inbound peer to its idle timeout', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const { inbound, outbound } = net.join();
    const reasons = [outcomeOf(outbound.closed$), outcomeOf(inbound.closed$)];
    net.advance(1000);
    net.cut(outbound, { heardBy: 'outbound' });
    expect(reasons.map(({ values }) => reasonNames(values))).toEqual([['TransportError CONNECTION_LOST'], []]);
    net.advance(300_000);
    expect(reasonNames(reasons[1]!.values)).toEqual(['PeerTimeoutError IDLE_TIMEOUT']);
  });

  it('with an address cuts all its connections', () => {
    const net = virtualNetwork();
    const accepted = ['a:1', 'b:1'].map((address) => outcomeOf(net.listen(address)));
    const dialled = ['a:1', 'a:1', 'b:1'].map((address) => outcomeOf(net.dial(address, { from: 'c:1' })));
    net.advance(0);
    const received = dialled.map(({ values: [duplex] }) => readFrom(net, duplex!));
    net.cut('a:1');
    expect(received.map(({ end }) => end !== undefined)).toEqual([true, true, false]);
    net.cut('nowhere:1');
    net.cut('c:1');
    expect(received.map(({ end }) => end !== undefined)).toEqual([true, true, true]);
    expect(accepted.map(({ end }) => end)).toEqual([undefined, undefined]);
  });

  it('errors for an end of another network', () => {
    const { outbound } = openConnection(virtualNetwork());
    expect(() => virtualNetwork().cut(outbound)).toThrow(LocalProtocolError);
  });

  it('happens at random with the probability lossOfConnection per minute', () => {
    const net = virtualNetwork({ lossOfConnection: 0.1 });
    outcomeOf(net.listen(ADDRESS));
    for (let i = 0; i < 1000; i++) outcomeOf(net.dial(ADDRESS));
    net.advance(0);
    const left = [1, 2, 3, 4, 5].map(() => {
      net.advance(60_000);
      return net.connectionCount;
    });
    // The expected share is 0.9 ** minutes; the tolerance is four standard deviations.
    left.forEach((count, i) => {
      const share = 0.9 ** (i + 1);
      expect(Math.abs(count - 1000 * share)).toBeLessThan(4 * Math.sqrt(1000 * share * (1 - share)));
    });
  });
});

describe('join()', () => {
  it('starts two connected peers with the scheduler and seeded random numbers of the network', () => {
    const net = virtualNetwork({ latencyMs: 50 });
    const early: Peer[] = [];
    const { inbound, outbound } = net.join(
      { onPeer: (peer) => early.push(peer), pingIntervalMs: 1000 },
      { services: 8n },
    );
    const roundTrips = outcomeOf(outbound.pings$);
    net.advance(1200);
    expect(early).toEqual([outbound]);
    expect(outbound.remote).toMatchObject({ services: 8n, timestamp: BigInt(Date.UTC(2026, 0, 1) / 1000) });
    expect(inbound.remote).toMatchObject({ nonce: outbound.local!.nonce });
    expect(roundTrips.values).toMatchObject([{ roundTripMs: 100 }]);
    expect(text(net)).toBe('2026-01-01T00:00:01.200Z');
  });

  it('uses the network of the options', () => {
    const net = virtualNetwork({ network: lbry.regtest });
    const { outbound } = net.join();
    net.advance(0);
    expect([outbound.network.name, outbound.protocolVersion]).toEqual([lbry.regtest.name, 70_013]);
  });

  it('returns peers that cut() accepts', () => {
    const net = virtualNetwork();
    const { inbound, outbound } = net.join();
    const reasons = [inbound, outbound].map(({ closed$ }) => outcomeOf(closed$));
    net.cut(inbound);
    expect(reasons.map(({ values }) => reasonNames(values))).toEqual([
      ['TransportError CONNECTION_LOST'],
      ['TransportError CONNECTION_LOST'],
    ]);
  });
});

describe('virtualNetwork()', () => {
  it('has one sequence of random bytes per name, which continues across calls', () => {
    const [net, twin, other] = [virtualNetwork({ seed: 5 }), virtualNetwork({ seed: 5 }), virtualNetwork({ seed: 6 })];
    const first = [...net.random('a')(8)];
    const second = [...net.random('a')(8)];
    expect(second).not.toEqual(first);
    expect([...twin.random('b')(8)]).not.toEqual(first);
    expect([...twin.random('a')(16)]).toEqual([...first, ...second]);
    expect([...other.random('a')(8)]).not.toEqual(first);
  });

  it('has peerOptions() for createPeer', () => {
    const net = virtualNetwork();
    const { inbound, outbound } = openConnection(net);
    const peer = createPeer(outbound, net.peerOptions('ours'));
    createPeer(inbound, net.peerOptions('theirs')).start();
    peer.start();
    net.advance(0);
    expect(peer.remote).toBeDefined();
  });

  it('uses the given scheduler, and has the seed in its text', () => {
    const scheduler = new VirtualTime({ startMs: 5 });
    const net = virtualNetwork({ scheduler, seed: 77 });
    net.advance(10);
    expect([scheduler.now(), net.seed, String(net)]).toEqual([15, 77, 'virtual network with seed 77']);
    expect(virtualNetwork().seed).toBe(1);
  });

  it.each([
    [{ seed: -1 }, 'seed: integer'],
    [{ latencyMs: 1.5 }, 'latencyMs: integer'],
    [{ latencyMs: [5, 4] }, 'latencyMs/1: integer from 5'],
    [{ chunkBytes: [0, 4] }, 'chunkBytes/0: integer from 1'],
    [{ windowBytes: 0 }, 'windowBytes'],
    [{ bytesPerSecond: 0 }, 'bytesPerSecond'],
    [{ lossOfConnection: 1 }, 'lossOfConnection: number from 0 to less than 1 expected, got 1'],
    [{ network: {} as Network }, 'network'],
    [{ scheduler: asyncScheduler as unknown as VirtualTime }, 'scheduler'],
  ] as [VirtualNetworkOptions, string][])('rejects the option %p', (options, message) => {
    expect(() => virtualNetwork(options)).toThrow(message);
    expect(() => virtualNetwork(options)).toThrow(LocalProtocolError);
  });
});
