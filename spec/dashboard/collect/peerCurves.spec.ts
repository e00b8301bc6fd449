import { afterEach, describe, expect, it } from '@jest/globals';
import { MAX_CURVES, MAX_ENDED, PeerCurves } from '../../../lib/dashboard/collect/peerCurves.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { fakePeer, FakePool, type FakePeer } from './fakePool.js';

const open: PeerCurves[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

function measured() {
  const time = new VirtualTime({ startMs: 1_000_000 });
  const pool = new FakePool();
  const curves = new PeerCurves(pool, time);
  open.push(curves);
  return { time, pool, curves };
}

function pass({ figures }: FakePeer, received: number, sent: number, messages: number): void {
  figures.received += received;
  figures.sent += sent;
  figures.messages += messages;
}

describe('the curves of peers', () => {
  it('contain rates of 10 seconds since the join, and each round trip once', () => {
    const { curves, pool, time } = measured();
    const peer = fakePeer(9);
    // Before the join: the handshake is not a rate.
    pass(peer, 1000, 1000, 4);
    time.advance(5000);
    pool.join(peer);
    pass(peer, 500, 50, 5);
    time.advance(5000);
    pass(peer, 12_340, 0, 1);
    Object.assign(peer.figures, { roundTrips: 1, roundTripMs: 12.345 });
    time.advance(20_000);
    expect(curves.curve(9)).toEqual({
      peer: 9,
      fine: {
        widthMs: 10_000,
        atMs: [1_010_000, 10_000, 10_000],
        receivedBytes: [100, 1230, 0],
        sentBytes: [10, 0, 0],
        messages: [1, 0.1, 0],
        roundTripMs: [null, 12.3, null],
      },
      coarse: { widthMs: 60_000, atMs: [], receivedBytes: [], sentBytes: [], messages: [], roundTripMs: [] },
    });
  });

  it('contain the last 10 minutes, and minutes of the last 2 hours', () => {
    const { curves, pool, time } = measured();
    const peer = fakePeer(9);
    pool.join(peer);
    for (let step = 1; step <= 1000; step++) {
      pass(peer, 10 * step, 0, 0);
      if (step % 3 === 0) Object.assign(peer.figures, { roundTrips: step, roundTripMs: step });
      time.advance(10_000);
    }
    const { coarse, fine } = curves.curve(9)!;
    expect([fine.atMs.length, coarse.atMs.length]).toEqual([60, 120]);
    expect(fine.receivedBytes.at(0)).toBe(941);
    expect(fine.receivedBytes.at(-1)).toBe(1000);
    expect(fine.atMs[0]! + fine.atMs.slice(1).reduce((sum, each) => sum + each)).toBe(time.now());
    // The last complete minute has the steps 991 to 996, the first of 120 the steps 277 to 282.
    expect(coarse.receivedBytes.at(-1)).toBe(994);
    expect(coarse.receivedBytes.at(0)).toBe(280);
    expect(coarse.roundTripMs.at(-1)).toBe(Number(((993 + 996) / 2).toPrecision(3)));
    expect(coarse.atMs[0]).toBe(1_000_000 + 282 * 10_000);
    expect(JSON.stringify(curves.curve(9)).length).toBeLessThan(8000);
  });

  it('end with the peer, with the times of their points, until these are too old', () => {
    const { curves, pool, time } = measured();
    const peer = fakePeer(9);
    pool.join(peer);
    for (let step = 0; step < 12; step++) {
      pass(peer, 100, 0, 0);
      time.advance(10_000);
    }
    time.advance(1000);
    pool.leave(peer);
    const endedAtMs = time.now();
    time.advance(60_000);
    const points = (atMs: readonly number[]): number => atMs.length;
    const ended = curves.curve(9)!;
    expect(ended.endedAtMs).toBe(endedAtMs);
    expect([points(ended.fine.atMs), points(ended.coarse.atMs)]).toEqual([12, 2]);
    expect(ended.fine.atMs[0]).toBe(1_010_000);
    time.advance(8 * 60_000 + 10_000);
    // 68 steps have begun, and the ring has the times of 60: the first 8 of the 12 points have none any more.
    expect(points(curves.curve(9)!.fine.atMs)).toBe(4);
    expect(curves.curve(9)!.fine.receivedBytes.every((value) => value === 10)).toBe(true);
    expect(points(curves.curve(9)!.coarse.atMs)).toBe(2);
    time.advance(3 * 3_600_000);
    expect([points(curves.curve(9)!.fine.atMs), points(curves.curve(9)!.coarse.atMs)]).toEqual([0, 0]);
  });

  it('keep the peers that ended last, as many as the bound', () => {
    const { curves, pool } = measured();
    const peers = Array.from({ length: MAX_ENDED + 1 }, (_, i) => fakePeer(i));
    pool.join(...peers);
    for (const peer of peers) pool.leave(peer);
    expect(curves.curve(0)).toBeUndefined();
    expect(curves.curve(1)).toBeDefined();
    expect(curves.curve(MAX_ENDED)).toBeDefined();
  });

  it('have a bound: ended peers give way to connected ones, and a peer beyond waits for a free one', () => {
    const { curves, pool, time } = measured();
    const peers = Array.from({ length: MAX_CURVES + 1 }, (_, i) => fakePeer(i));
    pool.peersSubject$.next(peers.slice(0, MAX_CURVES));
    pool.leave(peers[5]!);
    expect(curves.curve(5)).toBeDefined();
    pool.join(peers[MAX_CURVES]!);
    expect(curves.curve(5)).toBeUndefined();
    expect(curves.curve(MAX_CURVES)).toBeDefined();
    const extra = fakePeer(10_000);
    pool.join(extra);
    expect(curves.curve(10_000)).toBeUndefined();
    pool.leave(peers[0]!);
    time.advance(10_000);
    expect(curves.curve(10_000)).toBeDefined();
    expect(curves.curve(0)).toBeUndefined();
  });

  it('do not go below zero when the counts of a monitor start again', () => {
    const { curves, pool, time } = measured();
    const peer = fakePeer(9);
    pass(peer, 1000, 1000, 10);
    pool.join(peer);
    Object.assign(peer.figures, { received: 0, sent: 0, messages: 0 });
    time.advance(10_000);
    pass(peer, 100, 0, 1);
    time.advance(10_000);
    expect(curves.curve(9)!.fine).toMatchObject({ receivedBytes: [0, 10], sentBytes: [0, 0], messages: [0, 0.1] });
  });

  it('read one of ten groups of peers every second, with the times of each', () => {
    const { curves, pool, time } = measured();
    const peers = Array.from({ length: 20 }, (_, i) => fakePeer(i));
    const reads: number[] = [];
    for (const peer of peers) {
      const stats = peer.stats.bind(peer);
      Object.assign(peer, { stats: () => (reads.push(peer.id), stats()) });
    }
    pool.join(...peers);
    for (let second = 0; second < 10; second++) {
      reads.length = 0;
      time.advance(1000);
      expect(reads).toEqual([second, second + 10]);
      expect(curves.curve(second)!.fine.atMs).toEqual([time.now()]);
    }
    // Joins after its slice of this step.
    time.advance(3000);
    const late = fakePeer(21);
    pool.join(late);
    time.advance(10_000);
    expect(curves.curve(21)!.fine.atMs).toEqual([1_022_000]);
  });

  it('run one timer for all peers, and none after close', () => {
    const { curves, pool, time } = measured();
    pool.join(fakePeer(1), fakePeer(2));
    expect(time.waitingCount).toBe(1);
    curves.close();
    expect([time.waitingCount, pool.left$.observed, pool.peersSubject$.observed]).toEqual([0, false, false]);
  });
});
