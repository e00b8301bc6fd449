import { expect, it } from '@jest/globals';
import { agoText, inText, momentText } from '../../../lib/dashboard/page/parts/momentText.js';

const at = (...parts: [number, number, number, number, number, number]): number => new Date(...parts).getTime();

it('momentText contains the day only if it is not the present day', () => {
  const nowMs = at(2026, 10, 28, 14, 3, 22);
  expect(momentText(nowMs, nowMs)).toBe('14:03:22');
  expect(momentText(at(2026, 10, 28, 0, 0, 0), nowMs)).toBe('00:00:00');
  expect(momentText(at(2026, 10, 27, 23, 59, 59), nowMs)).toBe('2026-11-27 23:59:59');
});

it('agoText and inText have no negative times', () => {
  expect([-5000, 999, 1000, 125_000].map(agoText)).toEqual(['just now', 'just now', '1 s ago', '2 min 05 s ago']);
  expect([-5000, 999, 1000, 5_400_000].map(inText)).toEqual(['now', 'now', 'in 1 s', 'in 1 h 30 min']);
});
