// The panels of the Grafana dashboards. A panel is described by what differs; this file adds what Grafana needs besides.

/** Every expression names the metrics of the chosen instances only. */
export const SELECTED = 'job=~"$job",instance=~"$instance"';

/** Grafana's grid is 24 columns wide. */
const COLUMNS = 24;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/**
 * A graph over time.
 *
 * @param {{ title: string; description: string; unit: string; series: [expr: string, legend: string][]; stacked?: boolean; width?: number }} panel
 */
export function graph({ title, description, unit, series, stacked = false, width = 12 }) {
  return {
    ...base('timeseries', { title, description, width, height: 8 }),
    targets: targets(series),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom: {
          drawStyle: 'line',
          lineWidth: 1,
          fillOpacity: stacked ? 30 : 5,
          showPoints: 'never',
          stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
        },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'table', placement: 'right', showLegend: true, calcs: ['lastNotNull', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

/** One large number. @param {{ title: string; description: string; unit: string; expr: string; width?: number }} panel */
export function figure({ title, description, unit, expr, width = 4 }) {
  return {
    ...base('stat', { title, description, width, height: 4 }),
    targets: targets([[expr, '']]),
    fieldConfig: {
      defaults: {
        unit,
        color: { mode: 'thresholds' },
        thresholds: { mode: 'absolute', steps: [{ color: 'blue', value: null }] },
      },
      overrides: [],
    },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: 'value',
      graphMode: 'area',
      textMode: 'value',
    },
  };
}

/** The buckets of a histogram over time. @param {{ title: string; description: string; expr: string; width?: number }} panel */
export function heatmap({ title, description, expr, width = 12 }) {
  return {
    ...base('heatmap', { title, description, width, height: 8 }),
    targets: [{ ...targets([[expr, '{{le}}']])[0], format: 'heatmap' }],
    fieldConfig: { defaults: {}, overrides: [] },
    options: {
      calculate: false,
      color: { mode: 'scheme', scheme: 'Blues', steps: 64 },
      yAxis: { unit: 's' },
      legend: { show: true },
      tooltip: { show: true, yHistogram: true },
    },
  };
}

/** A dashboard. @param {{ uid: string; title: string; description: string; panels: object[] }} dashboard */
export function dashboard({ uid, title, description, panels }) {
  return {
    uid,
    title,
    description,
    tags: ['rxpeer'],
    schemaVersion: 38,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    links: [
      { title: 'rxpeer', type: 'dashboards', tags: ['rxpeer'], asDropdown: true, keepTime: true, includeVars: true },
    ],
    templating: { list: [DATASOURCE_VARIABLE, variable('job', ''), variable('instance', '{job=~"$job"}')] },
    panels: placed(panels),
  };
}

/** The share `q` of the observations of a histogram is below the result. */
export function quantile(q, metric, labels = '', by = '') {
  const selector = labels === '' ? SELECTED : `${SELECTED},${labels}`;
  return `histogram_quantile(${q}, sum by (le${by === '' ? '' : `, ${by}`}) (rate(${metric}_bucket{${selector}}[$__rate_interval])))`;
}

/** The increase per second of a counter, summed by labels. */
export function rate(counter, by = '', labels = '') {
  const selector = labels === '' ? SELECTED : `${SELECTED},${labels}`;
  return `sum${by === '' ? '' : ` by (${by})`} (rate(${counter}{${selector}}[$__rate_interval]))`;
}

/** The value of a gauge, summed by labels. */
export function sum(gauge, by = '') {
  return `sum${by === '' ? '' : ` by (${by})`} (${gauge}{${SELECTED}})`;
}

function base(type, { title, description, width, height }) {
  return { type, title, description, datasource: DATASOURCE, gridPos: { w: width, h: height } };
}

function targets(series) {
  return series.map(([expr, legendFormat], i) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + i),
    datasource: DATASOURCE,
    editorMode: 'code',
    expr,
    legendFormat,
    range: true,
  }));
}

const DATASOURCE_VARIABLE = {
  name: 'datasource',
  label: 'Data source',
  type: 'datasource',
  query: 'prometheus',
  refresh: 1,
  hide: 0,
};

function variable(name, selector) {
  return {
    name,
    label: name === 'job' ? 'Job' : 'Instance',
    type: 'query',
    datasource: DATASOURCE,
    query: { query: `label_values(rxpeer_build_info${selector}, ${name})`, refId: name },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
  };
}

/** Gives the panels ids, and places from left to right. */
function placed(panels) {
  let [x, y, rowHeight] = [0, 0, 0];
  return panels.map(({ gridPos: { w, h }, ...panel }, i) => {
    if (x + w > COLUMNS) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const place = { x, y, w, h };
    x += w;
    rowHeight = Math.max(rowHeight, h);
    return { id: i + 1, ...panel, gridPos: place };
  });
}
