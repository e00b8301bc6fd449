import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, of, Subject, Subscription } from 'rxjs';
import {
  bitcoin,
  createIdentity,
  createPeer,
  propagation,
  RemoteProtocolError,
  type PeerError,
  type Sighting,
} from '../../lib/index.js';
import { VirtualTime, virtualNetwork } from '../../lib/marbles.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';
import { dial, type DialOptions } from '../../lib/node.js';
import { fatalViolation, minorViolation } from '../../lib/simulator/protocolViolations.js';
import { nodeProfile, type NodeProfile } from '../../lib/simulator/nodeProfile.js';
import { delayedChain } from '../../lib/simulator/delayedChain.js';
import { remoteOptions } from '../../lib/simulator/remoteOptions.js';
import {
  simulateNetwork,
  type SimulatedNetwork,
  type SimulateNetworkOptions,
} from '../../lib/simulator/simulateNetwork.js';
import { SimulatedChain } from '../../lib/simulator.js';
import { afterTest, ourListener } from '../helpers/tcp.js';

const network = bitcoin.regtest;

function simulated(options: SimulateNetworkOptions = {}): Promise<SimulatedNetwork> {
  const first$ = new Subject<SimulatedNetwork>();
  const first = firstValueFrom(first$);
  afterTest(simulateNetwork(options).subscribe((each) => first$.next(each)));
  return first;
}

async function dialPeer(port: number, options: Partial<DialOptions> = {}) {
  const peer = await dial({ network, host: '127.0.0.1', port, identity: createIdentity(), ...options });
  afterTest(new Subscription(() => peer.close()));
  return peer;
}

