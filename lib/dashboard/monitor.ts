import { map, mergeMap, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import type { Network } from '../networks/network.js';
import { lastN } from '../monitor/lastN.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { Pool, PoolStats } from '../pool/pool.js';
import { decodeFrame } from '../wire/payload.js';
import { boundedJson } from './boundedJson.js';
import { curvePoints } from './curvePoints.js';
import { newsRows } from './newsRows.js';
import { avoidedRows } from './avoidedRows.js';
import { noteHeights } from './noteHeights.js';
import { peerRow } from './peerRow.js';
import type { AvoidedRow, CurvePoint, Details, NewsRow, Overview, SequencePart, TroubleRow } from './protocol.js';
import { SequenceLogs } from './sequenceLogs.js';
import { TrafficTotals } from './trafficTotals.js';
import { troubleRows } from './troubleRows.js';

/** Round trips that a row of the table shows. */
const MAX_ROUND_TRIPS = 30;

export interface MonitorOptions {
  pool: Pool;
  network: Network;
  /** Each connection before its first byte, as `onPeer` tells: the sequences then begin with the handshake. Default: the pool's `joined$`. */
  connection$?: Observable<Peer> | undefined;
  /** Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** All that the dashboard shows, as it stands at the moment of asking: nothing waits for who does not ask. */
export interface Monitor {
  overview(): Overview;
  /** The points of the curves behind this one. */
  curvesAfter(number: number): CurvePoint[];
  /** The lines of a connection behind this one. */
  sequenceAfter(peer: number, line: number): SequencePart;
  details(peer: number, line: number): Details;
  /** Looks no more. */
  close(): void;
}

/**
 * Watches a pool, from the call on, whether anybody looks or not. Its memory is bounded: rows as protocol.ts says, sequences as
 * SequenceLogs says, 300 points, 500 blocks and transactions each whose spreading is followed.
 */
export function createMonitor({ pool, network, connection$, scheduler = preciseScheduler }: MonitorOptions): Monitor {
  const startedAtMs = wallClockMs(scheduler);
  const gone = new TrafficTotals();
  const roundTripsMs = new Map<number, readonly number[]>();
  const logs = new SequenceLogs();
  let peers: readonly ReadyPeer[] = [];
  let counts: PoolStats | undefined;
  let blocks: NewsRow[] = [];
  let transactions: NewsRow[] = [];
  let troubles: TroubleRow[] = [];
  let avoided: readonly AvoidedRow[] = [];
  let points: CurvePoint[] = [];

  const subscription = new Subscription();
  subscription.add(logs.follow(connection$ ?? pool.joined$));
  subscription.add(pool.peers$.subscribe((present) => (peers = present)));
  subscription.add(noteHeights(pool).subscribe());
  subscription.add(
    pool.stats$.subscribe((stats) => {
      counts = stats;
      avoided = avoidedRows(pool);
    }),
  );
  subscription.add(newsRows(pool, 'block', scheduler).subscribe((rows) => (blocks = rows)));
  subscription.add(newsRows(pool, 'transaction', scheduler).subscribe((rows) => (transactions = rows)));
  subscription.add(troubleRows(pool, scheduler).subscribe((rows) => (troubles = rows)));
  subscription.add(curvePoints(pool, network, scheduler).subscribe((latest) => (points = latest)));
  subscription.add(pool.joined$.pipe(mergeMap(roundTripsOf)).subscribe(([id, last]) => roundTripsMs.set(id, last)));
  subscription.add(
    pool.left$.subscribe(({ peer }) => {
      gone.add(peer.stats());
      roundTripsMs.delete(peer.id);
    }),
  );

  return {
    overview() {
      const totals = gone.copy();
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
        troubles,
        avoided,
      };
    },
    curvesAfter: (number) => points.filter((point) => point.number > number),
    sequenceAfter(peer, line) {
      const log = logs.watch(peer);
      if (log === undefined) return { peer, lines: [], isUnknown: true };
      return { peer, lines: log.after(line), ...(log.isClosed ? { isClosed: true } : {}) };
    },
    details(peer, number) {
      const log = logs.find(peer);
      const found = log?.find(number);
      const place = { peer, line: number };
      if (found?.frame === undefined) return { ...place, absence: 'This message is not kept any more.' };
      try {
        const { text, isCut } = boundedJson(
          decodeFrame(found.frame, { network, protocolVersion: log?.protocolVersion }),
        );
        return { ...place, json: text, isCut };
      } catch (error) {
        return { ...place, absence: `It cannot be read: ${(error as Error).message}` };
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

/** The last round trips of a peer, the newest at the end, at each. */
function roundTripsOf({ id, pings$ }: ReadyPeer): Observable<readonly [id: number, roundTripsMs: number[]]> {
  return pings$.pipe(
    map(({ roundTripMs }) => Math.round(roundTripMs * 100) / 100),
    lastN({ size: MAX_ROUND_TRIPS }),
    map((last) => [id, last] as const),
  );
}
