import { describe, expect, it } from '@jest/globals';
import { virtualNetwork } from '../../lib/marbles.js';
import type { PoolOptions } from '../../lib/node.js';
import { faultOf, local } from '../helpers/wire/fault.js';
import { addrOf } from './hosts.js';
import { addressesInGroups, nodesAt, poolIn, statsOf } from './virtualPool.js';

const all = addressesInGroups(30);
const named = all.slice(0, 10);

describe('a pool that connects only to its addresses', () => {
  it('maintains a connection to each of them and dials no address of peers and seeds', () => {
    const net = virtualNetwork();
    const asked: string[] = [];
    const nodes = nodesAt(net, all, {
      onPeer: (peer) => peer.on('getaddr').subscribe(() => asked.push('getaddr')),
    });
    const pool = poolIn(net, {
      addresses: [...named, named[0]!],
      connectOnly: true,
      resolve: (name) => {
        asked.push(name);
        return [all.map((address) => address.split(':')[0]!)];
      },
    });
    pool.start();
    net.advance(1000);
    for (const node of nodes) void node.send(addrOf(all, net.scheduler.now()));
    net.advance(600_000);
    expect(statsOf(pool)).toMatchObject({ outbound: 10, connecting: 0, freshAddresses: 0, triedAddresses: 10 });
    expect([nodes.length, asked]).toEqual([10, []]);
    nodes[3]!.close();
    net.advance(10_000);
    expect([nodes.length, statsOf(pool).outbound]).toEqual([11, 10]);
  });

  it('dials others too without the option', () => {
    const net = virtualNetwork();
    nodesAt(net, all);
    const hosts = all.map((address) => address.split(':')[0]!);
    const pool = poolIn(net, { addresses: named.slice(0, 1), dnsSeeds: ['seed.example'], resolve: () => [hosts] });
    pool.start();
    net.advance(1000);
    expect(statsOf(pool).freshAddresses).toBe(0);
    net.advance(60_000);
    expect(statsOf(pool).freshAddresses + statsOf(pool).triedAddresses).toBeGreaterThan(1);
  });

  it('needs no addresses if it accepts connections', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { connectOnly: true, listenOn: { host: '0.0.0.0', port: 1 } });
    pool.start();
    poolIn(net, { ...net.peerOptions('guest'), addresses: ['0.0.0.0:1'], connectOnly: true }).start();
    net.advance(1000);
    expect(statsOf(pool)).toMatchObject({ inbound: 1, outbound: 0 });
  });

  it.each<[string, Partial<PoolOptions>]>([
    ['connectOnly', { connectOnly: 'yes' as never }],
    ['outbound', { connectOnly: true, outbound: 8 }],
    ['dnsSeeds', { connectOnly: true, dnsSeeds: ['seed.example'] }],
    ['gossip', { connectOnly: true, gossip: true }],
  ])('names the option %s that contradicts it: %p', (option, options) => {
    expect(faultOf(() => poolIn(virtualNetwork(), options))).toStrictEqual(local('INVALID_OPTION', option));
  });

  it('accepts options that agree with connectOnly', () => {
    poolIn(virtualNetwork(), { connectOnly: true, dnsSeeds: [], gossip: false });
    poolIn(virtualNetwork(), { connectOnly: false, outbound: 3, gossip: true });
  });
});
