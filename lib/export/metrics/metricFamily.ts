/** The kind of a metric. `info` is a gauge of value 1 whose labels are the information. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'info';

/** The labels of a sample. No value is an address, or a text that a remote chose. */
export type MetricLabels = Readonly<Record<string, string>>;

/** The definition of a metric. */
export interface MetricDefinition {
  /** The name, with its unit at the end; followed by `_total` for a counter, by `_info` for an info: `rxpeer_message_bytes_total`. */
  readonly name: string;
  /** The kind of metric. */
  readonly type: MetricType;
  /** One sentence for readers. */
  readonly help: string;
  /** The base unit of the values; absent for counts. */
  readonly unit?: 'seconds' | 'bytes';
  /** The names of the labels that each sample has. */
  readonly labelNames: readonly string[];
}

/** One series of a metric, at one time. */
export type MetricSample = ValueSample | HistogramSample;

/** A sample of a counter, gauge or info. */
export interface ValueSample {
  /** The labels that distinguish this series. */
  readonly labels: MetricLabels;
  /** The value, in the unit of the metric. */
  readonly value: number;
}

/** A sample of a histogram. */
export interface HistogramSample {
  /** The labels that distinguish this series, without `le`. */
  readonly labels: MetricLabels;
  /** The buckets in ascending order, without the bucket of infinity, which contains all observations. */
  readonly buckets: readonly HistogramBucket[];
  /** The sum of the observed values, in the unit of the metric. */
  readonly sum: number;
  /** The number of observations. */
  readonly count: number;
}

/** One bucket of a histogram. */
export interface HistogramBucket {
  /** The upper bound, in the unit of the metric; a value equal to it belongs to the bucket. */
  readonly upTo: number;
  /** The number of observations up to the bound: each bucket includes the smaller ones. */
  readonly count: number;
}

/** A metric with its current samples. */
export interface MetricFamily extends MetricDefinition {
  /** The samples; none if nothing has been observed yet. */
  readonly samples: readonly MetricSample[];
}

/** Something whose metrics can be read at any time. */
export interface Metrics {
  /** The current values. Belongs to the caller, and does not change later. */
  collect(): readonly MetricFamily[];
  /** Stops counting: `collect()` then returns counters that do not change any more, and no peers. Later calls do nothing. */
  close(): void;
}
