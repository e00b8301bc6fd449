import { describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, of, take, throwError, timeout, toArray, type Observable } from 'rxjs';
import { bitcoin, parseAddress, TransportError, type AddressV2, type ReadyPeer } from '../../lib/index.js';
import { virtualNetwork } from '../../lib/marbles.js';
import { createPool, type Pool, type PoolOptions, type PoolStats } from '../../lib/node.js';
import { refuseDns } from '../helpers/noDns.js';
import { forwardingProxy } from '../helpers/socksProxy.js';
import { ourListener } from '../helpers/tcp.js';
import { addressesInGroups, closedAfterwards, nodesAt, poolIn, statsOf } from './virtualPool.js';

const network = bitcoin.regtest;
const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const [PUBLIC] = addressesInGroups(1) as [string];

const poolOf = (options: Partial<PoolOptions>): Pool =>
  closedAfterwards(createPool({ network, minBackoffMs: 10, maxBackoffMs: 50, dnsSeeds: [], ...options }));

const soon = <T>(source$: Observable<T>): Promise<T> => firstValueFrom(source$.pipe(timeout(10_000)));

function reported(host: string, port: number): AddressV2 {
  return { time: Math.floor(Date.now() / 1000), services: 9n, ...parseAddress(host)!, port };
}

/** Answers getaddr with an onion and an IPv4 address. */
function sendsAddresses(peer$: Observable<ReadyPeer>): void {
  peer$.subscribe((peer) => {
    peer.on('getaddr').subscribe(() => {
      void peer.send({ command: 'addrv2', addresses: [reported(ONION, 8333), reported('20.0.0.1', 8333)] });
    });
  });
}

describe('a pool with a proxy', () => {
  refuseDns();

  it('dials names and onion addresses through it, also those that peers report, each with its own credentials', async () => {
    const { port, peer$ } = await ourListener();
    sendsAddresses(peer$);
    const proxy = await forwardingProxy((host) => (host === 'node.example' ? port : undefined));
    const pool = poolOf({ addresses: ['node.example'], proxy: proxy.url });
    const failed = soon(pool.failed$.pipe(take(2), toArray()));
    pool.start();
    expect((await failed).map(({ address }) => address).sort()).toEqual(['20.0.0.1:8333', `${ONION}:8333`]);
    expect([...new Set(proxy.requested)].sort()).toEqual([
      '20.0.0.1:8333',
      `node.example:${network.defaultPort}`,
      `${ONION}:8333`,
    ]);
    expect(new Set(proxy.credentials).size).toBe(proxy.requested.length);
  });

  it('accepts an onion address among addresses', async () => {
    const { port } = await ourListener();
    const proxy = await forwardingProxy(() => port);
    const pool = poolOf({ addresses: [`${ONION}:7`], connectOnly: true, proxy: proxy.url, dnsSeeds: undefined });
    pool.start();
    expect((await soon(pool.joined$)).address).toBe(`${ONION}:7`);
    expect(proxy.requested).toEqual([`${ONION}:7`]);
  });

  it('dials DNS seeds by name, as nodes', async () => {
    const { port } = await ourListener();
    const proxy = await forwardingProxy((host) => (host === 'b.example' ? port : undefined));
    const pool = poolOf({ dnsSeeds: ['a.example', 'b.example.', 'b.example'], proxy: proxy.url });
    const failed = soon(pool.failed$.pipe(take(2), toArray()));
    pool.start();
    const peer = await soon(pool.joined$);
    expect(peer.address).toBe(`b.example:${network.defaultPort}`);
    await failed;
    expect([...new Set(proxy.requested)].sort()).toEqual(
      ['a.example', 'b.example.', 'b.example'].map((host) => `${host}:${network.defaultPort}`),
    );
  });

  it('asks a resolver of the user instead', async () => {
    const proxy = await forwardingProxy(() => undefined);
    const pool = poolOf({ dnsSeeds: ['a.example'], resolve: () => of(['20.0.0.1']), proxy: proxy.url });
    pool.start();
    await soon(pool.failed$);
    expect(proxy.requested[0]).toBe(`20.0.0.1:${network.defaultPort}`);
  });
});

describe('a pool without a proxy', () => {
  it('ignores onion addresses that peers report', async () => {
    const { port, peer$ } = await ourListener();
    sendsAddresses(peer$);
    const pool = poolOf({ addresses: [`127.0.0.1:${port}`], outbound: 1 });
    pool.start();
    const isReported = ({ freshAddresses, triedAddresses }: PoolStats): boolean =>
      triedAddresses === 1 && freshAddresses > 0;
    await soon(pool.stats$.pipe(filter(isReported)));
    expect(statsOf(pool)).toMatchObject({ freshAddresses: 1, triedAddresses: 1 });
  });

  it('dials a Unix socket among addresses', () => {
    const net = virtualNetwork();
    nodesAt(net, ['unix:/Run/node']);
    const pool = poolIn(net, { addresses: ['unix:/Run/node'], connectOnly: true });
    pool.start();
    net.advance(1000);
    expect(statsOf(pool)).toMatchObject({ outbound: 1 });
  });
});

describe('an address that was never reached', () => {
  it.each([
    ['kept, and dialled every 5 s at most, because PROXY_FAILED is not caused by it', 'PROXY_FAILED', 1],
    ['removed after three times CONNECT_FAILED', 'CONNECT_FAILED', 0],
  ] as const)('is %s', (_, code, freshAddresses) => {
    const net = virtualNetwork();
    nodesAt(net, [PUBLIC]);
    const answers = [['20.9.0.1']];
    let dials = 0;
    const pool = poolIn(net, {
      addresses: [PUBLIC],
      outbound: 2,
      dnsSeeds: ['a.example'],
      resolve: () => [answers.pop() ?? []],
      dial: ({ host, port }) => {
        if (`${host}:${port}` === PUBLIC) return net.dial(PUBLIC);
        dials += 1;
        return throwError(() => new TransportError(code, 'no'));
      },
    });
    pool.start();
    net.advance(600_000);
    expect(statsOf(pool)).toMatchObject({ outbound: 1, freshAddresses });
    // The pause is 2.5 to 5 s, and does not grow: at least 120 dials in 10 minutes, at most 240.
    if (freshAddresses === 0) expect(dials).toBe(3);
    else expect(dials > 100 && dials <= 240).toBe(true);
  });
});
