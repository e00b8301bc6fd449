import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { record } from '../../lib/capture/record.js';
import { ping, pong } from '../helpers/peer/messages.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { readyRemote } from '../helpers/rawRemote.js';

/** A clock that advances one millisecond per call of now(), as real time advances while code runs. */
function restlessScheduler(): SchedulerLike {
  let ms = 0;

  function schedule(...scheduled: Parameters<SchedulerLike['schedule']>): Subscription {
    return asyncScheduler.schedule(...scheduled);
  }

  return { now: () => ++ms, schedule };
}

describe("a peer's clock", () => {
  it('is frozen from the arrival of a message until everything derived from it is processed', () => {
    const { peer, sendToPeer } = readyRemote({ scheduler: restlessScheduler() });
    const records: CaptureRecord[] = [];
    record(peer).subscribe((each) => records.push(each));
    const { values: exchanges } = outcomeOf(peer.exchanges$);
    const { values: pings } = outcomeOf(peer.pings$);
    const { values: traffic } = outcomeOf(peer.traffic$);
    void peer.send(ping(7n));
    sendToPeer(pong(7n), ping(8n));
    const passed = records.filter(({ kind }) => kind === 'bytes').map(({ atMs }) => atMs);
    expect(passed).toHaveLength(4);
    expect(new Set(passed).size).toBe(4);
    expect(traffic.map(({ atMs }) => atMs)).toEqual(passed);
    const roundTrip = { sentAtMs: passed[0], roundTripMs: passed[1]! - passed[0]! };
    expect(pings).toMatchObject([roundTrip]);
    expect(exchanges).toMatchObject([
      { direction: 'sent', askedAtMs: passed[0], tookMs: roundTrip.roundTripMs },
      { direction: 'received', askedAtMs: passed[2], tookMs: passed[3]! - passed[2]! },
    ]);
  });

  it('continues after the delivery', () => {
    const { peer, sendToPeer } = readyRemote({ scheduler: restlessScheduler() });
    sendToPeer(ping(1n));
    expect(peer.scheduler.now()).toBeLessThan(peer.scheduler.now());
  });
});
