import { map, mergeMap, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import type { Network } from '../networks/network.js';
import { lastN } from '../monitor/lastN.js';
import type { RemotePool } from '../export/nats/remote/remotePool.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { ObservedPeer, ObservedPool, PoolStats } from '../pool/observedPool.js';
import type { Pool } from '../pool/pool.js';
import { decodeFrame } from '../wire/payload.js';
import { boundedJson } from './boundedJson.js';
import { ratePoints } from './ratePoints.js';
import { propagationRows } from './propagationRows.js';
import { avoidedRows } from './avoidedRows.js';
import { raiseBestHeights } from './raiseBestHeights.js';
import { monitorRow } from './monitorRow.js';
import { peerRow } from './peerRow.js';
import type {
  AvoidedRow,
  RatePoint,
  Details,
  MonitorRow,
  PropagationRow,
  Overview,
  SequenceUpdate,
  ProblemRow,
} from './protocol.js';
import { SequenceLogs, type LoggedPeer } from './sequenceLogs.js';
import { TrafficTotals } from './trafficTotals.js';
import { problemRows } from './problemRows.js';

/** Round-trip times in a row of the table of peers. */
const MAX_ROUND_TRIPS = 30;

/**
 * A pool whose data the dashboard shows: a `Pool`, or the pool that `fromNats` returns. Hosts that it avoids, and the monitors that it reads, are shown
 * if it has any.
 */
export type MonitoredPool = ObservedPool &
  Partial<Pick<Pool, 'banned' | 'discouraged'>> &
  Partial<Pick<RemotePool, 'monitors$'>>;

export interface MonitorOptions {
  pool: MonitoredPool;
  network: Network;
  /**
   * Emits each connection before its first byte, as the pool's option `onPeer` does, so that the sequences include the handshake. Default:
   * the pool's `joined$`, which emits after the handshake.
   */
  connection$?: Observable<LoggedPeer> | undefined;
  /** The timers, and the clock of everything but propagation. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
  /** The clock of propagation: that of the records for a pool of `fromNats`, so that delays are those of the network. Default `scheduler`. */
  sightingScheduler?: SchedulerLike | undefined;
}

/** The data of the dashboard. Each method returns the current state; nothing is queued for a page. */
export interface Monitor {
  overview(): Overview;
  /** The points after the one of this number. */
  ratesAfter(number: number): RatePoint[];
  /** The lines of a connection after the one of this number. Marks the connection as watched (SequenceLogs). */
  sequenceAfter(peer: number, line: number): SequenceUpdate;
  /** All fields of one message. */
  details(peer: number, line: number): Details;
  /** Unsubscribes from the pool. */
  close(): void;
}

/**
 * Collects the data of a pool from the call on, independent of open pages. Memory is bounded: the rows as described in protocol.ts, the
 * sequences as described at SequenceLogs, 300 rate points, and the propagation of 500 blocks and of 500 transactions.
 */
export function createMonitor(options: MonitorOptions): Monitor {
  const { pool, network, connection$, scheduler = preciseScheduler, sightingScheduler = scheduler } = options;
  const startedAtMs = wallClockMs(scheduler);
  const disconnectedTotals = new TrafficTotals();
  const roundTripsMs = new Map<number, readonly number[]>();
  const logs = new SequenceLogs();
  let peers: readonly ObservedPeer[] = [];
  let monitors: readonly MonitorRow[] = [];
  let counts: PoolStats | undefined;
  let blocks: PropagationRow[] = [];
  let transactions: PropagationRow[] = [];
  let problems: ProblemRow[] = [];
  let avoided: readonly AvoidedRow[] = [];
  let points: RatePoint[] = [];

  const subscription = new Subscription();
  subscription.add(logs.logConnections(connection$ ?? pool.joined$));
  subscription.add(pool.peers$.subscribe((present) => (peers = present)));
  subscription.add(raiseBestHeights(pool).subscribe());
  subscription.add(
    pool.stats$.subscribe((stats) => {
      counts = stats;
      avoided = avoidedRows(pool);
    }),
  );
  subscription.add(propagationRows(pool, 'block', sightingScheduler).subscribe((rows) => (blocks = rows)));
  subscription.add(propagationRows(pool, 'transaction', sightingScheduler).subscribe((rows) => (transactions = rows)));
  subscription.add(pool.monitors$?.subscribe((statuses) => (monitors = statuses.map(monitorRow))));
  subscription.add(problemRows(pool, scheduler).subscribe((rows) => (problems = rows)));
  subscription.add(ratePoints(pool, network, scheduler).subscribe((latest) => (points = latest)));
  subscription.add(pool.joined$.pipe(mergeMap(roundTripsOf)).subscribe(([id, last]) => roundTripsMs.set(id, last)));
  subscription.add(
    pool.left$.subscribe(({ peer }) => {
      disconnectedTotals.add(peer.stats());
      roundTripsMs.delete(peer.id);
    }),
  );

  return {
    overview() {
      const totals = disconnectedTotals.copy();
      const rows = peers.map((peer) => {
        const stats = peer.stats();
        totals.add(stats);
        return peerRow(peer, stats, roundTripsMs.get(peer.id) ?? []);
      });
      return {
        atMs: wallClockMs(scheduler),
        startedAtMs,
        network: network.name,
        pool: { ...NO_COUNTS, ...counts },
        received: totals.received.snapshot(),
        sent: totals.sent.snapshot(),
        peers: rows,
        blocks,
        transactions,
        problems,
        avoided,
        monitors,
      };
    },
    ratesAfter: (number) => points.filter((point) => point.number > number),
    sequenceAfter(peer, line) {
      const log = logs.watch(peer);
      if (log === undefined) return { peer, lines: [], isUnknown: true };
      return { peer, lines: log.after(line), ...(log.isClosed ? { isClosed: true } : {}) };
    },
    details(peer, number) {
      const log = logs.find(peer);
      const found = log?.find(number);
      const key = { peer, line: number };
      if (found?.frame === undefined)
        return { ...key, missingReason: 'The payload of this message is no longer stored.' };
      try {
        const { text, isCut } = boundedJson(
          decodeFrame(found.frame, { network, protocolVersion: log?.protocolVersion }),
        );
        return { ...key, json: text, isCut };
      } catch (error) {
        return { ...key, missingReason: `The payload cannot be decoded: ${(error as Error).message}` };
      }
    },
    close: () => subscription.unsubscribe(),
  };
}

const NO_COUNTS: PoolStats = {
  inbound: 0,
  outbound: 0,
  connecting: 0,
  freshAddresses: 0,
  triedAddresses: 0,
  discouragedAddresses: 0,
  bannedAddresses: 0,
};

/** Emits the last round-trip times of a peer after each pong, the newest at the end. */
function roundTripsOf({ id, pings$ }: ObservedPeer): Observable<readonly [id: number, roundTripsMs: number[]]> {
  return pings$.pipe(
    map(({ roundTripMs }) => Math.round(roundTripMs * 100) / 100),
    lastN({ size: MAX_ROUND_TRIPS }),
    map((last) => [id, last] as const),
  );
}
