import { describe, expect, it } from '@jest/globals';
import { formatMoment, parseMoment } from '../../../lib/dashboard/page/state/moment.js';

const START_MS = Date.UTC(2026, 0, 31, 12);

describe('the parameter at', () => {
  it('is a time in UTC, rounded up so that what happened then is shown', () => {
    expect(formatMoment(START_MS)).toBe('2026-01-31T12:00:00.000Z');
    expect(formatMoment(START_MS + 0.001)).toBe('2026-01-31T12:00:00.001Z');
    expect(parseMoment(formatMoment(START_MS + 1234.5), 0)).toBe(START_MS + 1235);
  });

  it.each([
    ['2026-01-31T12:00:00.123Z', START_MS + 123],
    ['2026-01-31T12:00', START_MS],
    ['2026-01-31 12:00:01', START_MS + 1000],
    ['2026-01-31T12:00:00+01:00', START_MS - 3_600_000],
    ['0', START_MS],
    ['90.5', START_MS + 90_500],
  ])('parses %s', (text, atMs) => expect(parseMoment(text, START_MS)).toBe(atMs));

  it.each(['', 'x', '-1', '1e9', '2026-01-31', '2026-13-31T12:00Z', '2026-01-31T12:00:00Zx', 'NaN', 'Infinity'])(
    'is undefined for the invalid text %j',
    (text) => expect(parseMoment(text, START_MS)).toBeUndefined(),
  );
});
