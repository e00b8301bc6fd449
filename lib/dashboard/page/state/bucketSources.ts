import type { RateRange, RateSeries, RateUnit } from '../../protocol/rateRange.js';
import type { TrendRange } from '../../protocol/trendRange.js';
import { unpackZeros } from '../../protocol/zeroRuns.js';
import { PEAK, startsOf, type Buckets } from './buckets.js';
import { ask } from './session.js';

/** The buckets of a range of time. */
export interface BucketQuery {
  readonly fromMs: number;
  readonly toMs: number;
  /** The number of buckets, at most. */
  readonly maxPoints: number;
}

/** The source of the buckets of a chart. */
export interface BucketSource {
  /** Another key: other data. */
  readonly key: string;
  /** The value of a curve in a bucket in which it is absent. */
  readonly missing: 0 | null;
  /** The buckets of a range. */
  readonly load: (range: BucketQuery) => Promise<Buckets>;
  /** The buckets of this width after the one of this number. */
  readonly after: (widthMs: number, number: number) => Promise<Buckets>;
}

/** The rates by direction and command: `received inv`. The highest rates of all commands within a second are `received highest second`. */
export function rateSource(unit: RateUnit): BucketSource {
  return {
    key: `rates ${unit}`,
    missing: 0,
    load: async (query) => rateBuckets(await ask('rates', { ...query, unit })),
    after: async (widthMs, number) => rateBuckets(await ask('ratesAfter', { widthMs, number, unit })),
  };
}

/** The times to 50 % and 90 % of the peers: their median, their 90th percentile, and the number of items. */
export function trendSource(type: TrendRange['type']): BucketSource {
  return {
    key: `trend ${type}`,
    missing: null,
    load: async (query) => trendBuckets(await ask('trend', { ...query, type })),
    after: async (widthMs, number) => trendBuckets(await ask('trendAfter', { type, widthMs, number })),
  };
}

function rateBuckets({ received, sent, startsMs, ...numbers }: RateRange): Buckets {
  const curves = [...rateCurves('received', received), ...rateCurves('sent', sent)];
  return { ...numbers, startsMs: startsOf(startsMs), curves: new Map(curves) };
}

function rateCurves(direction: 'received' | 'sent', { max, mean }: RateSeries): [string, readonly number[]][] {
  const named: [string, readonly number[]][] = [...Object.entries(mean), [PEAK, max]];
  return named.map(([name, packed]) => [`${direction} ${name}`, unpackZeros(packed)]);
}

function trendBuckets({ startsMs, to50, to90, ...numbers }: TrendRange): Buckets {
  const curves = new Map<string, readonly (number | null)[]>([
    ['median50', to50.medianMs],
    ['p50', to50.p90Ms],
    ['median90', to90.medianMs],
    ['p90', to90.p90Ms],
    ['count', to50.count],
  ]);
  return { ...numbers, startsMs: startsOf(startsMs), curves };
}
