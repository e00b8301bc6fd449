import { describe, expect, it } from '@jest/globals';
import {
  timeText,
  timeTicks,
  timeTickText,
  valueTicks,
  valueTickText,
} from '../../../lib/dashboard/page/parts/chart/axisTicks.js';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';

describe('ticks of axes', () => {
  it('are round values from 0', () => {
    expect(valueTicks(10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(valueTicks(0.3, 4)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(valueTicks(47, 5)).toEqual([0, 10, 20, 30, 40]);
    expect(valueTicks(0, 5)).toEqual([0]);
    expect(valueTicks(Number.NaN, 5)).toEqual([0]);
  });

  it('are never more than asked for, whatever the range is', () => {
    const seed = Date.now() % 1_000_000;
    const { u32 } = createSeededRandom(seed, 'axisTicks');
    const random = (): number => u32() / 2 ** 32;
    for (let i = 0; i < 300; i++) {
      const top = 10 ** (random() * 14 - 4);
      const most = 2 + Math.floor(random() * 9);
      expect({ seed, top, most, few: valueTicks(top, most).length <= most + 1 }).toEqual({
        seed,
        top,
        most,
        few: true,
      });
      const spanMs = 2000 + 10 ** (random() * 9 + 3);
      const ticks = timeTicks(1_700_000_000_000, 1_700_000_000_000 + spanMs, most);
      expect({ seed, spanMs, most, few: ticks.length <= most + 1 }).toEqual({ seed, spanMs, most, few: true });
    }
  });

  it('are at whole minutes, hours and days of local time', () => {
    const from = new Date(2026, 10, 28, 13, 58, 30).getTime();
    const minutes = timeTicks(from, from + 300_000, 6).map((at) => new Date(at));
    expect(minutes.map((at) => [at.getMinutes(), at.getSeconds()])).toEqual([
      [59, 0],
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    const hours = timeTicks(from, from + 86_400_000, 8).map((at) => new Date(at).getHours() % 3);
    expect(new Set(hours)).toEqual(new Set([0]));
    const days = timeTicks(from, from + 6 * 86_400_000, 7).map((at) => new Date(at).getHours());
    expect(new Set(days)).toEqual(new Set([0]));
  });

  it('are as exact as their distance needs', () => {
    const at = new Date(2026, 10, 28, 13, 58, 30).getTime();
    expect(timeTickText(at, 10_000)).toBe('13:58:30');
    expect(timeTickText(at, 60_000)).toBe('13:58');
    expect(timeTickText(new Date(2026, 10, 28).getTime(), 3_600_000)).toBe('28 Nov');
    expect(timeTickText(at, 86_400_000)).toBe('28 Nov');
    expect(timeText(at, 1000)).toBe('13:58:30');
    expect(timeText(at, 86_400_000)).toBe('28 Nov, 13:58:30');
  });

  it('have no zeros at the end of a fraction', () => {
    const texts = ['10.0/s', '2.50/s', '1.00 kB/s', '100 B/s', '0.05 ms', '40', '1.05/s'];
    expect(texts.map(valueTickText)).toEqual(['10/s', '2.5/s', '1 kB/s', '100 B/s', '0.05 ms', '40', '1.05/s']);
  });
});
