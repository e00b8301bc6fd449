import { defer, finalize, map, timer, type Observable } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../../base/optionChecks.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import { createMetrics, requireMetricsOptions, type MetricsOptions } from './createMetrics.js';
import type { MetricFamily } from './metricFamily.js';
import type { MetricsSource } from './metricsSource.js';

/** Options of `metricsOf`. */
export interface MetricsOfOptions extends MetricsOptions {
  /** The time between two emissions in milliseconds, 1 to 2^31 - 1. Default 15_000. */
  intervalMs?: number | undefined;
}

/**
 * Emits the metrics of a pool, a peer, or a stream of peers: now, and at each interval.
 *
 *     metricsOf(pool)  m----15s----m----15s----m-
 *
 * Each subscription counts separately, from its start on; see `createMetrics`, which returns the metrics whenever they are asked for. Never
 * completes and never errors. Errors at the call with LocalProtocolError `INVALID_OPTION`.
 *
 * @example
 * metricsOf(pool).subscribe((families) => push(formatMetrics(families, 'openmetrics')));
 */
export function metricsOf(
  poolOrPeers: MetricsSource,
  options: MetricsOfOptions = {},
): Observable<readonly MetricFamily[]> {
  const { intervalMs = 15_000, scheduler = preciseScheduler, ...rest } = options;
  requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
  requireMetricsOptions(poolOrPeers, rest);
  return defer(() => {
    const metrics = createMetrics(poolOrPeers, { ...rest, scheduler });
    return timer(0, intervalMs, scheduler).pipe(
      map(() => metrics.collect()),
      finalize(() => metrics.close()),
    );
  });
}
