import { Subscription } from 'rxjs';
import { BoundedValues, MAX_CODES } from './boundedValues.js';
import { familyOf, POOL_METRICS, singleValue } from './definitions.js';
import { LabelledCounter } from './labelledCounter.js';
import type { MetricFamily } from './metricFamily.js';
import type { MetricsPool } from './metricsSource.js';

/** The figures of a pool: addresses, bans, dials, errors. */
export class PoolMetrics {
  private readonly codes = new BoundedValues(MAX_CODES, 'other');
  private readonly faults = new LabelledCounter<'code'>();
  private stats = { connecting: 0, freshAddresses: 0, triedAddresses: 0, discouragedAddresses: 0, bannedAddresses: 0 };

  start(pool: MetricsPool): Subscription {
    const subscription = new Subscription();
    subscription.add(pool.stats$.subscribe((stats) => (this.stats = stats)));
    subscription.add(pool.faults$?.subscribe(({ code }) => this.faults.add({ code: this.codes.of(code) })));
    return subscription;
  }

  collect(): MetricFamily[] {
    const { bannedAddresses, connecting, discouragedAddresses, freshAddresses, triedAddresses } = this.stats;
    return [
      singleValue(POOL_METRICS.connecting, connecting),
      familyOf(POOL_METRICS.knownAddresses, [
        { labels: { table: 'fresh' }, value: freshAddresses },
        { labels: { table: 'tried' }, value: triedAddresses },
      ]),
      singleValue(POOL_METRICS.bannedHosts, bannedAddresses),
      singleValue(POOL_METRICS.discouragedHosts, discouragedAddresses),
      familyOf(POOL_METRICS.poolFaults, this.faults.samples()),
    ];
  }
}
