import type { HistogramSample, MetricFamily, MetricLabels, MetricSample } from './metricFamily.js';

/** `prometheus`: the Prometheus text format 0.0.4. `openmetrics`: OpenMetrics 1.0. */
export type MetricsFormat = 'prometheus' | 'openmetrics';

/**
 * Formats metrics as text, with `# HELP` and `# TYPE`; OpenMetrics also has `# UNIT`, and `# EOF` at the end. Metrics with the same name
 * are put together, as both formats require: several `collect()` can be concatenated.
 *
 * Bounds of buckets have a decimal point in both formats (`le="2.0"`), so that a query finds the same series in both formats.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/, https://github.com/prometheus/OpenMetrics.
 */
export function formatMetrics(families: readonly MetricFamily[], format: MetricsFormat): string {
  const byName = new Map<string, MetricFamily[]>();
  for (const family of families) {
    const same = byName.get(family.name);
    if (same === undefined) byName.set(family.name, [family]);
    else same.push(family);
  }
  const lines = Array.from(byName.values(), (same) => familyLines(same, format)).flat();
  return [...lines, ...(format === 'openmetrics' ? ['# EOF'] : []), ''].join('\n');
}

function familyLines([first, ...others]: MetricFamily[], format: MetricsFormat): string[] {
  const { help, name, type, unit } = first!;
  // In OpenMetrics the name of a metric has no suffix; the names of its samples have one.
  const metric = format === 'openmetrics' ? name.replace(/_(total|info)$/, '') : name;
  const typeName = format === 'prometheus' && type === 'info' ? 'gauge' : type;
  return [
    `# HELP ${metric} ${format === 'openmetrics' ? escapeLabel(help) : escapeHelp(help)}`,
    `# TYPE ${metric} ${typeName}`,
    ...(format === 'openmetrics' && unit !== undefined ? [`# UNIT ${metric} ${unit}`] : []),
    ...[first!, ...others].flatMap(({ samples }) => samples.flatMap((sample) => sampleLines(name, sample))),
  ];
}

function sampleLines(name: string, sample: MetricSample): string[] {
  if ('buckets' in sample) return histogramLines(name, sample);
  return [`${name}${labelsText(sample.labels)} ${numberText(sample.value)}`];
}

function histogramLines(name: string, { buckets, count, labels, sum }: HistogramSample): string[] {
  return [
    ...buckets.map(
      (bucket) => `${name}_bucket${labelsText({ ...labels, le: boundText(bucket.upTo) })} ${numberText(bucket.count)}`,
    ),
    `${name}_bucket${labelsText({ ...labels, le: '+Inf' })} ${numberText(count)}`,
    `${name}_sum${labelsText(labels)} ${numberText(sum)}`,
    `${name}_count${labelsText(labels)} ${numberText(count)}`,
  ];
}

function labelsText(labels: MetricLabels): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return '';
  return `{${entries.map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(',')}}`;
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function boundText(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
