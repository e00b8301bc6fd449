import { describe, expect, it } from '@jest/globals';
import { TestScheduler } from 'rxjs/testing';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { record } from '../../lib/capture/record.js';
import { replay } from '../../lib/capture/replay/replay.js';
import { wallClockMs, type MessageOf, type Peer } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { ping, pong } from '../helpers/peer/messages.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { rawRemote, readyRemote } from '../helpers/rawRemote.js';
import { versionMessage } from '../helpers/samples.js';

const HOUR_MS = 3_600_000;
const START_MS = 1_700_000_000_000;

const versionOf = (received: readonly { command: string }[]): MessageOf<'version'> =>
  received.find(({ command }) => command === 'version') as MessageOf<'version'>;

describe.each([
  ['a suspend for 8 hours', 8 * HOUR_MS],
  ['a clock that is set back by 8 hours', -8 * HOUR_MS],
  ['a clock that NTP sets, from 1970', 50 * 365 * 24 * HOUR_MS],
])('after %s', (_, shiftMs) => {
  const startMs = shiftMs > 9 * HOUR_MS ? 0 : START_MS;

  it('the next version message contains the time of day', () => {
    const time = new VirtualTime({ startMs });
    time.shiftWallClock(shiftMs);
    time.advance(1500);
    const { received } = rawRemote({ scheduler: time });
    expect(versionOf(received).timestamp).toBe(BigInt(Math.floor((startMs + shiftMs + 1500) / 1000)));
  });

  it('the clock offset of a remote is measured against the time of day', () => {
    const time = new VirtualTime({ startMs });
    time.shiftWallClock(shiftMs);
    const { peer, sendToPeer } = rawRemote({ scheduler: time });
    sendToPeer(versionMessage({ timestamp: BigInt((startMs + shiftMs) / 1000 + 7) }), { command: 'verack' });
    expect(peer.stats().timeOffsetSeconds).toBe(7);
  });

  it('traffic, bytes, records and statistics of a connected peer contain the time of day', () => {
    const time = new VirtualTime({ startMs });
    const { peer, sendToPeer } = readyRemote({ scheduler: time });
    const { values: traffic } = outcomeOf(peer.traffic$);
    const { values: bytes } = outcomeOf(peer.bytes$);
    const { values: records } = outcomeOf(record(peer));
    time.advance(1000);
    time.shiftWallClock(shiftMs);
    time.advance(1000);
    sendToPeer(ping(1n));
    const atMs = startMs + shiftMs + 2000;
    expect([...traffic, ...bytes].map((each) => each.atMs)).toEqual([atMs, atMs, atMs, atMs]);
    expect(records.slice(1).map((each) => each.atMs)).toEqual([atMs, atMs]);
    peer.close();
    expect(records.at(-1)).toMatchObject({ kind: 'closed', atMs });
    const { startedAtMs, received, sent } = peer.stats();
    expect([startedAtMs, received.lastMs, sent.lastMs]).toEqual([startMs, atMs, atMs]);
  });

  it('round trips and timeouts use the monotonic clock', () => {
    const time = new VirtualTime({ startMs });
    const { peer, sendToPeer, reasons } = readyRemote({
      scheduler: time,
      pingIntervalMs: 600_000,
      pongTimeoutMs: 5000,
    });
    const { values: pings } = outcomeOf(peer.pings$);
    const { values: exchanges } = outcomeOf(peer.exchanges$);
    void peer.send(ping(7n));
    time.advance(2000);
    time.shiftWallClock(shiftMs);
    time.advance(1000);
    sendToPeer(pong(7n));
    expect(pings.map(({ roundTripMs }) => roundTripMs)).toEqual([3000]);
    expect(exchanges.map(({ tookMs }) => tookMs)).toEqual([3000]);
    void peer.send(ping(8n));
    time.advance(4999);
    expect(reasons).toEqual([]);
    time.advance(1);
    expect(reasons).toMatchObject([{ by: 'fault', error: { code: 'PONG_TIMEOUT' } }]);
  });

  it('a replay emits the same times', () => {
    const time = new VirtualTime({ startMs });
    time.shiftWallClock(shiftMs);
    const records: CaptureRecord[] = [];
    let live: ReturnType<typeof timesOf> | undefined;
    const { peer, sendToPeer } = rawRemote({
      scheduler: time,
      onPeer(each) {
        record(each).subscribe((one) => records.push(one));
        live = timesOf(each);
      },
    });
    sendToPeer(versionMessage(), { command: 'verack' });
    void peer.send(ping(7n));
    time.advance(3.125);
    sendToPeer(pong(7n));
    peer.close();
    const replayed: ReturnType<typeof timesOf>[] = [];
    replay(records, { speed: Infinity, scheduler: new VirtualTime() }).subscribe((each) => {
      replayed.push(timesOf(each));
    });
    expect(live?.pings).toMatchObject([{ sentAtMs: startMs + shiftMs, roundTripMs: 3.125 }]);
    expect(replayed).toEqual([live]);
  });
});

/** All times that a peer emits. */
function timesOf(peer: Peer): Record<'traffic' | 'pings' | 'exchanges', unknown[]> {
  const times = { traffic: [] as unknown[], pings: [] as unknown[], exchanges: [] as unknown[] };
  peer.traffic$.subscribe(({ atMs, command, direction }) => times.traffic.push({ atMs, command, direction }));
  peer.pings$.subscribe((roundTrip) => times.pings.push(roundTrip));
  peer.exchanges$.subscribe((exchange) => times.exchanges.push(exchange));
  return times;
}

describe('wallClockMs', () => {
  it('is now() of a scheduler without a time of day, and the requested moment', () => {
    const scheduler = new TestScheduler(() => undefined);
    expect([wallClockMs(scheduler), wallClockMs(scheduler, 17)]).toEqual([0, 17]);
  });

  it('is the time of day of a scheduler that has one', () => {
    const time = new VirtualTime({ startMs: 100 });
    time.shiftWallClock(1000);
    expect([wallClockMs(time), wallClockMs(time, 40)]).toEqual([1100, 1040]);
  });
});
