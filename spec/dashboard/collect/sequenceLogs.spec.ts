import { describe, expect, it } from '@jest/globals';
import { ReplaySubject, Subject } from 'rxjs';
import { SequenceLogs } from '../../../lib/dashboard/collect/sequenceLogs.js';
import type { CloseReason, Exchange, Peer, Traffic } from '../../../lib/index.js';

/** The parts of a peer that SequenceLogs reads. */
function fakePeer(id: number) {
  const traffic$ = new Subject<Traffic>();
  const closed$ = new ReplaySubject<CloseReason>(1);
  let atMs = 0;
  return {
    peer: {
      id,
      address: `10.0.0.${id}:8333`,
      traffic$,
      exchanges$: new Subject<Exchange>(),
      closed$,
      protocolVersion: 70_016,
    } as unknown as Peer,
    send(count: number, payloadBytes = 8): void {
      for (let i = 0; i < count; i++) {
        const payload = new Uint8Array(payloadBytes);
        atMs += 1;
        const sizeBytes = 24 + payloadBytes;
        traffic$.next({ direction: 'sent', command: 'ping', sizeBytes, atMs, payload, message: () => undefined });
      }
    },
    end: () => closed$.next({ by: 'remote' }),
    isObserved: () => traffic$.observed,
  };
}

function logsOf(count: number) {
  const logs = new SequenceLogs(() => 5000);
  const peer$ = new Subject<Peer>();
  const subscription = logs.logConnections(peer$);
  const peers = Array.from({ length: count }, (_, i) => fakePeer(i + 1));
  for (const { peer } of peers) peer$.next(peer);
  return { logs, peers, subscription };
}

const linesOf = (logs: SequenceLogs, peer: number): number => logs.find(peer)!.after(0).length;

describe('SequenceLogs', () => {
  it('shares its bound: 1000 lines per connection if there are few, 100 if there are many', () => {
    for (const [count, lines] of [
      [8, 1000],
      [40, 500],
      [400, 100],
    ] as const) {
      const { logs, peers } = logsOf(count);
      peers[0]!.send(1200);
      expect([count, linesOf(logs, 1)]).toEqual([count, lines]);
    }
  });

  it('stores 1000 lines of each of the 16 connections that were watched last', () => {
    const { logs, peers } = logsOf(400);
    for (let peer = 1; peer <= 17; peer++) logs.watch(peer);
    for (let i = 0; i < 17; i++) peers[i]!.send(1200);
    expect(linesOf(logs, 1)).toBe(100);
    expect(linesOf(logs, 2)).toBe(1000);
    expect(linesOf(logs, 17)).toBe(1000);
    expect(logs.watch(9999)).toBeUndefined();
  });

  it('knows the last line of a connection', () => {
    const { logs, peers } = logsOf(1);
    expect([logs.lastLineOf(1), logs.lastLineOf(2)]).toEqual([undefined, undefined]);
    peers[0]!.send(1200);
    expect(logs.lastLineOf(1)).toBe(1200);
    expect(logs.find(1)!.firstLine).toBe(201);
  });

  it('evicts payloads beyond the share of a connection', () => {
    const { logs, peers } = logsOf(64);
    peers[0]!.send(5, 400_000);
    const kept = [1, 2, 3, 4, 5].map((line) => logs.find(1)!.find(line)!.frame !== undefined);
    expect(kept).toEqual([false, false, false, true, true]);
  });

  it('keeps the 20 connections that closed last, and unsubscribes from all peers', () => {
    const { logs, peers, subscription } = logsOf(30);
    for (const { end } of peers.slice(0, 25)) end();
    expect([logs.find(5), logs.find(6)?.isClosed, logs.find(30)?.isClosed]).toEqual([undefined, true, false]);
    expect(logs.ended().map(({ peer }) => peer)).toEqual(Array.from({ length: 20 }, (_, i) => i + 6));
    expect(logs.ended()[0]).toEqual({ peer: 6, address: '10.0.0.6:8333', endedAtMs: 5000 });
    expect(peers[0]!.isObserved()).toBe(false);
    subscription.unsubscribe();
    expect(peers.some(({ isObserved }) => isObserved())).toBe(false);
  });
});
