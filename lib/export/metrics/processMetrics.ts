import { monitorEventLoopDelay } from 'node:perf_hooks';
import { counter, gauge, singleValue } from './definitions.js';
import type { MetricDefinition, Metrics } from './metricFamily.js';

/** The interval of the timer whose delay is the lag. */
const RESOLUTION_MS = 10;
const NANOSECONDS = 1e9;

const lag = (name: string, what: string): MetricDefinition =>
  gauge(`nodejs_eventloop_lag_${name}_seconds`, `${what} delay of a timer since the last scrape.`, [], 'seconds');

/** Prometheus reserves the names that begin with `process_`; the dashboards for Node read the names that begin with `nodejs_`. */
export const PROCESS_METRICS = {
  cpu: counter('process_cpu_seconds_total', 'Processor time of the process, user and system.', [], 'seconds'),
  resident: gauge('process_resident_memory_bytes', 'Memory of the process in RAM.', [], 'bytes'),
  startTime: gauge('process_start_time_seconds', 'When the process started, since 1970.', [], 'seconds'),
  heapUsed: gauge('nodejs_heap_size_used_bytes', 'JavaScript objects, garbage included.', [], 'bytes'),
  heapTotal: gauge('nodejs_heap_size_total_bytes', 'Memory reserved for JavaScript objects.', [], 'bytes'),
  external: gauge('nodejs_external_memory_bytes', 'Memory outside of the heap that belongs to objects.', [], 'bytes'),
  lagMean: lag('mean', 'Mean'),
  lagP50: lag('p50', 'Median'),
  lagP99: lag('p99', '99th percentile of the'),
  lagMax: lag('max', 'Longest'),
} as const satisfies Record<string, MetricDefinition>;

/**
 * The metrics of this process: processor time, memory, and the lag of the event loop (how much later than planned a timer fires), which a blocked
 * event loop shows at once. The lag covers the time since the last `collect()`, so let one scraper read it. Starts a timer that does not keep the process
 * alive; `close()` stops it.
 */
export function processMetrics(): Metrics {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    collect: () => {
      const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
      const { system, user } = process.cpuUsage();
      // Before the first tick of the timer there is no delay: mean is NaN then, and max is 0.
      const lagOf = (nanoseconds: number): number =>
        Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1000) : 0;
      const families = [
        singleValue(PROCESS_METRICS.cpu, (system + user) / 1e6),
        singleValue(PROCESS_METRICS.resident, rss),
        singleValue(PROCESS_METRICS.startTime, performance.timeOrigin / 1000),
        singleValue(PROCESS_METRICS.heapUsed, heapUsed),
        singleValue(PROCESS_METRICS.heapTotal, heapTotal),
        singleValue(PROCESS_METRICS.external, external),
        singleValue(PROCESS_METRICS.lagMean, lagOf(delays.mean)),
        singleValue(PROCESS_METRICS.lagP50, lagOf(delays.percentile(50))),
        singleValue(PROCESS_METRICS.lagP99, lagOf(delays.percentile(99))),
        singleValue(PROCESS_METRICS.lagMax, lagOf(delays.max)),
      ];
      delays.reset();
      return families;
    },
    close: () => void delays.disable(),
  };
}
