import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { VERSION } from '../../base/version.js';
import type { RemotePool } from '../../export/nats/remote/remotePool.js';
import type { Network } from '../../networks/network.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { ObservedPeer, ObservedPool, PoolStats } from '../../pool/observedPool.js';
import type { Pool } from '../../pool/pool.js';
import { INITIAL_STATS } from '../../pool/poolEvents.js';
import type { About } from '../protocol/about.js';
import type { MonitorRow } from '../protocol/monitorRow.js';
import type { ProblemRow } from '../protocol/problemRow.js';
import type { SequenceUpdate } from '../protocol/sequence.js';
import { AlertLog } from './alertLog.js';
import { historyAnswers } from './historyAnswers.js';
import { Histories } from './histories.js';
import { lineOf } from './lineOf.js';
import { messageBytes } from './messageBytes.js';
import { createActions } from '../act/createActions.js';
import type { Actions, ActionsOptions } from '../act/actions.js';
import type { MonitorAnswers } from './answers.js';
import { avoidedRows } from './avoidedRows.js';
import type { ConnectingPeer } from './connectingPeer.js';
import { PeerLogs } from './peerLogs.js';
import { messageDetails } from './messageDetails.js';
import { monitorRow } from './monitorRow.js';
import { peerAnswers } from './peerAnswers.js';
import { peerRow } from './peerRow.js';
import { problemRows } from './problemRows.js';
import { PeerReadings } from './peerReadings.js';
import { programRow } from './programRow.js';
import { raiseBestHeights } from './raiseBestHeights.js';
import { RoundTrips } from './roundTrips.js';
import { SequenceLogs, type LoggedPeer } from './sequenceLogs.js';
import { MonitorTables } from './monitorTables.js';

/**
 * A pool whose data the dashboard shows: a `Pool`, or the pool that `fromNats` returns. Hosts that it avoids, and the monitors that it reads, are shown
 * if it has any.
 */
export type MonitoredPool = ObservedPool &
  Partial<Pick<Pool, 'banned' | 'discouraged' | 'ban' | 'unban'>> &
  Partial<Pick<RemotePool, 'monitors$'>>;

export interface MonitorOptions {
  pool: MonitoredPool;
  network: Network;
  /**
   * Emits each connection before its first byte, as the pool's option `onPeer` does, so that the sequences include the handshake. Default:
   * the pool's `joined$`, which emits after the handshake.
   */
  connection$?: Observable<LoggedPeer & ConnectingPeer> | undefined;
  /** Identifies this monitor among others that the same page shows. Default: the time of the call. */
  run?: number | undefined;
  /** A description of the shown connections, for the header of the page. Default: the connections of this process. */
  about?: Partial<About> | undefined;
  /** The folder in which the action `record` writes files, and the limits of these files. Default: see `RecordingsOptions`. */
  recordings?: ActionsOptions['recordings'];
  /** The timers, and the clock of everything but propagation. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
  /**
   * The clock of propagation. For a pool of `fromNats` it is the clock of the records, so that delays do not include the way to the
   * reader. Default `scheduler`.
   */
  sightingScheduler?: SchedulerLike | undefined;
}

/** The data of the dashboard. Each method returns the current state; nothing is queued for a page. */
export interface Monitor {
  /** Identifies its data: another monitor of the same page has another number. */
  readonly run: number;
  readonly tables: MonitorTables;
  readonly answers: MonitorAnswers;
  /** The actions of users on the peers. Await its `close()` before the process ends, so that the files of recordings are complete. */
  readonly actions: Actions;
  /** The alerts of the rules. */
  readonly alerts: AlertLog;
  /** The lines of a connection after the one of this number. Marks the connection as watched (SequenceLogs). */
  sequenceAfter(peer: number, line: number): SequenceUpdate;
  /** Shows where the metrics are served, as soon as that is known. */
  setMetricsUrl(metricsUrl: string): void;
  /** Unsubscribes from the pool. */
  close(): void;
}

/**
 * Collects the data of a pool from the call on, independent of open pages. Memory is bounded: each collector states its bounds.
 */
