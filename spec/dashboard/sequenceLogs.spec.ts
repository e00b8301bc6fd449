import { describe, expect, it } from '@jest/globals';
import { ReplaySubject, Subject } from 'rxjs';
import { SequenceLogs } from '../../lib/dashboard/sequenceLogs.js';
import type { CloseReason, Exchange, Peer, Traffic } from '../../lib/index.js';

/** As much of a peer as is written down. */
function talkingPeer(id: number) {
  const traffic$ = new Subject<Traffic>();
  const closed$ = new ReplaySubject<CloseReason>(1);
  let atMs = 0;
  return {
    peer: { id, traffic$, exchanges$: new Subject<Exchange>(), closed$, protocolVersion: 70_016 } as unknown as Peer,
    say(count: number, payloadBytes = 8): void {
      for (let i = 0; i < count; i++) {
        const payload = new Uint8Array(payloadBytes);
        atMs += 1;
        const sizeBytes = 24 + payloadBytes;
        traffic$.next({ direction: 'sent', command: 'ping', sizeBytes, atMs, payload, message: () => undefined });
      }
    },
    end: () => closed$.next({ by: 'remote' }),
    isFollowed: () => traffic$.observed,
  };
}

function followed(count: number) {
  const logs = new SequenceLogs();
  const peer$ = new Subject<Peer>();
  const subscription = logs.follow(peer$);
  const peers = Array.from({ length: count }, (_, i) => talkingPeer(i + 1));
  for (const { peer } of peers) peer$.next(peer);
  return { logs, peers, subscription };
}

const linesOf = (logs: SequenceLogs, peer: number): number => logs.find(peer)!.after(0).length;

describe('the logs of all conversations', () => {
  it('share their room: a thousand lines each for few, a hundred each for many', () => {
    for (const [count, lines] of [
      [8, 1000],
      [40, 500],
      [400, 100],
    ] as const) {
      const { logs, peers } = followed(count);
      peers[0]!.say(1200);
      expect([count, linesOf(logs, 1)]).toEqual([count, lines]);
    }
  });

  it('keep a thousand lines of those that somebody looks at, the last sixteen of them', () => {
    const { logs, peers } = followed(400);
    for (let peer = 1; peer <= 17; peer++) logs.watch(peer);
    for (let i = 0; i < 17; i++) peers[i]!.say(1200);
    expect(linesOf(logs, 1)).toBe(100);
    expect(linesOf(logs, 2)).toBe(1000);
    expect(linesOf(logs, 17)).toBe(1000);
    expect(logs.watch(9999)).toBeUndefined();
  });

  it('keep payloads within their share', () => {
    const { logs, peers } = followed(64);
    peers[0]!.say(5, 400_000);
    const kept = [1, 2, 3, 4, 5].map((line) => logs.find(1)!.find(line)!.frame !== undefined);
    expect(kept).toEqual([false, false, false, true, true]);
  });

  it('keep the last twenty that have ended, and let go of all when nobody looks any more', () => {
    const { logs, peers, subscription } = followed(30);
    for (const { end } of peers.slice(0, 25)) end();
    expect([logs.find(5), logs.find(6)?.isClosed, logs.find(30)?.isClosed]).toEqual([undefined, true, false]);
    expect(peers[0]!.isFollowed()).toBe(false);
    subscription.unsubscribe();
    expect(peers.some(({ isFollowed }) => isFollowed())).toBe(false);
  });
});
