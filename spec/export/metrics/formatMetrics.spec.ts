import { describe, expect, it } from '@jest/globals';
import { formatMetrics, type MetricFamily } from '../../../lib/metrics.js';

const counter: MetricFamily = {
  name: 'rxpeer_message_bytes_total',
  type: 'counter',
  help: 'Bytes.',
  unit: 'bytes',
  labelNames: ['command'],
  samples: [
    { labels: { command: 'inv' }, value: 97 },
    { labels: { command: 'tx' }, value: 0 },
  ],
};
const info: MetricFamily = {
  name: 'rxpeer_build_info',
  type: 'info',
  help: 'The version.',
  labelNames: ['version'],
  samples: [{ labels: { version: '1' }, value: 1 }],
};
const histogram: MetricFamily = {
  name: 'rxpeer_ping_round_trip_seconds',
  type: 'histogram',
  help: 'Time.',
  unit: 'seconds',
  labelNames: ['group'],
  samples: [
    {
      labels: { group: 'ipv4' },
      buckets: [
        { upTo: 0.5, count: 1 },
        { upTo: 2, count: 3 },
      ],
      sum: 7.25,
      count: 4,
    },
  ],
};

describe('formatMetrics', () => {
  it('formats the Prometheus text format 0.0.4', () => {
    expect(formatMetrics([counter, info, histogram], 'prometheus')).toBe(`# HELP rxpeer_message_bytes_total Bytes.
# TYPE rxpeer_message_bytes_total counter
rxpeer_message_bytes_total{command="inv"} 97
rxpeer_message_bytes_total{command="tx"} 0
# HELP rxpeer_build_info The version.
# TYPE rxpeer_build_info gauge
rxpeer_build_info{version="1"} 1
# HELP rxpeer_ping_round_trip_seconds Time.
# TYPE rxpeer_ping_round_trip_seconds histogram
rxpeer_ping_round_trip_seconds_bucket{group="ipv4",le="0.5"} 1
rxpeer_ping_round_trip_seconds_bucket{group="ipv4",le="2.0"} 3
rxpeer_ping_round_trip_seconds_bucket{group="ipv4",le="+Inf"} 4
rxpeer_ping_round_trip_seconds_sum{group="ipv4"} 7.25
rxpeer_ping_round_trip_seconds_count{group="ipv4"} 4
`);
  });

  it('formats OpenMetrics 1.0: names of metrics without suffix, units, the type info, EOF', () => {
    expect(formatMetrics([counter, info, histogram], 'openmetrics')).toBe(`# HELP rxpeer_message_bytes Bytes.
# TYPE rxpeer_message_bytes counter
# UNIT rxpeer_message_bytes bytes
rxpeer_message_bytes_total{command="inv"} 97
rxpeer_message_bytes_total{command="tx"} 0
# HELP rxpeer_build The version.
# TYPE rxpeer_build info
rxpeer_build_info{version="1"} 1
# HELP rxpeer_ping_round_trip_seconds Time.
# TYPE rxpeer_ping_round_trip_seconds histogram
# UNIT rxpeer_ping_round_trip_seconds seconds
rxpeer_ping_round_trip_seconds_bucket{group="ipv4",le="0.5"} 1
rxpeer_ping_round_trip_seconds_bucket{group="ipv4",le="2.0"} 3
rxpeer_ping_round_trip_seconds_bucket{group="ipv4",le="+Inf"} 4
rxpeer_ping_round_trip_seconds_sum{group="ipv4"} 7.25
rxpeer_ping_round_trip_seconds_count{group="ipv4"} 4
# EOF
`);
  });

  it('formats no metrics as no text, and as EOF', () => {
    expect(formatMetrics([], 'prometheus')).toBe('');
    expect(formatMetrics([], 'openmetrics')).toBe('# EOF\n');
  });

  it('escapes backslashes and line feeds; quotes in labels, and in the help of OpenMetrics only', () => {
    const odd: MetricFamily = {
      ...counter,
      help: 'a\\b\n"c"',
      samples: [{ labels: { command: 'a\\b\n"c"' }, value: 1 }],
    };
    const text = formatMetrics([odd], 'prometheus').split('\n');
    expect(text[0]).toBe('# HELP rxpeer_message_bytes_total a\\\\b\\n"c"');
    expect(text[2]).toBe('rxpeer_message_bytes_total{command="a\\\\b\\n\\"c\\""} 1');
    expect(formatMetrics([odd], 'openmetrics')).toContain('# HELP rxpeer_message_bytes a\\\\b\\n\\"c\\"\n');
  });

  it('puts metrics with the same name together', () => {
    const [a, b] = ['berlin', 'oslo'].map((monitor) => ({
      ...info,
      samples: [{ labels: { monitor, version: '1' }, value: 1 }],
    }));
    const lines = formatMetrics([a!, counter, b!], 'prometheus').split('\n');
    expect(lines.filter((line) => line.startsWith('# TYPE'))).toHaveLength(2);
    expect(lines.slice(2, 4)).toEqual([
      'rxpeer_build_info{monitor="berlin",version="1"} 1',
      'rxpeer_build_info{monitor="oslo",version="1"} 1',
    ]);
  });

  it.each([
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'NaN'],
    [1e21, '1e+21'],
    [0.1, '0.1'],
  ])('formats the value %p as %s', (value, text) => {
    const family: MetricFamily = { ...counter, samples: [{ labels: {}, value }] };
    expect(formatMetrics([family], 'prometheus')).toContain(`rxpeer_message_bytes_total ${text}\n`);
  });
});
