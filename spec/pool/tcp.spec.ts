import { afterEach, describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, map, Subscription, take, timeout, toArray, type Observable } from 'rxjs';
import { bitcoin, type CloseReason } from '../../lib/index.js';
import { createPool, type Pool, type PoolOptions } from '../../lib/node.js';
import { simulateNode, type SimulatedNode } from '../../lib/simulator.js';
import { ourListener, plainServer } from '../helpers/tcp.js';
import { closedAfterwards, statsOf } from './virtualPool.js';

let nodes = new Subscription();

afterEach(() => {
  nodes.unsubscribe();
  nodes = new Subscription();
});

/** A simulated node on loopback, which ends with the test. */
function simulated(seed: number): Promise<SimulatedNode> {
  return new Promise((resolve, reject) => {
    nodes.add(simulateNode({ seed, transactionIntervalMs: 50 }).subscribe({ next: resolve, error: reject }));
  });
}

function poolOf(options: Partial<PoolOptions>): Pool {
  return closedAfterwards(createPool({ network: bitcoin.regtest, minBackoffMs: 10, maxBackoffMs: 50, ...options }));
}

function soon<T>(source$: Observable<T>): Promise<T> {
  return firstValueFrom(source$.pipe(timeout(10_000)));
}

const outboundIs = (pool: Pool, count: number): Promise<unknown> =>
  soon(pool.stats$.pipe(filter(({ outbound }) => outbound === count)));

describe('a pool over TCP', () => {
  it('receives from several simulated nodes at a time', async () => {
    const simulatedNodes = await Promise.all([1, 2, 3].map(simulated));
    const pool = poolOf({ addresses: simulatedNodes.map(({ port }) => `127.0.0.1:${port}`) });
    const received = soon(
      pool.on('inv').pipe(
        map(({ peer }) => peer.address),
        take(60),
        toArray(),
      ),
    );
    pool.start();
    await outboundIs(pool, 3);
    expect(new Set(await received).size).toBe(3);
  });

  it('reconnects when a node is available again', async () => {
    const { port } = await simulated(1);
    const pool = poolOf({ addresses: [`127.0.0.1:${port}`] });
    pool.start();
    const peer = await soon(pool.joined$);
    const again = soon(pool.joined$);
    peer.close();
    expect((await again).address).toBe(peer.address);
  });

  it('emits a fault for a port without a listener, and for one with a silent listener', async () => {
    const silent = await plainServer(() => undefined);
    const pool = poolOf({ addresses: ['127.0.0.1:1', `127.0.0.1:${silent}`], negotiationTimeoutMs: 100 });
    const codes = soon(
      pool.failed$.pipe(
        map(({ error }) => error.code),
        take(6),
        toArray(),
      ),
    );
    pool.start();
    expect([...new Set(await codes)].sort()).toEqual(['CONNECT_FAILED', 'NEGOTIATION_TIMEOUT']);
  });

  it('accepts other pools, and dials no addresses that simulated nodes send', async () => {
    const port$ = new Promise<number>((resolve) => {
      poolOf({ listenOn: { port: 0 }, onListening: ({ port }) => resolve(port), maxInboundPerAddress: 2 }).start();
    });
    const port = await port$;
    const guests = [1, 2].map(() => poolOf({ addresses: [`127.0.0.1:${port}`] }));
    for (const guest of guests) guest.start();
    await Promise.all(guests.map((guest) => outboundIs(guest, 1)));
    const third = poolOf({ addresses: [`127.0.0.1:${port}`] });
    third.start();
    expect((await soon(third.failed$)).error.code).toBe('REMOTE_CLOSED');

    const { port: simulatedPort } = await simulated(1);
    const curious = poolOf({ addresses: [`127.0.0.1:${simulatedPort}`], allowPrivateAddresses: true });
    curious.start();
    await outboundIs(curious, 1);
    await soon(curious.on('addrv2'));
    expect(statsOf(curious)).toMatchObject({ connecting: 0, freshAddresses: 0 });
  });

  it('closes everything that it has opened', async () => {
    const { port, peer$ } = await ourListener();
    const accepted = soon(peer$);
    const pool = poolOf({ addresses: [`127.0.0.1:${port}`] });
    pool.start();
    const peer = await accepted;
    const closed = firstValueFrom(peer.closed$);
    pool.close();
    expect(await closed).toEqual({ by: 'remote' } satisfies CloseReason);
  });
});
