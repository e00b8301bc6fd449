import { describe, expect, it } from '@jest/globals';
import { asyncScheduler } from 'rxjs';
import { createPeer, lbry, LocalProtocolError, type Duplex, type Network, type Peer } from '../../lib/index.js';
import { VirtualTime, virtualNetwork, type VirtualNetwork, type VirtualNetworkOptions } from '../../lib/marbles.js';
import { outcomeOf, told } from '../helpers/peer/outcome.js';

const ADDRESS = '10.0.0.1:8333';

/** What an end has read: the chunks with their times since the start, and how it ended. */
interface Heard {
  readonly chunks: [atMs: number, bytes: number[]][];
  end?: string;
}

function heardBy(net: VirtualNetwork, { chunk$ }: Duplex): Heard {
  const startMs = net.scheduler.now();
  const since = (): number => net.scheduler.now() - startMs;
  const heard: Heard = { chunks: [] };
  chunk$.subscribe({
    next: (chunk) => heard.chunks.push([since(), [...chunk]]),
    error: (error: unknown) => (heard.end = `${String(error)} at ${since()}`),
    complete: () => (heard.end = `complete at ${since()}`),
  });
  return heard;
}

/** Both ends of a connection. */
function connected(net: VirtualNetwork, from?: string): { outbound: Duplex; inbound: Duplex } {
  const inbound = outcomeOf(net.listen(ADDRESS));
  const outbound = outcomeOf(net.dial(ADDRESS, { from }));
  net.advance(10_000);
  inbound.unsubscribe();
  return { outbound: outbound.values[0]!, inbound: inbound.values[0]! };
}

const text = (net: VirtualNetwork): string => new Date(net.scheduler.now()).toISOString();

