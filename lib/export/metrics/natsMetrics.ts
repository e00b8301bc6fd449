import type { Observable, Subscription } from 'rxjs';
import { familyOf, NATS_METRICS } from './definitions.js';
import type { MetricFamily } from './metricFamily.js';

/** The state of a connection to NATS, as its metrics show it. The counts are totals since the start and never decrease. */
export interface NatsState {
  /** Whether there is a connection. */
  readonly isConnected: boolean;
  /** The number of reconnections. */
  readonly reconnects: number;
  /** The number of messages that were published. */
  readonly publishedMessages: number;
  /** Their bytes. */
  readonly publishedBytes: number;
  /** The number of messages that were dropped, because the server is absent or too slow. */
  readonly droppedMessages: number;
  /** Their bytes. */
  readonly droppedBytes: number;
  /** The bytes that wait to be published. */
  readonly queuedBytes: number;
}

/** The latest state of a connection to NATS. */
export class NatsMetrics {
  private state: NatsState | undefined;

  start(nats$: Observable<NatsState>): Subscription {
    return nats$.subscribe((state) => (this.state = state));
  }

  /** Without samples before the first state. */
  collect(): MetricFamily[] {
    return (Object.keys(NATS_METRICS) as (keyof NatsState)[]).map((name) =>
      familyOf(NATS_METRICS[name], this.state === undefined ? [] : [{ labels: {}, value: Number(this.state[name]) }]),
    );
  }
}
