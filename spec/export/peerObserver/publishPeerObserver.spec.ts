import { describe, expect, it } from '@jest/globals';
import type { PeerError } from '../../../lib/base/errors.js';
import { publishPeerObserver, type PeerObserverFigures } from '../../../lib/peerObserver.js';
import { virtualNetwork } from '../../../lib/marbles.js';
import { nodesAt, poolIn } from '../../pool/virtualPool.js';

const ADDRESS = '20.0.0.1:8333';
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A pool in virtual time that dials one node and pings it, and a connection whose flushes the test ends. */
function published(options: Parameters<typeof publishPeerObserver>[2] = {}, info?: { max_payload?: number }) {
  const net = virtualNetwork({ latencyMs: 10 });
  nodesAt(net, [ADDRESS]);
  const pool = poolIn(net, { addresses: [ADDRESS], outbound: 1, gossip: false, pingIntervalMs: 1000 });
  const subjects: string[] = [];
  const flushes: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const connection = {
    ...(info === undefined ? {} : { info }),
    publish: (subject: string) => void subjects.push(subject),
    flush: () => new Promise<void>((resolve, reject) => void flushes.push({ resolve, reject })),
  };
  const figures: PeerObserverFigures[] = [];
  const errors: PeerError[] = [];
  let isComplete = false;
  const subscription = publishPeerObserver(connection, pool, {
    ...options,
    scheduler: net.scheduler,
    onFault: (error) => errors.push(error),
  }).subscribe({ next: (each) => figures.push(each), complete: () => (isComplete = true) });
  pool.start();
  net.advance(1500);
  return { net, pool, subjects, flushes, figures, errors, subscription, isComplete: () => isComplete };
}

describe('publishPeerObserver', () => {
  it('publishes joins and messages, and completes when the pool is closed and everything is flushed', async () => {
    const { figures, flushes, isComplete, pool, subjects } = published();
    await turn();
    expect(subjects[0]).toBe('netconn');
    expect(new Set(subjects)).toEqual(new Set(['netconn', 'netmsg']));
    pool.close();
    expect(isComplete()).toBe(false);
    for (const { resolve } of flushes) resolve();
    await turn();
    flushes.at(-1)!.resolve();
    await turn();
    expect(isComplete()).toBe(true);
    expect(subjects.at(-1)).toBe('netconn');
    expect(figures.at(-1)).toMatchObject({ writtenItems: subjects.length, droppedItems: 0, unencodedItems: 0 });
  });

  it('drops and counts what exceeds maxQueuedBytes while the server is absent', async () => {
    const { figures, net, subjects } = published({ maxQueuedBytes: 1000 });
    await turn();
    const written = subjects.length;
    net.advance(60_000);
    await turn();
    expect(subjects).toHaveLength(written);
    expect(figures.at(-1)!.droppedItems).toBeGreaterThan(10);
    expect(figures.at(-1)!.queuedBytes).toBeLessThanOrEqual(1000);
  });

  it('counts a batch whose flush fails as dropped, and continues', async () => {
    const { errors, figures, flushes, net, subjects } = published();
    await turn();
    const lost = subjects.length;
    flushes[0]!.reject(new Error('closed'));
    net.advance(1000);
    await turn();
    flushes[1]!.resolve();
    await turn();
    expect(errors.map(({ message }) => message)).toEqual(['writing to the sink failed: closed']);
    expect(figures.at(-1)).toMatchObject({ droppedItems: lost, writtenItems: subjects.length - lost });
  });

  it('drops events beyond max_payload of the server, and counts them', async () => {
    const { errors, figures, subjects } = published({}, { max_payload: 52 });
    await turn();
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['LIMIT_EXCEEDED']));
    expect(figures.at(-1)!.unencodedItems).toBe(errors.length);
    expect(subjects.length).toBeGreaterThan(0);
  });

  it('stops when it is unsubscribed', async () => {
    const { net, subjects, subscription } = published();
    subscription.unsubscribe();
    net.advance(5000);
    await turn();
    expect(subjects).toEqual([]);
  });
});
