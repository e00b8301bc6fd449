import { describe, expect, it } from '@jest/globals';
import {
  parseAddress,
  createPeer,
  NetworkId,
  type AddressV2,
  type Message,
  type Peer,
  type ReadyPeer,
} from '../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import type { Pool, PoolOptions } from '../../lib/node.js';
import type { DiscoveredAddress } from '../../lib/pool/addressBookEntry.js';
import { collectGossip } from '../../lib/pool/gossip.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addrOf } from './hosts.js';
import { addressesInGroups, nodesAt, poolIn, statsOf } from './virtualPool.js';

const [A] = addressesInGroups(1) as [string];
const DAY_S = 86_400;

/** A pool with one connection to A, whose node sends what the test wants. */
function gossipingPool(options: Partial<PoolOptions> = {}): {
  net: VirtualNetwork;
  pool: Pool;
  node: Peer;
  asked: () => number;
} {
  const net = virtualNetwork();
  let asked = 0;
  const nodes = nodesAt(net, [A], { onPeer: (peer) => peer.on('getaddr').subscribe(() => (asked += 1)) });
  const pool = poolIn(net, { addresses: [A], outbound: 1, ...options });
  pool.start();
  net.advance(1000);
  return { net, pool, node: nodes[0]!, asked: () => asked };
}

function sendFrom(net: VirtualNetwork, node: Peer, message: Message): void {
  void node.send(message);
  net.advance(0);
}

const seen = (net: VirtualNetwork, agoS = 0): number => Math.floor(net.scheduler.now() / 1000) - agoS;

