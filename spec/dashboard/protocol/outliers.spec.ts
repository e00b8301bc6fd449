import { describe, expect, it } from '@jest/globals';
import { durationText } from '../../../lib/dashboard/protocol/durationText.js';
import type { OutlierInput } from '../../../lib/dashboard/protocol/outlier.js';
import { outliers } from '../../../lib/dashboard/protocol/outliers.js';

const NOW_MS = 1_700_000_000_000;
const BEST_HEIGHT = 1000;

/** The marks of the last of these peers, as `kind severity`. */
function marksOfLast(...peers: Partial<OutlierInput>[]): string[] {
  const rows = peers.map((peer, id) => ({ id, ...peer }));
  return (outliers(rows, { nowMs: NOW_MS, bestHeight: BEST_HEIGHT }).get(peers.length - 1) ?? []).map(
    (each) => `${each.kind} ${each.severity}`,
  );
}

/** The sentences of one peer among the others. */
function textsOf(peer: Partial<OutlierInput>, others: Partial<OutlierInput>[] = []): string[] {
  const rows = [...others, peer].map((each, id) => ({ id, ...each }));
  return (outliers(rows, { nowMs: NOW_MS, bestHeight: BEST_HEIGHT }).get(others.length) ?? []).map(({ text }) => text);
}

const times = (...roundTripsMs: (number | undefined)[]) => roundTripsMs.map((roundTripMs) => ({ roundTripMs }));

describe('outliers', () => {
  it('are slow above 200 ms and above three times the 75th percentile', () => {
    expect(marksOfLast(...times(20, 30, 40, 200))).toEqual([]);
    expect(marksOfLast(...times(20, 30, 40, 201))).toEqual(['slow warning']);
    expect(marksOfLast(...times(20, 30, 100, 300))).toEqual([]);
    expect(marksOfLast(...times(20, 30, 100, 301))).toEqual(['slow warning']);
    expect(textsOf({ roundTripMs: 301.2 }, times(20, 30, 100))).toEqual([
      'Its round trip of 301 ms is above 300 ms, the limit that the other peers set.',
    ]);
  });

  it('are not slow among fewer than four peers with a round trip, nor if more than a quarter of the peers is', () => {
    expect(marksOfLast(...times(20, 30, 5000))).toEqual([]);
    expect(marksOfLast(...times(20, 30, undefined, undefined, 5000))).toEqual([]);
    expect(marksOfLast(...times(20, 30, 5000, 5000))).toEqual([]);
    expect(marksOfLast(...times(20, 20, 30, 30, 40, 40, 5000, 5000))).toEqual(['slow warning']);
  });

  it('have a clock that is more than 10 minutes off, a warning above 70', () => {
    for (const sign of [1, -1]) {
      expect(marksOfLast({ timeOffsetSeconds: sign * 600 })).toEqual([]);
      expect(marksOfLast({ timeOffsetSeconds: sign * 601 })).toEqual(['clock notice']);
      expect(marksOfLast({ timeOffsetSeconds: sign * 4200 })).toEqual(['clock notice']);
      expect(marksOfLast({ timeOffsetSeconds: sign * 4201 })).toEqual(['clock warning']);
    }
    expect(textsOf({ timeOffsetSeconds: 7300 })).toEqual(['Its clock is 2 hours ahead of ours.']);
    expect(textsOf({ timeOffsetSeconds: -9e18 })).toEqual(['Its clock is more than a year behind ours.']);
  });

  it('have faults, a warning for ten', () => {
    expect([0, 1, 9, 10].map((faults) => marksOfLast({ faults }))).toEqual([
      [],
      ['faulty notice'],
      ['faulty notice'],
      ['faulty warning'],
    ]);
    expect(textsOf({ faults: 2 })).toEqual(['It has caused 2 faults that did not end the connection.']);
  });

  it('are silent after 140 s, or after the given time', () => {
    expect(marksOfLast({ lastReceivedAtMs: NOW_MS - 140_000 })).toEqual([]);
    expect(marksOfLast({ lastReceivedAtMs: NOW_MS - 140_001 })).toEqual(['silent warning']);
    expect(textsOf({ lastReceivedAtMs: NOW_MS - 600_000 })).toEqual(['It has sent nothing for 10 minutes.']);
    const rows = [{ id: 1, lastReceivedAtMs: NOW_MS - 11 }];
    expect(outliers(rows, { nowMs: NOW_MS, silentAfterMs: 11 }).size).toBe(0);
    expect(outliers(rows, { nowMs: NOW_MS, silentAfterMs: 10 }).size).toBe(1);
  });

  it('are old more than 144 blocks below the height that two peers support, or with a protocol before 70012', () => {
    const best = [{ height: 1000 }, { height: 1000 }];
    expect(marksOfLast(...best, { height: 856 })).toEqual([]);
    expect(marksOfLast(...best, { height: 855 })).toEqual(['old warning']);
    expect(marksOfLast(...best, { height: 0 })).toEqual([]);
    expect(marksOfLast({ protocolVersion: 70_012 })).toEqual([]);
    expect(marksOfLast({ protocolVersion: 70_011 })).toEqual(['old notice']);
    expect(textsOf({ height: 855 }, best)).toEqual(['Its height 855 is 145 blocks below the best height 1000.']);
  });

  it('claim a height more than 6 blocks above the best one, and are not compared while that is unknown', () => {
    const peers = [{ height: 1000 }, { height: 1000 }];
    expect(marksOfLast(...peers, { height: 1006 })).toEqual([]);
    expect(marksOfLast(...peers, { height: 1007 })).toEqual(['height warning']);
    expect(marksOfLast({ height: 2 ** 31 - 1 }, ...peers)).toEqual([]);
    const unknown = outliers(
      [
        { id: 1, height: 5000 },
        { id: 2, height: 1 },
      ],
      { nowMs: NOW_MS },
    );
    expect(unknown.size).toBe(0);
  });

  it('have their reasons in a fixed order, and no entry without a reason', () => {
    const bad = { timeOffsetSeconds: 1e6, faults: 1, lastReceivedAtMs: 0, height: 1, protocolVersion: 1 };
    expect(marksOfLast({ height: 1000 }, { height: 1000 }, bad).map((each) => each.split(' ')[0])).toEqual([
      ...['clock', 'faulty', 'silent', 'old', 'old'],
    ]);
    expect([...outliers([{ id: 1 }, { id: 2, faults: 1 }], { nowMs: NOW_MS }).keys()]).toEqual([2]);
    expect(outliers([], { nowMs: NOW_MS }).size).toBe(0);
  });

  it('do not mark figures that are not numbers', () => {
    const bad = { roundTripMs: NaN, timeOffsetSeconds: NaN, faults: NaN, lastReceivedAtMs: NaN, height: NaN };
    expect(marksOfLast(...times(20, 30, 40, 50), bad)).toEqual([]);
  });
});

describe('a duration as text', () => {
  it.each([
    [1, '1 second'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [7199, '119 minutes'],
    [7200, '2 hours'],
    [172_800, '2 days'],
    [31_536_000, 'more than a year'],
  ])('%d s is %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
