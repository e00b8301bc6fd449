import { describe, expect, it } from '@jest/globals';
import { formatSpan, LIVE_RANGES, parseRange, scaleRange } from '../../../lib/dashboard/page/state/timeRange.js';

const HOUR_MS = 3_600_000;
const nowMs = 1_800_000_000_000;
const times = { nowMs, startedAtMs: nowMs - 48 * HOUR_MS };

describe('the range of time of the URL', () => {
  it('ends now for the named ranges', () => {
    expect(parseRange('15m', times, '5m')).toEqual({ text: '15m', fromMs: nowMs - 900_000, toMs: nowMs, isLive: true });
    expect(parseRange('all', times, '5m').fromMs).toBe(times.startedAtMs);
    // Longer than the run.
    expect(parseRange('7d', times, '5m').fromMs).toBe(times.startedAtMs);
  });

  it('shows a minute at least, also just after the start', () => {
    for (const { text } of LIVE_RANGES)
      expect(parseRange(text, { nowMs, startedAtMs: nowMs - 1000 }, '5m').fromMs).toBe(nowMs - 60_000);
  });

  it('is the range of the view if the URL has no valid range', () => {
    for (const text of ['', 'x', '5', '-1-5', '5000-4000', '1-2', '1000-9999999999999999', '1-2-3'])
      expect([text, parseRange(text, times, '1h').text]).toEqual([text, '1h']);
  });

  it('stays where it is between two times, in either order of the drag', () => {
    expect(formatSpan(5000.7, 1000.2)).toBe('1000-5001');
    expect(parseRange('1000-5001', times, '5m')).toEqual({
      text: '1000-5001',
      fromMs: 1000,
      toMs: 5001,
      isLive: false,
    });
    expect(formatSpan(1000, 2999)).toBeUndefined();
    expect(formatSpan(1000, 3000)).toBe('1000-3000');
  });

  it('is halved and doubled around its middle, within the run', () => {
    const range = parseRange(`${nowMs - 20_000}-${nowMs - 10_000}`, times, '5m');
    expect(scaleRange(range, 0.5, times)).toBe(`${nowMs - 17_500}-${nowMs - 12_500}`);
    expect(scaleRange(range, 2, times)).toBe(`${nowMs - 25_000}-${nowMs - 5000}`);
    expect(scaleRange(range, 100, times)).toBe(`${nowMs - 515_000}-${nowMs}`);
    expect(scaleRange(parseRange('all', times, '5m'), 4, times)).toBe(`${times.startedAtMs}-${nowMs}`);
  });
});
