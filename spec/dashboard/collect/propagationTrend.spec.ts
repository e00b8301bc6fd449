import { afterEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { PropagationLog, type ReachedShare } from '../../../lib/dashboard/collect/propagationLog.js';
import { PropagationTrend } from '../../../lib/dashboard/collect/propagationTrend.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { hash } from '../../helpers/samples.js';
import { fakePeer, FakePool } from './fakePool.js';

const open: { close(): void }[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

const MINUTE_MS = 60_000;
const all = { fromMs: -Infinity, toMs: Infinity };

function trendOf() {
  const time = new VirtualTime();
  const reached$ = new Subject<ReachedShare>();
  const trend = new PropagationTrend(reached$, time);
  open.push(trend);
  const reach = (share: 50 | 90, delayMs: number, type: ReachedShare['type'] = 'block', connected = 10): void =>
    reached$.next({ type, share, delayMs, connected, hash: hash(1), firstAtMs: 0 });
  return { time, trend, reach, reached$ };
}

/** Within a few percent: the sketch is exact to 1 %. */
function near(expected: number): unknown {
  return expect.closeTo(expected, expected < 50 ? 0 : expected < 500 ? -1 : -2);
}

describe('the trend of the propagation', () => {
  it('has the median and the 90th percentile of each minute, by type and share', () => {
    const { reach, time, trend } = trendOf();
    for (const delayMs of [10, 20, 30]) reach(50, delayMs);
    reach(90, 90);
    reach(50, 40, 'transaction');
    time.advance(2 * MINUTE_MS);
    expect(trend.points('block', all)).toEqual({
      type: 'block',
      widthMs: MINUTE_MS,
      firstNumber: 0,
      lastComplete: 1,
      startsMs: [0, MINUTE_MS, MINUTE_MS],
      to50: { count: [3, 0, 0], medianMs: [near(20), null, null], p90Ms: [near(30), null, null] },
      to90: { count: [1, 0, 0], medianMs: [near(90), null, null], p90Ms: [near(90), null, null] },
    });
    expect(trend.points('transaction', all).to50.count).toEqual([1, 0, 0]);
    expect(trend.points('transaction', all).to90.count).toEqual([0, 0, 0]);
  });

  it('shows an item at once, and continues with after', () => {
    const { reach, time, trend } = trendOf();
    time.advance(MINUTE_MS);
    const { lastComplete, widthMs } = trend.points('block', all);
    reach(50, 100);
    const next = trend.after('block', { widthMs, number: lastComplete });
    expect(next).toMatchObject({ firstNumber: 1, lastComplete: 0, to50: { count: [1] }, to90: { count: [0] } });
  });

  it('answers how the last hour changed, and has true percentiles per 10 minutes and hour of older times', () => {
    const { reach, time, trend } = trendOf();
    for (let minute = 0; minute < 3 * 24 * 60; minute++) {
      // Nine of ten items need 100 ms, one needs 5 s; in the last hour all need a second.
      const isLastHour = minute >= 3 * 24 * 60 - 60;
      reach(50, isLastHour ? 1000 : minute % 10 === 9 ? 5000 : 100);
      time.advance(MINUTE_MS);
    }
    const nowMs = time.now();
    const hour = trend.points('block', { fromMs: nowMs - 60 * MINUTE_MS, toMs: nowMs });
    expect(hour.startsMs).toHaveLength(60);
    expect(hour.to50.medianMs.every((value) => Math.abs(value! - 1000) < 11)).toBe(true);
    const days = trend.points('block', { fromMs: nowMs - 2 * 24 * 60 * MINUTE_MS, toMs: nowMs });
    expect([days.widthMs, days.startsMs.length]).toEqual([10 * MINUTE_MS, 288]);
    expect(days.to50).toMatchObject({ count: new Array(288).fill(10) });
    // The mean of ten medians would be 590.
    expect(days.to50.medianMs[0]).toEqual(near(100));
    expect(days.to50.medianMs[287]).toEqual(near(1000));
    expect(JSON.stringify(days).length).toBeLessThan(25_000);
  });

  it('leaves out items of fewer than three peers', () => {
    const { reach, trend } = trendOf();
    reach(50, 100, 'block', 2);
    expect(trend.points('block', all).to50.count).toEqual([0]);
    reach(50, 100, 'block', 3);
    expect(trend.points('block', all).to50.count).toEqual([1]);
  });

  it('reads a log', () => {
    const time = new VirtualTime();
    const pool = new FakePool();
    const log = new PropagationLog(pool, time);
    const trend = new PropagationTrend(log.reached$, time);
    open.push(log, trend);
    const peers = [1, 2, 3, 4].map((id) => fakePeer(id));
    pool.join(...peers);
    for (const peer of peers) {
      pool.announce(peer, 'block', hash(1));
      time.advance(1000);
    }
    const { to50, to90 } = trend.points('block', all);
    expect([to50.medianMs, to90.medianMs]).toEqual([[near(1000)], [near(3000)]]);
  });

  it('stops at close', () => {
    const { reached$, time, trend } = trendOf();
    trend.close();
    expect([time.waitingCount, reached$.observed]).toEqual([0, false]);
  });
});