export function createMonitor(options: MonitorOptions): Monitor {
  const { pool, network, connection$, scheduler = preciseScheduler, sightingScheduler = scheduler } = options;
  const startedAtMs = wallClockMs(scheduler);
  let about: About = { version: VERSION, source: 'pool', targets: [], simulatedNodes: 0, ...options.about };
  const roundTrips = new RoundTrips(pool);
  const logs = new SequenceLogs(() => wallClockMs(scheduler));
  const alerts = new AlertLog(pool, { scheduler, sightingScheduler, lineOf: (peer) => logs.lastLineOf(peer) });
  const histories = new Histories({ pool, network, connection$, scheduler, sightingScheduler });
  const actions = createActions(pool, { scheduler, recordings: options.recordings });
  const peerLogs = new PeerLogs({ pool, connection$, scheduler, localReasonOf: (peer) => actions.reasonOf(peer) });
  let peers: readonly ObservedPeer[] = [];
  const readings = new PeerReadings(() => peers);
  let monitors: readonly MonitorRow[] = [];
  let counts: PoolStats = INITIAL_STATS;
  let problems: ProblemRow[] = [];

  const subscription = new Subscription();
  subscription.add(logs.logConnections(connection$ ?? pool.joined$));
  subscription.add(roundTrips.subscription);
  subscription.add(alerts.subscription);
  subscription.add(peerLogs.subscription);
  subscription.add(() => void actions.close());
  subscription.add(pool.peers$.subscribe((present) => (peers = present)));
  subscription.add(raiseBestHeights(pool).subscribe());
  subscription.add(pool.stats$.subscribe((stats) => (counts = stats)));
  subscription.add(pool.monitors$?.subscribe((statuses) => (monitors = statuses.map(monitorRow))));
  subscription.add(() => histories.close());
  subscription.add(
    problemRows(pool, scheduler, (peer) => logs.lastLineOf(peer)).subscribe((rows) => (problems = rows)),
  );
  subscription.add(pool.left$.subscribe(({ peer }) => readings.addDisconnected(peer.stats())));

  const tables = new MonitorTables(
    {
      program: () => [
        [0, programRow({ atMs: wallClockMs(scheduler), startedAtMs, network, about, counts, readings, problems })],
      ],
      commands: () => keyed(readings.totals().rows(), ({ command }) => command),
      peers: () =>
        readings.all().map(({ peer, stats }) => {
          const { id } = peer;
          const evidence = { roundTripsMs: roundTrips.of(id), missed: peerLogs.exchanges.missedCount(id) };
          return [id, peerRow(peer, stats, evidence)];
        }),
      blocks: () => keyed(histories.propagation.rows('block'), ({ hash }) => hash),
      transactions: () => keyed(histories.propagation.rows('transaction'), ({ hash }) => hash),
      problems: () => keyed(problems, ({ number }) => number),
      avoided: () => keyed(avoidedRows(pool), ({ host }) => host),
      endedLogs: () => keyed(logs.ended(), ({ peer }) => peer),
      monitors: () => keyed(monitors, ({ name }) => name),
      alerts: () => keyed(alerts.rows(), ({ key }) => key),
      ended: () => keyed(peerLogs.ended.rows(), ({ number }) => number),
      actions: () => keyed(actions.rows(), ({ number }) => number),
      recordings: () => keyed(actions.recordings(), ({ number }) => number),
    },
    () => readings.forget(),
  );

  return {
    run: Math.floor(options.run ?? startedAtMs),
    tables,
    alerts,
    actions,
    answers: {
      ...peerAnswers(peerLogs, () => peers),
      details: (key) => messageDetails(logs, network, key),
      ...historyAnswers(histories),
      bytes: (key) => messageBytes(logs, network, key),
      lineOf: (params) => lineOf(logs, network, params),
      acknowledge: ({ key }) => ({ isDone: alerts.acknowledge(key) }),
    },
    sequenceAfter(peer, line) {
      const log = logs.watch(peer);
      if (log === undefined) return { peer, lines: [], isUnknown: true };
      return { peer, lines: log.after(line), ...(log.isClosed ? { isClosed: true } : {}) };
    },
    setMetricsUrl: (metricsUrl) => (about = { ...about, metricsUrl }),
    close: () => subscription.unsubscribe(),
  };
}

function keyed<Row, Key extends string | number>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): (readonly [Key, Row])[] {
  return rows.map((row) => [keyOf(row), row]);
}