describe('addresses that peers send', () => {
  it('are requested once, and dialled', () => {
    const { net, pool, node, asked } = gossipingPool({ outbound: 3 });
    const others = addressesInGroups(4).slice(1);
    nodesAt(net, others);
    sendFrom(net, node, addrOf(others, net.scheduler.now()));
    net.advance(60_000);
    expect(asked()).toBe(1);
    expect(statsOf(pool)).toMatchObject({ outbound: 3, triedAddresses: 3, freshAddresses: 1 });
  });

  it('are ignored with gossip: false', () => {
    const { net, pool, node, asked } = gossipingPool({ gossip: false });
    sendFrom(net, node, addrOf(addressesInGroups(3), net.scheduler.now()));
    expect([asked(), statsOf(pool).freshAddresses]).toEqual([0, 0]);
  });

  it('are not requested from inbound peers', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { outbound: 0, listenOn: { host: '0.0.0.0', port: 1 } });
    pool.start();
    const guest = poolIn(net, { ...net.peerOptions('guest'), addresses: ['0.0.0.0:1'], gossip: false });
    const asked: string[] = [];
    guest.messages$.subscribe(({ message }) => asked.push(message.command));
    guest.start();
    net.advance(1000);
    expect(statsOf(pool).inbound).toBe(1);
    expect(asked).not.toContain('getaddr');
  });

  it('are stored only of reachable networks', () => {
    const entry = { services: 1n, port: 8333 };
    const addresses = (time: number): AddressV2[] => [
      { ...entry, time, networkId: NetworkId.ipv4, address: Uint8Array.of(1, 2, 3, 4) },
      { ...entry, time, networkId: NetworkId.ipv6, address: Uint8Array.of(0x2a, 1, ...new Array<number>(14).fill(1)) },
      { ...entry, time, networkId: NetworkId.torV3, address: new Uint8Array(32).fill(7) },
      { ...entry, time, networkId: NetworkId.torV2, address: new Uint8Array(10).fill(7) },
      { ...entry, time, networkId: 77, address: Uint8Array.of(1, 2, 3, 4) },
      { ...entry, time, networkId: NetworkId.ipv4, address: Uint8Array.of(10, 2, 3, 4) },
      { ...entry, time, networkId: NetworkId.ipv4, address: Uint8Array.of(127, 0, 0, 1) },
      { ...entry, time, networkId: NetworkId.ipv4, address: Uint8Array.of(192, 0, 2, 1) },
      { ...entry, time, networkId: NetworkId.ipv4, address: Uint8Array.of(1, 2, 3, 5), port: 0 },
    ];
    const counts = [
      {},
      { reachableNetworks: ['ipv4', 'onion'] },
      { allowPrivateAddresses: true },
    ] satisfies Partial<PoolOptions>[];
    expect(
      counts.map((options) => {
        const { net, pool, node } = gossipingPool(options);
        sendFrom(net, node, { command: 'addrv2', addresses: addresses(seen(net)) });
        return statsOf(pool).freshAddresses;
      }),
    ).toEqual([2, 2, 4]);
  });

  it.each([
    ['now', 0, 1],
    ['29 days ago', 29 * DAY_S, 1],
    ['31 days ago', 31 * DAY_S, 0],
    // Not a credible time: counts as 5 days ago.
    ['in an hour', -3600, 1],
  ])('are kept if they were last seen within 30 days: %s', (_, agoS, freshAddresses) => {
    const { net, pool, node } = gossipingPool();
    const addr = addrOf(['1.2.3.4:8333'], (seen(net) - agoS) * 1000);
    sendFrom(net, node, addr);
    expect(statsOf(pool)).toMatchObject({ freshAddresses });
  });

  it('count as 5 days old if their time is not credible', () => {
    const { net, pool, node } = gossipingPool();
    sendFrom(net, node, addrOf(['1.2.3.4:8333'], 0));
    expect(statsOf(pool)).toMatchObject({ freshAddresses: 1 });
  });

  it('are limited to about 1000 in a flood, and evict no others', () => {
    const { net, pool, node } = gossipingPool({ minBackoffMs: 1 });
    let most = 0;
    pool.stats$.subscribe(({ freshAddresses }) => (most = Math.max(most, freshAddresses)));
    for (let n = 0; n < 100; n++) {
      const addresses = Array.from({ length: 1000 }, (_, i) => `${50 + n}.${i >> 2}.${i & 3}.1:8333`);
      sendFrom(net, node, addrOf(addresses, net.scheduler.now()));
    }
    // One source has 1/16 of 8000 fresh addresses.
    expect([most, statsOf(pool).freshAddresses]).toEqual([500, 500]);
    expect(statsOf(pool)).toMatchObject({ triedAddresses: 1, outbound: 1 });
  });

  it('are limited to 1000 in answer to getaddr, and one more every 10 s', () => {
    const { net, pool, node } = gossipingPool({ addressBookCapacity: 200_000 });
    let n = 0;
    const flood = (): void => {
      const addresses = Array.from({ length: 1000 }, () => `${50 + (n >> 16)}.${(n >> 8) & 0xff}.${n++ & 0xff}.1:8333`);
      sendFrom(net, node, addrOf(addresses, net.scheduler.now()));
    };
    const counts = [0, 0, 100_000, 9_000, 1_000].map((ms) => {
      net.advance(ms);
      flood();
      return statsOf(pool).freshAddresses;
    });
    expect(counts).toEqual([1000, 1001, 1011, 1011, 1012]);
  });

  it('are not dialled if they lack required services', () => {
    const net = virtualNetwork();
    const [one, two, three] = addressesInGroups(4).slice(1) as [string, string, string];
    const asked: string[] = [];
    const nodes = nodesAt(net, [A], { services: 9n });
    nodesAt(net, [one, two, three], { services: 9n, onPeer: () => asked.push('dialled') });
    const pool = poolIn(net, { addresses: [A], requiredServices: 9n });
    pool.start();
    net.advance(1000);
    sendFrom(net, nodes[0]!, addrOf([one, two, three], net.scheduler.now()));
    net.advance(60_000);
    expect([asked, statsOf(pool).freshAddresses]).toEqual([[], 3]);
  });

  it('are not dialled at the ports of other services', () => {
    const { net, pool, node } = gossipingPool();
    const ports = [22, 25, 53, 6667, 8333, 80];
    sendFrom(
      net,
      node,
      addrOf(
        ports.map((port, i) => `5.${i}.0.1:${port}`),
        net.scheduler.now(),
      ),
    );
    expect(statsOf(pool).freshAddresses).toBe(2);
  });

  it('are dialled once per host, also at several ports', () => {
    const { net, pool, node } = gossipingPool({ outbound: 16 });
    const addresses = Array.from({ length: 16 }, (_, i) => `5.0.0.1:${8333 + i}`);
    const nodes = nodesAt(net, addresses);
    sendFrom(net, node, addrOf(addresses, net.scheduler.now()));
    net.advance(60_000);
    expect([nodes.length, statsOf(pool).outbound]).toEqual([1, 2]);
    // When this peer has ended, another port is dialled.
    nodes[0]!.close();
    net.advance(1000);
    expect([nodes.length, statsOf(pool).outbound]).toEqual([2, 2]);
  });

  it('are dialled once per IPv6 /64', () => {
    const { net, pool, node } = gossipingPool({ outbound: 16 });
    const texts = ['2a01:1:1:1::1', '2a01:1:1:1:ffff::2', '2a01:1:1:2::1'];
    const nodes = nodesAt(
      net,
      texts.map((text) => `[${text}]:8333`),
    );
    const addresses = texts.map((text) => ({ ...parseAddress(text)!, time: seen(net), services: 1n, port: 8333 }));
    sendFrom(net, node, { command: 'addrv2', addresses });
    net.advance(60_000);
    expect([nodes.length, statsOf(pool).outbound]).toEqual([2, 3]);
  });

  it('are dialled on loopback if their source is trusted, several per host', () => {
    const loopback = ['127.0.0.1:18444', '127.0.0.1:18445', '127.0.0.1:18446'];
    const dialled = [[], [A], ['9.9.9.9:8333']].map((trusted: string[]) => {
      const { net, node } = gossipingPool({ outbound: 8, allowPrivateAddresses: (source) => trusted.includes(source) });
      const nodes = nodesAt(net, loopback);
      sendFrom(net, node, addrOf(loopback, net.scheduler.now()));
      net.advance(60_000);
      return nodes.length;
    });
    expect(dialled).toEqual([0, 3, 0]);
  });
});