describe('simulateNetwork', () => {
  it('has each role among eight nodes, and the same profiles for the same seed', () => {
    const eightProfiles = (seed: number) => Array.from({ length: 8 }, (_, index) => nodeProfile(seed, index));
    expect(new Set(eightProfiles(1).map(({ role }) => role))).toEqual(
      new Set(['miner', 'relay', 'slow', 'liar', 'silent', 'leaver']),
    );
    expect(eightProfiles(7)).toEqual(eightProfiles(7));
    expect(eightProfiles(7)).not.toEqual(eightProfiles(8));
    const miners = Array.from({ length: 100 }, (_, index) => nodeProfile(3, index)).filter(
      ({ role }) => role === 'miner',
    );
    expect(miners).toHaveLength(1);
  });

  it('listens on one port per node, and serves the same chain on all', async () => {
    const { chain, nodes } = await simulated({ count: 3, initialBlocks: 5 });
    expect(new Set(nodes.map(({ port }) => port)).size).toBe(3);
    const mined = chain.mine();
    for (const { port } of nodes) {
      const peer = await dialPeer(port);
      const headers = await firstValueFrom(peer.request.headers([chain.at(0)!.hash]));
      expect(headers.at(-1)!.timestamp).toBe(mined.header.timestamp);
      expect(peer.remote.userAgent).toMatch(/^\/rxpeer:.*\/[A-Z][a-z]+:[\d.]+\((miner|relay|slow)\)\/$/);
    }
  });

  it('lets its visitors dial the address of visit()', async () => {
    const { peer$, port } = await ourListener();
    const network = await simulated({ count: 3, visitors: 1 });
    expect(network.nodes).toHaveLength(2);
    const visitor = firstValueFrom(peer$);
    afterTest(network.visit({ host: '127.0.0.1', port }).subscribe());
    expect((await visitor).direction).toBe('inbound');
  });

  it('grows the chain by the given scheduler', async () => {
    const scheduler = new VirtualTime();
    const { chain } = await simulated({ count: 1, initialBlocks: 0, scheduler });
    scheduler.advance(60_000);
    expect(chain.tip().height).toBe(4);
  });

  it('answers getaddr with the addresses of its nodes', async () => {
    const { nodes } = await simulated({ count: 3 });
    const peer = await dialPeer(nodes[0]!.port);
    const addresses = await firstValueFrom(peer.request.addresses());
    const json = JSON.stringify(addresses, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    for (const { port } of nodes) expect(json).toContain(`"port":${port}`);
  });

  it('accepts a number, a range or a function for lagMs and latencyMs', async () => {
    const times = async (options: SimulateNetworkOptions) => {
      const { nodes } = await simulated({ count: 6, initialBlocks: 0, ...options });
      return nodes.map(({ profile: { lagMs, latencyMs } }) => [lagMs, latencyMs]);
    };
    expect(await times({ lagMs: 2500, latencyMs: 0 })).toEqual([[0, 0], ...Array<number[]>(5).fill([2500, 0])]);
    const drawn = await times({ lagMs: [2000, 600_000], latencyMs: [7, 7] });
    expect(drawn[0]).toEqual([0, 7]);
    for (const [lagMs] of drawn.slice(1)) expect(lagMs).toBeGreaterThanOrEqual(2000);
    expect(new Set(drawn.map(([lagMs]) => lagMs)).size).toBe(6);
    expect(await times({ lagMs: [2000, 600_000], latencyMs: [7, 7] })).toEqual(drawn);
    const byIndex = await times({ lagMs: (index) => 1 + index * 100, latencyMs: (index) => index });
    expect(byIndex).toEqual([0, 1, 2, 3, 4, 5].map((index) => [1 + index * 100, index]));
    const defaults = [0, 1, 2, 3, 4, 5].map((index) => nodeProfile(1, index));
    expect(await times({})).toEqual(defaults.map(({ lagMs, latencyMs }) => [lagMs, latencyMs]));
  });

  it.each<[string, Partial<SimulateNetworkOptions>]>([
    ['lagMs', { lagMs: -1 }],
    ['lagMs', { lagMs: 600_001 }],
    ['lagMs', { lagMs: [5, 4] }],
    ['lagMs', { lagMs: [0, 600_001] }],
    ['lagMs', { lagMs: [1] as never }],
    ['lagMs', { lagMs: '5' as never }],
    ['lagMs', { lagMs: () => NaN }],
    ['latencyMs', { latencyMs: 0.5 }],
    ['latencyMs', { latencyMs: (index) => (index === 7 ? 600_001 : 600_000) }],
  ])('rejects this %s: %p', (path, options) => {
    expect(() => simulateNetwork(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path }));
  });

  it('errors with CALLBACK_FAILED if lagMs throws', () => {
    const lagMs = (): number => {
      throw new Error('boom');
    };
    const failure = { code: 'CALLBACK_FAILED', message: 'lagMs failed: boom' };
    expect(() => simulateNetwork({ lagMs })).toThrow(expect.objectContaining(failure));
  });

  it.each([{ count: 0 }, { count: 1001 }, { count: 2, visitors: 2 }, { seed: -1 }, { blockIntervalMs: 0 }])(
    'rejects %j',
    (options) => expect(() => simulateNetwork(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' })),
  );
});

describe('a node of the simulated network', () => {
  const relay: NodeProfile = {
    ...nodeProfile(1, 1),
    latencyMs: 100,
    lagMs: 1000,
    clockSkewMs: 20_000,
    blocksBehind: 2,
  };

  function join(profile: NodeProfile) {
    const net = virtualNetwork();
    const chain = new SimulatedChain({ network, initialBlocks: 10 });
    const options = { profile, chain, network, seed: 1, pingIntervalMs: 10_000, addressIntervalMs: 10_000 };
    const { outbound } = net.join({}, remoteOptions({ ...options, places: () => [], scheduler: net.scheduler }));
    net.advance(1);
    return { net, chain, peer: outbound };
  }

  it('has the height, clock, latency and announcement delay of its profile', () => {
    const { chain, net, peer } = join(relay);
    expect([peer.remote!.startHeight, peer.stats().timeOffsetSeconds]).toEqual([8, 20]);
    const roundTripsMs: number[] = [];
    peer.request.ping().subscribe((ms) => roundTripsMs.push(ms));
    net.advance(1000);
    expect(roundTripsMs[0]).toBeGreaterThanOrEqual(70);
    expect(roundTripsMs[0]).toBeLessThanOrEqual(130);
    const announcedAtMs: number[] = [];
    const minedAtMs = net.scheduler.now();
    peer.on('inv').subscribe(() => announcedAtMs.push(net.scheduler.now() - minedAtMs));
    chain.mine();
    net.advance(5000);
    expect(announcedAtMs).toHaveLength(1);
    expect(announcedAtMs[0]).toBeGreaterThanOrEqual(770);
    expect(announcedAtMs[0]).toBeLessThanOrEqual(1430 + 130);
  });

  it('has a propagation of more than 2 s with a lag of 3 s', () => {
    const time = new VirtualTime();
    const chain = new SimulatedChain({ network, initialBlocks: 10 });
    const announcement$ = new Subject<Sighting<string>>();
    const slow: [boolean, number | undefined][] = [];
    announcement$
      .pipe(propagation({ connected$: of(['miner', 'late']), scheduler: time, overdueAfterMs: 2000 }))
      .subscribe(({ isOverdue, to90Ms }) => slow.push([isOverdue, to90Ms]));
    for (const [peer, lagMs] of [
      ['miner', 0],
      ['late', 3000],
    ] as const) {
      delayedChain(chain, () => lagMs, time).entry$.subscribe(({ hash }) =>
        announcement$.next({ peer, type: 'block', key: hash, by: 'inv' }),
      );
    }
    chain.mine();
    time.advance(10_000);
    expect(slow).toEqual([
      [false, undefined],
      [true, undefined],
      [false, 3000],
    ]);
  });

  it('announces but never answers in the role silent', () => {
    const { chain, net, peer } = join({ ...relay, role: 'silent' });
    const received: string[] = [];
    peer.messages$.subscribe(({ command }) => received.push(command));
    void peer.send({ command: 'ping', nonce: 1n });
    void peer.send({ command: 'getaddr' });
    chain.relay();
    net.advance(10_000);
    expect(received).toEqual(['inv']);
  });
});

describe('delayedChain', () => {
  it('emits each block and transaction after its delay', () => {
    const time = new VirtualTime();
    const chain = new SimulatedChain({ network, initialBlocks: 1 });
    const lags = [300, 100];
    const delayed = delayedChain(chain, () => lags.shift()!, time);
    const emitted: string[] = [];
    delayed.entry$.subscribe(({ height }) => emitted.push(`block ${height} ${time.now()}`));
    delayed.transaction$.subscribe(() => emitted.push(`transaction ${time.now()}`));
    chain.mine();
    chain.relay();
    time.advance(1000);
    expect(emitted).toEqual(['transaction 100', 'block 2 300']);
    expect(delayed.tip()).toBe(chain.tip());
  });
});

describe('a protocol violation', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))('closes the connection if it is fatal (seed %i)', (seed) => {
    const reason = closeReasonAfter(fatalViolation(network, createSeededRandom(seed, 'lies')));
    expect(reason).toBeInstanceOf(RemoteProtocolError);
    expect(['TOO_MANY_ITEMS', 'WRONG_MAGIC', 'LOCATOR_TOO_LONG']).toContain((reason as PeerError).code);
  });

  it('is reported as a fault if it is minor', () => {
    const faults: string[] = [];
    expect(closeReasonAfter(minorViolation(network), faults)).toBeUndefined();
    expect(faults).toEqual(['LEFTOVER']);
  });

  /** The close reason of a peer whose remote sends these bytes after the handshake; undefined if it stays open. */
  function closeReasonAfter(bytes: Uint8Array, faults: string[] = []): unknown {
    const net = virtualNetwork();
    let closeReason: unknown;
    net.listen('a:1').subscribe((duplex) => {
      const liar = createPeer(duplex, net.peerOptions('liar'));
      liar.status$.subscribe((status) => {
        if (status === 'ready') duplex.write(bytes);
      });
      liar.start();
    });
    net.dial('a:1').subscribe((duplex) => {
      const peer = createPeer(duplex, net.peerOptions('victim'));
      peer.faults$.subscribe(({ code }) => faults.push(code));
      peer.closed$.subscribe((reason) => (closeReason = reason.by === 'fault' ? reason.error : reason.by));
      peer.start();
    });
    net.advance(1000);
    return closeReason;
  }
});