describe('dialling in a virtual network', () => {
  it('gives both ends after one latency, and completes', () => {
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

  it('is cold, and given up by who unsubscribes', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const inbound = outcomeOf(net.listen(ADDRESS));
    const outbound = outcomeOf(net.dial(ADDRESS));
    void net.dial(ADDRESS);
    net.advance(20);
    outbound.unsubscribe();
    net.advance(100);
    expect([inbound.values, net.connectionCount]).toEqual([[], 0]);
  });

  it('fails where nobody listens, or no longer does', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const listening = outcomeOf(net.listen(ADDRESS));
    const late = outcomeOf(net.dial(ADDRESS));
    const nowhere = outcomeOf(net.dial('10.0.0.9:1'));
    listening.unsubscribe();
    net.advance(40);
    expect([late.end, nowhere.end]).toEqual(['TransportError CONNECT_FAILED', 'TransportError CONNECT_FAILED']);
    expect(nowhere.error).toMatchObject({ message: 'no connection to 10.0.0.9:1: ECONNREFUSED' });
  });

  it('takes its whole time where nothing answers', () => {
    const net = virtualNetwork({ isBlackHole: (address) => address.startsWith('10.66.') });
    const [patient, hasty] = [undefined, 1000].map((connectTimeoutMs) =>
      outcomeOf(net.dial('10.66.0.1:8333', { connectTimeoutMs })),
    );
    net.advance(1000);
    expect([patient!.end, hasty!.end]).toEqual([undefined, 'PeerTimeoutError CONNECT_TIMEOUT']);
    net.advance(29_000);
    expect(patient).toMatchObject({ end: 'PeerTimeoutError CONNECT_TIMEOUT', error: { timeoutMs: 30_000 } });
  });

  it('fails where it cannot be said whether anything answers', () => {
    const net = virtualNetwork({
      isBlackHole: () => {
        throw new Error('thrown');
      },
    });
    expect(outcomeOf(net.dial(ADDRESS)).end).toBe('LocalProtocolError CALLBACK_FAILED');
  });

  it('takes no longer than its time where the way is too long', () => {
    const net = virtualNetwork({ latencyMs: 2000 });
    outcomeOf(net.listen(ADDRESS));
    const outbound = outcomeOf(net.dial(ADDRESS, { connectTimeoutMs: 1999 }));
    net.advance(2000);
    expect(outbound).toMatchObject({ values: [], end: 'PeerTimeoutError CONNECT_TIMEOUT' });
  });

  it('has one listener an address', () => {
    const net = virtualNetwork();
    const first = outcomeOf(net.listen(ADDRESS));
    expect(outcomeOf(net.listen(ADDRESS)).end).toBe('TransportError LISTEN_FAILED');
    first.unsubscribe();
    expect(outcomeOf(net.listen(ADDRESS)).end).toBeUndefined();
  });

  it('tells the listener an address of its own of each who dials', () => {
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
  it('brings what is written after its latency, the end too', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const { inbound, outbound } = connected(net);
    const heard = heardBy(net, inbound);
    outbound.write(Uint8Array.of(1, 2));
    net.advance(10);
    outbound.write(Uint8Array.of(3));
    outbound.write(Uint8Array.of(4));
    net.advance(10);
    outbound.close();
    net.advance(100);
    expect(heard).toEqual({
      chunks: [
        [40, [1, 2]],
        [50, [3, 4]],
      ],
      end: 'complete at 60',
    });
  });

  it('cuts and joins the bytes of one moment as it is told to', () => {
    const net = virtualNetwork({ chunkBytes: 3 });
    const { inbound, outbound } = connected(net);
    const heard = heardBy(net, inbound);
    outbound.write(Uint8Array.of(1, 2));
    outbound.write(Uint8Array.of(3, 4, 5));
    outbound.write(Uint8Array.of(6, 7));
    net.advance(0);
    outbound.write(Uint8Array.of(8));
    net.advance(0);
    expect(heard.chunks.map(([, bytes]) => bytes)).toEqual([[1, 2, 3], [4, 5, 6], [7], [8]]);
  });

  it('draws each latency, and lets none pass the one before', () => {
    const net = virtualNetwork({ latencyMs: [10, 500], chunkBytes: [1, 2] });
    const { inbound, outbound } = connected(net);
    const heard = heardBy(net, inbound);
    const bytes = Array.from({ length: 200 }, (_, i) => i);
    for (const byte of bytes) {
      outbound.write(Uint8Array.of(byte));
      net.advance(5);
    }
    net.advance(1000);
    expect(heard.chunks.flatMap(([, chunk]) => chunk)).toEqual(bytes);
    const delays = heard.chunks.map(([atMs, [first]]) => atMs - first! * 5);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...delays)).toBeLessThanOrEqual(500);
    expect(new Set(delays).size).toBeGreaterThan(20);
  });

  it('carries no more than its bandwidth', () => {
    const net = virtualNetwork({ latencyMs: 100, bytesPerSecond: 1000, chunkBytes: 100 });
    const { inbound, outbound } = connected(net);
    const heard = heardBy(net, inbound);
    outbound.write(new Uint8Array(300));
    net.advance(50);
    outbound.write(new Uint8Array(100));
    net.advance(1000);
    expect(heard.chunks.map(([atMs, { length }]) => [atMs, length])).toEqual([
      [200, 100],
      [300, 100],
      [400, 100],
      [500, 100],
    ]);
  });

  it('lets what nobody reads wait, within its window', () => {
    const net = virtualNetwork({ latencyMs: 10, windowBytes: 1000 });
    const { inbound, outbound } = connected(net);
    const heard = heardBy(net, inbound);
    inbound.pause();
    const written: boolean[] = [];
    let drained = 0;
    outbound.drain$.subscribe(() => (drained += 1));
    const write = (): boolean => outbound.write(new Uint8Array(400), (ok) => written.push(ok));
    expect([write(), write(), write(), write()]).toEqual([true, true, false, false]);
    net.advance(60_000);
    expect([written.length, heard.chunks, drained]).toEqual([2, [], 0]);
    inbound.resume();
    net.advance(10);
    expect([written, drained]).toEqual([[true, true, true, true], 1]);
    expect(heard.chunks.flatMap(([, bytes]) => bytes)).toHaveLength(1600);
  });

  it('is forgotten when both sides have ended', () => {
    const net = virtualNetwork({ latencyMs: 10, lossOfConnection: 0.001 });
    const { inbound, outbound } = connected(net);
    expect(net.connectionCount).toBe(1);
    outbound.close();
    net.advance(10);
    expect(net.connectionCount).toBe(1);
    inbound.close();
    net.advance(10);
    expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
  });
});

