import { invalidOption } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';
import { METRICS, POOL_METRICS } from './definitions.js';
import type { MetricFamily, MetricLabels } from './metricFamily.js';

const TAKEN = new Set(
  [...Object.values(METRICS), ...Object.values(POOL_METRICS)].flatMap(({ labelNames }) => [...labelNames]).concat('le'),
);

/** Errors with LocalProtocolError `INVALID_OPTION` for a label that Prometheus does not accept, or that a metric already has. */
export function requireConstantLabels(labels: MetricLabels): void {
  for (const [name, value] of Object.entries(labels)) {
    if (!/^[a-zA-Z_]\w*$/.test(name) || name.startsWith('__')) {
      invalidOption(
        'labels',
        `names of letters, digits and underscores expected, without two underscores before, got ${show(name)}`,
      );
    }
    if (TAKEN.has(name)) invalidOption('labels', `a name that no metric uses expected, got ${show(name)}`);
    if (typeof value !== 'string') invalidOption(`labels/${name}`, `text expected, got ${show(value)}`);
  }
}

/** The metric with these labels on each sample. */
export function withConstantLabels(family: MetricFamily, labels: MetricLabels): MetricFamily {
  const names = Object.keys(labels);
  if (names.length === 0) return family;
  return {
    ...family,
    labelNames: [...names, ...family.labelNames],
    samples: family.samples.map((sample) => ({ ...sample, labels: { ...labels, ...sample.labels } })),
  };
}
