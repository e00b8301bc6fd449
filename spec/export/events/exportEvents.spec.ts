import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { exportEvents } from '../../../lib/export/events/exportEvents.js';
import type { ExportEvent } from '../../../lib/export/events/exportEvent.js';
import type { Peer } from '../../../lib/index.js';
import { virtualNetwork } from '../../../lib/marbles.js';
import { nodesAt, poolIn } from '../../pool/virtualPool.js';

const ADDRESS = '20.0.0.1:8333';

/** A pool in virtual time that dials one node, and the kinds of events with their times since the start. */
function exportedPool({ withConnections = false, address = ADDRESS } = {}) {
  const net = virtualNetwork({ latencyMs: 10 });
  const startMs = net.scheduler.now();
  const theirs = nodesAt(net, [ADDRESS]);
  const connection$ = new Subject<Peer>();
  const pool = poolIn(net, {
    addresses: [address],
    outbound: 1,
    gossip: false,
    pingIntervalMs: 1000,
    onPeer: (peer) => connection$.next(peer),
  });
  const events: ExportEvent[] = [];
  let isComplete = false;
  const options = { scheduler: net.scheduler, ...(withConnections ? { connection$ } : {}) };
  exportEvents(pool, options).subscribe({ next: (event) => events.push(event), complete: () => (isComplete = true) });
  return { net, pool, events, theirs, startMs, isComplete: () => isComplete };
}

describe('exportEvents', () => {
  it('emits what happens with the peers of a pool, each join before the messages of the peer', () => {
    const { events, net, pool, theirs } = exportedPool();
    pool.start();
    net.advance(1500);
    theirs[0]!.close();
    net.advance(100);
    expect(events[0]).toMatchObject({ kind: 'joined', peer: { address: ADDRESS, remote: { command: 'version' } } });
    expect(new Set(events.slice(1, -1).map(({ kind }) => kind))).toEqual(new Set(['message', 'ping', 'exchange']));
    expect(events.at(-1)).toMatchObject({ kind: 'left', peer: { address: ADDRESS }, reason: { by: 'remote' } });
  });

  it('gives each message the time of its chunk', () => {
    const { events, net, pool, startMs } = exportedPool();
    pool.start();
    net.advance(1500);
    const pong = events.find((event) => event.kind === 'message' && event.traffic.command === 'pong');
    const ping = events.find(({ kind }) => kind === 'ping');
    expect(ping!.atMs).toBe(pong!.atMs);
    expect(pong!.atMs - startMs).toBeGreaterThan(1000);
  });

  it('includes the handshake with connection$, and each message once', () => {
    const { events, net, pool } = exportedPool({ withConnections: true });
    pool.start();
    net.advance(100);
    const versions = events.filter(
      ({ kind, ...event }) => kind === 'message' && 'traffic' in event && event.traffic.command === 'version',
    );
    expect(versions.map((event) => event.kind === 'message' && event.traffic.direction).sort()).toEqual([
      'received',
      'sent',
    ]);
    expect(events.filter(({ kind }) => kind === 'joined')).toHaveLength(1);
  });

  it('emits the peers that are ready at the subscription', () => {
    const { net, pool } = exportedPool();
    pool.start();
    net.advance(100);
    const late: ExportEvent[] = [];
    exportEvents(pool).subscribe((event) => late.push(event));
    expect(late.map(({ kind }) => kind)).toEqual(['joined']);
  });

  it('emits the connections that failed', () => {
    const { events, net, pool } = exportedPool({ address: '20.9.0.1:8333' });
    pool.start();
    net.advance(100);
    expect(events).toEqual([
      expect.objectContaining({
        kind: 'failed',
        address: '20.9.0.1:8333',
        direction: 'outbound',
        error: expect.any(Error),
      }),
    ]);
  });

  it('emits no messages with messages: false', () => {
    const { net, pool } = exportedPool();
    const kinds = new Set<string>();
    exportEvents(pool, { messages: false }).subscribe(({ kind }) => kinds.add(kind));
    pool.start();
    net.advance(1500);
    expect(kinds).toEqual(new Set(['joined', 'ping', 'exchange']));
  });

  it('completes when the pool is closed, after the ends of its peers', () => {
    const { events, isComplete, net, pool } = exportedPool();
    pool.start();
    net.advance(100);
    expect(isComplete()).toBe(false);
    pool.close();
    expect(isComplete()).toBe(true);
    expect(events.at(-1)).toMatchObject({ kind: 'left', reason: { by: 'local' } });
  });

  it('emits the join and the end of a single peer', () => {
    const { net, pool, theirs } = exportedPool();
    pool.start();
    net.advance(0);
    const events: ExportEvent[] = [];
    let isComplete = false;
    net.advance(11);
    exportEvents(theirs[0]!).subscribe({ next: (event) => events.push(event), complete: () => (isComplete = true) });
    net.advance(1000);
    pool.close();
    net.advance(100);
    expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['joined', 'message']));
    expect(events.at(-1)!.kind).toBe('left');
    expect(isComplete).toBe(true);
  });

  it('emits the failure of a single peer whose handshake is incomplete', () => {
    const { net, pool, theirs } = exportedPool();
    pool.start();
    net.advance(11);
    const events: ExportEvent[] = [];
    exportEvents(theirs[0]!).subscribe((event) => events.push(event));
    theirs[0]!.close();
    expect(events).toEqual([
      expect.objectContaining({ kind: 'failed', error: expect.objectContaining({ code: 'ENDED' }) }),
    ]);
  });
});
