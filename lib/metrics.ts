/**
 * `rxpeer/metrics`: metrics of pools and peers for Prometheus. Imports no module of Node; `rxpeer/node` has `serveMetrics` and `processMetrics`.
 */
export { createMetrics, type MetricsOptions } from './export/metrics/createMetrics.js';
export { formatMetrics, type MetricsFormat } from './export/metrics/formatMetrics.js';
export type {
  HistogramBucket,
  HistogramSample,
  MetricDefinition,
  MetricFamily,
  MetricLabels,
  Metrics,
  MetricSample,
  MetricType,
  ValueSample,
} from './export/metrics/metricFamily.js';
export { metricsHandler, type MetricsRequest, type MetricsResponse } from './export/metrics/metricsHandler.js';
export { metricsOf, type MetricsOfOptions } from './export/metrics/metricsOf.js';
export type {
  AnnouncingCommand,
  EndedPeer,
  FailedHandshake,
  MetricsPeer,
  MetricsPool,
  MetricsSinglePeer,
  MetricsSource,
} from './export/metrics/metricsSource.js';
export type { NatsState } from './export/metrics/natsMetrics.js';