describe('a cut', () => {
  it('is told to both sides at once, and what was under way is lost', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const { inbound, outbound } = connected(net);
    const [heardThere, heardHere] = [heardBy(net, inbound), heardBy(net, outbound)];
    outbound.write(Uint8Array.of(1));
    net.advance(30);
    net.cut(inbound);
    net.advance(1000);
    expect(heardThere).toEqual({ chunks: [], end: 'TransportError: connection to 192.0.2.1:1024 lost: cut at 30' });
    expect(heardHere).toEqual({ chunks: [], end: `TransportError: connection to ${ADDRESS} lost: cut at 30` });
    const written: boolean[] = [];
    for (const end of [inbound, outbound]) expect(end.write(Uint8Array.of(2), (ok) => written.push(ok))).toBe(true);
    expect([written, net.connectionCount, net.scheduler.waitingCount]).toEqual([[false, false], 0, 0]);
    net.cut(inbound);
  });

  it.each([
    ['outbound', 'lost', undefined],
    ['inbound', undefined, 'lost'],
    ['nobody', undefined, undefined],
  ] as const)('that is heard by %s leaves the others in silence', (heardByWhom, outboundEnd, inboundEnd) => {
    const net = virtualNetwork({ latencyMs: 40 });
    const ends = connected(net);
    const heard = { outbound: heardBy(net, ends.outbound), inbound: heardBy(net, ends.inbound) };
    net.cut(ends.outbound, { heardBy: heardByWhom });
    ends.outbound.write(Uint8Array.of(1));
    ends.inbound.write(Uint8Array.of(1));
    net.advance(1000);
    ends.outbound.close();
    ends.inbound.close();
    net.advance(100_000);
    const endOf = ({ chunks, end = '' }: Heard): unknown => [chunks, /lost/.exec(end)?.[0]];
    expect([heard.outbound, heard.inbound].map(endOf)).toEqual([
      [[], outboundEnd],
      [[], inboundEnd],
    ]);
    expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
  });

  it('that only one side hears ends the other by its own patience', () => {
    const net = virtualNetwork({ latencyMs: 40 });
    const { inbound, outbound } = net.join();
    const reasons = [outcomeOf(outbound.closed$), outcomeOf(inbound.closed$)];
    net.advance(1000);
    net.cut(outbound, { heardBy: 'outbound' });
    expect(reasons.map(({ values }) => told(values))).toEqual([['TransportError CONNECTION_LOST'], []]);
    net.advance(300_000);
    expect(told(reasons[1]!.values)).toEqual(['PeerTimeoutError IDLE_TIMEOUT']);
  });

  it('of an address is one of all its connections', () => {
    const net = virtualNetwork();
    const accepted = ['a:1', 'b:1'].map((address) => outcomeOf(net.listen(address)));
    const dialled = ['a:1', 'a:1', 'b:1'].map((address) => outcomeOf(net.dial(address, { from: 'c:1' })));
    net.advance(0);
    const heard = dialled.map(({ values: [duplex] }) => heardBy(net, duplex!));
    net.cut('a:1');
    expect(heard.map(({ end }) => end !== undefined)).toEqual([true, true, false]);
    net.cut('nowhere:1');
    net.cut('c:1');
    expect(heard.map(({ end }) => end !== undefined)).toEqual([true, true, true]);
    expect(accepted.map(({ end }) => end)).toEqual([undefined, undefined]);
  });

  it('names an end of elsewhere', () => {
    const { outbound } = connected(virtualNetwork());
    expect(() => virtualNetwork().cut(outbound)).toThrow(LocalProtocolError);
  });

  it('comes by chance as often as it is told to', () => {
    const net = virtualNetwork({ lossOfConnection: 0.1 });
    outcomeOf(net.listen(ADDRESS));
    for (let i = 0; i < 1000; i++) outcomeOf(net.dial(ADDRESS));
    net.advance(0);
    const left = [1, 2, 3, 4, 5].map(() => {
      net.advance(60_000);
      return net.connectionCount;
    });
    // 0.9 to the power of the minutes, give or take four standard deviations.
    left.forEach((count, i) => {
      const share = 0.9 ** (i + 1);
      expect(Math.abs(count - 1000 * share)).toBeLessThan(4 * Math.sqrt(1000 * share * (1 - share)));
    });
  });
});

describe('join()', () => {
  it('starts two peers that meet, in the time and by the chance of the network', () => {
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

  it('joins peers of any network of messages', () => {
    const net = virtualNetwork({ network: lbry.regtest });
    const { outbound } = net.join();
    net.advance(0);
    expect([outbound.network.name, outbound.protocolVersion]).toEqual([lbry.regtest.name, 70_013]);
  });

  it('is where peers can be cut by themselves', () => {
    const net = virtualNetwork();
    const { inbound, outbound } = net.join();
    const reasons = [inbound, outbound].map(({ closed$ }) => outcomeOf(closed$));
    net.cut(inbound);
    expect(reasons.map(({ values }) => told(values))).toEqual([
      ['TransportError CONNECTION_LOST'],
      ['TransportError CONNECTION_LOST'],
    ]);
  });
});

describe('virtualNetwork()', () => {
  it('has a sequence of bytes a name, which goes on', () => {
    const [net, twin, other] = [virtualNetwork({ seed: 5 }), virtualNetwork({ seed: 5 }), virtualNetwork({ seed: 6 })];
    const first = [...net.random('a')(8)];
    const second = [...net.random('a')(8)];
    expect(second).not.toEqual(first);
    expect([...twin.random('b')(8)]).not.toEqual(first);
    expect([...twin.random('a')(16)]).toEqual([...first, ...second]);
    expect([...other.random('a')(8)]).not.toEqual(first);
  });

  it('gives what a peer needs', () => {
    const net = virtualNetwork();
    const { inbound, outbound } = connected(net);
    const peer = createPeer(outbound, net.peerOptions('ours'));
    createPeer(inbound, net.peerOptions('theirs')).start();
    peer.start();
    net.advance(0);
    expect(peer.remote).toBeDefined();
  });

  it('lives in the time that it is given, and names its seed', () => {
    const scheduler = new VirtualTime({ startMs: 5 });
    const net = virtualNetwork({ scheduler, seed: 77 });
    net.advance(10);
    expect([scheduler.now(), net.seed, String(net)]).toEqual([15, 77, 'virtual network of seed 77']);
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
  ] as [VirtualNetworkOptions, string][])('names a wrong option: %p', (options, message) => {
    expect(() => virtualNetwork(options)).toThrow(message);
    expect(() => virtualNetwork(options)).toThrow(LocalProtocolError);
  });
});