describe('the time of an address that a peer sends', () => {
  /** The stored time of an address whose reported time is `aheadS` after now. */
  function seenAtMs(aheadS: number): { nowMs: number; lastSeenMs: number | undefined } {
    const net = virtualNetwork();
    const received: DiscoveredAddress[] = [];
    const reach = { networks: ['ipv4'] as const, trustsPrivate: () => false, defaultPort: 8333 };
    const nodes = nodesAt(net, [A]);
    const { values } = outcomeOf(net.dial(A));
    net.advance(0);
    const peer = createPeer(values[0]!, net.peerOptions('us'));
    peer.start();
    net.advance(0);
    collectGossip(peer as ReadyPeer, {
      reach,
      random: net.peerOptions('us').random,
      onAddresses: (addresses) => received.push(...addresses),
    });
    const nowMs = net.scheduler.now();
    sendFrom(net, nodes[0]!, addrOf(['1.2.3.4:8333'], nowMs + aheadS * 1000));
    return { nowMs, lastSeenMs: received[0]?.lastSeenMs };
  }

  it('is stored up to 10 minutes in the future', () => {
    const { nowMs, lastSeenMs } = seenAtMs(600);
    expect(lastSeenMs).toBe(Math.floor(nowMs / 1000 + 600) * 1000);
  });

  it('is stored as 5 days ago beyond that', () => {
    const { nowMs, lastSeenMs } = seenAtMs(601);
    expect(lastSeenMs).toBe(nowMs - 5 * DAY_S * 1000);
  });
});
