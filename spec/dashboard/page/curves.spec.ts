import { describe, expect, it } from '@jest/globals';
import { peerPoints } from '../../../lib/dashboard/page/parts/peerCurves/curvePoints.js';
import { PEAK, type Buckets } from '../../../lib/dashboard/page/state/buckets.js';
import { MAX_CURVES, rateCurves, rateFormat } from '../../../lib/dashboard/page/views/overview/rateCurves.js';
import type { CurvePoints } from '../../../lib/dashboard/protocol/peerCurve.js';

const buckets = (curves: Record<string, readonly number[]>, widthMs = 1000): Buckets => ({
  widthMs,
  firstNumber: 0,
  lastComplete: 1,
  startsMs: [0, widthMs],
  curves: new Map(Object.entries(curves)),
});
const points = (widthMs: number, ends: readonly number[]): CurvePoints => ({
  widthMs,
  atMs: ends.map((end, i) => (i === 0 ? end : end - ends[i - 1]!)),
  receivedBytes: ends.map((end) => end / 1000),
  sentBytes: ends.map(() => 0),
  messages: ends.map(() => 1),
  roundTripMs: ends.map(() => null),
});

describe('the curves of the overview', () => {
  it('are those of one direction, by name', () => {
    const curves = rateCurves(
      buckets({ 'received tx': [1, 1], 'received inv': [0, 9], 'sent ping': [5, 5] }),
      'received',
    );
    expect(curves.map(({ id, values }) => [id, values])).toEqual([
      ['inv', [0, 9]],
      ['tx', [1, 1]],
    ]);
  });

  it('add up the commands with the lowest rates, and those that the program has added up', () => {
    const many = Object.fromEntries(Array.from({ length: MAX_CURVES + 2 }, (_, i) => [`sent c${i}`, [i + 1, 0]]));
    const curves = rateCurves(buckets({ ...many, 'sent rest': [100, 7] }), 'sent');
    expect(curves).toHaveLength(MAX_CURVES + 1);
    expect(curves.at(-1)).toMatchObject({ id: 'rest', name: 'others', values: [1 + 2 + 100, 7] });
    expect(rateCurves(buckets(many), 'sent').at(-1)!.values).toEqual([3, 0]);
  });

  it('offer the highest second if a point is longer than one', () => {
    const both = { 'sent ping': [1, 1], [`sent ${PEAK}`]: [8, 9] };
    expect(rateCurves(buckets(both), 'sent').map(({ id }) => id)).toEqual(['ping']);
    expect(rateCurves(buckets(both, 3000), 'sent').at(-1)).toMatchObject({
      id: 'peak',
      isOptional: true,
      values: [8, 9],
    });
    expect(rateCurves(buckets({ [`sent ${PEAK}`]: [0, 0] }, 3000), 'sent')).toEqual([]);
  });

  it('have units', () => {
    expect([rateFormat('bytes')(1500), rateFormat('messages')(1.5)]).toEqual(['1.50 kB/s', '1.50/s']);
  });
});

describe('the curves of a peer', () => {
  it('are minutes before the steps of ten seconds, which do not overlap', () => {
    const coarse = points(60_000, [60_000, 120_000, 180_000, 240_000]);
    const fine = points(10_000, [190_000, 200_000, 210_000]);
    expect(peerPoints({ peer: 1, coarse, fine }).timesMs).toEqual([
      60_000, 120_000, 180_000, 190_000, 200_000, 210_000,
    ]);
    expect(peerPoints({ peer: 1, coarse, fine }).receivedBytes).toEqual([60, 120, 180, 190, 200, 210]);
  });

  it('are those of one level if the other has none', () => {
    const none = points(10_000, []);
    expect(peerPoints({ peer: 1, coarse: none, fine: points(10_000, [10_000]) }).timesMs).toEqual([10_000]);
    expect(peerPoints({ peer: 1, coarse: points(60_000, [60_000]), fine: none }).timesMs).toEqual([60_000]);
  });
});
