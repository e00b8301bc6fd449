import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import { createMetrics, type MetricFamily } from '../../../lib/metrics.js';
import { processMetrics } from '../../../lib/node.js';
import { dashboards } from '../../../scripts/grafana/dashboards.mjs';
import { fakePool } from './fakePool.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const ownProcess = processMetrics();
const families = [...createMetrics(fakePool(), { nats$: NEVER }).collect(), ...ownProcess.collect()];
ownProcess.close();

/** The name, type, unit and labels of a metric, as a row of the page. */
const rowOf = ({ name, type, unit, labelNames }: MetricFamily): string[] => [
  name,
  type,
  unit ?? '',
  labelNames.join(', '),
];

describe('docs/metrics.md', () => {
  it('lists every metric with its type, unit and labels', () => {
    const rows = read('docs/metrics.md')
      .split('\n')
      .filter((line) => /^\| `[a-z_0-9]+`/.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, 5)
          .map((cell) => cell.trim().replaceAll('`', '')),
      );
    const metrics = rows.filter(([, type]) => ['counter', 'gauge', 'histogram', 'info'].includes(type!));
    expect(metrics.sort()).toEqual(families.map(rowOf).sort());
  });
});

describe('the names of metrics', () => {
  it.each(families.map((family) => [family.name, family] as const))('%s follows the conventions', (name, family) => {
    const { help, labelNames, type, unit } = family;
    expect(name).toMatch(/^(rxpeer|process|nodejs)(_[a-z0-9]+)+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name.endsWith('_info')).toBe(type === 'info');
    expect(/_(seconds|bytes)(_total)?$/.exec(name)?.[1]).toBe(unit);
    expect(help).toMatch(/^[A-Z\d].*\.$/);
    for (const label of labelNames) expect(label).toMatch(/^[a-z]+$/);
  });
});

describe('the dashboards', () => {
  it.each(Object.entries(dashboards))('%s are equal to the output of the script', (name, dashboard) => {
    expect(JSON.parse(read(`dashboards/grafana/${name}.json`))).toEqual(dashboard);
  });

  it.each(Object.entries(dashboards))(
    '%s have a data source variable, and panels with units, descriptions and legends',
    (_, dashboard) => {
      expect(dashboard.schemaVersion).toBe(38);
      expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource' });
      for (const { description, fieldConfig, gridPos, targets, type } of dashboard.panels) {
        expect(description).toMatch(/\.$/);
        expect(targets.length).toBeGreaterThan(0);
        if (type !== 'heatmap') expect(fieldConfig.defaults.unit).toEqual(expect.any(String));
        if (type === 'timeseries') for (const { legendFormat } of targets) expect(legendFormat).not.toBe('');
        expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      }
    },
  );

  it('and the alert rules name only metrics and labels that exist, and every metric is on a dashboard', () => {
    const panels = Object.values(dashboards).flatMap((dashboard) => dashboard.panels);
    const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const known = families.flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    );
    const namesIn = (text: string): string[] => text.match(/\b(rxpeer|process|nodejs)_[a-z0-9_]+/g) ?? [];
    const rules = read('dashboards/prometheus/alerts.yml').replaceAll(/^ *(#|description|summary).*$/gm, '');
    expect([...exprs, rules].flatMap(namesIn).filter((name) => !known.includes(name))).toEqual([]);
    const shown = new Set(exprs.flatMap(namesIn).map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    expect(families.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});
