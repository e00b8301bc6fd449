import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { invalidOption, requireBoolean } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';
import { VERSION } from '../../base/version.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import { requireConstantLabels, withConstantLabels } from './constantLabels.js';
import { familyOf, METRICS } from './definitions.js';
import type { MetricFamily, MetricLabels, Metrics } from './metricFamily.js';
import type { FailedHandshake, MetricsSource } from './metricsSource.js';
import { NatsMetrics, type NatsState } from './natsMetrics.js';
import { isPool, observePeers } from './observedPeers.js';
import { PeerMetrics } from './peerMetrics.js';
import { PoolMetrics } from './poolMetrics.js';
import { PropagationMetrics } from './propagationMetrics.js';

/** Options of `createMetrics`. */
export interface MetricsOptions {
  /**
   * Measure how fast blocks and transactions reach the peers. Then every inv, headers and cmpctblock is decoded. docs/metrics.md states the cost.
   * Default true.
   */
  propagation?: boolean | undefined;
  /** Connections that failed before they had a peer, if the source is not a pool. Default: none. */
  failed$?: Observable<FailedHandshake> | undefined;
  /** The state of a connection to NATS, for the metrics `rxpeer_nats_…`. Default: these metrics are absent. */
  nats$?: Observable<NatsState> | undefined;
  /** Labels of every sample, such as `{ monitor: 'berlin' }`, to distinguish several pools in one process. Default: none. */
  labels?: MetricLabels | undefined;
  /** The clock of propagation and of silent peers. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Counts the activity of peers, from the call until `close()`, for `collect()`. The source is a pool, one peer, or a stream that emits each
 * new peer (`connect(…)`, `listen(…)`, or a Subject that `onPeer` feeds).
 *
 * A peer is counted when its handshake is complete; its messages during the handshake are counted, too. The counts of a peer remain when
 * it ends, so counters never decrease. Messages and bytes are read from `stats()` when they are collected. No code runs for each message,
 * unless `propagation` is on.
 *
 * The number of series is bounded: docs/limits.md. No label contains an address or a text that a remote chose: all commands that the network's
 * table does not have are `unknown`. Errors at the call with LocalProtocolError `INVALID_OPTION`.
 *
 * @example
 * const metrics = createMetrics(pool);
 * createServer(metricsHandler(metrics)).listen(9333, '127.0.0.1');
 */
export function createMetrics(poolOrPeers: MetricsSource, options: MetricsOptions = {}): Metrics {
  const { propagation = true, failed$, nats$, labels = {}, scheduler = preciseScheduler } = options;
  requireMetricsOptions(poolOrPeers, options);

  const subscription = new Subscription();
  const peers = new PeerMetrics(observePeers(poolOrPeers, failed$), scheduler);
  const spreads = propagation ? new PropagationMetrics() : undefined;
  const pool = isPool(poolOrPeers) ? new PoolMetrics() : undefined;
  const nats = nats$ === undefined ? undefined : new NatsMetrics();

  // Before the peers: it needs the first set of connected peers.
  subscription.add(spreads?.start(peers.announcements(), peers.identities$, scheduler));
  if (isPool(poolOrPeers)) subscription.add(pool?.start(poolOrPeers));
  if (nats$ !== undefined) subscription.add(nats?.start(nats$));
  peers.start();
  subscription.add(() => peers.close());

  return {
    collect: (): readonly MetricFamily[] =>
      [
        familyOf(METRICS.build, [{ labels: { version: VERSION }, value: 1 }]),
        ...peers.collect(),
        ...(spreads?.collect() ?? []),
        ...(pool?.collect() ?? []),
        ...(nats?.collect() ?? []),
      ].map((family) => withConstantLabels(family, labels)),
    close: () => subscription.unsubscribe(),
  };
}

/** Errors with LocalProtocolError `INVALID_OPTION`. */
export function requireMetricsOptions(poolOrPeers: MetricsSource, { labels, propagation }: MetricsOptions): void {
  if (typeof poolOrPeers !== 'object' || poolOrPeers === null) {
    invalidOption('poolOrPeers', `pool, peer or Observable expected, got ${show(poolOrPeers)}`);
  }
  requireBoolean('propagation', propagation);
  requireConstantLabels(labels ?? {});
}
