import type { NatsConnection } from '@nats-io/transport-node';
import { concatMap, EMPTY, from, map, merge, mergeMap, pairwise, startWith, tap, type Observable } from 'rxjs';
import type { fromNats } from '../export/nats/remote/fromNats.js';
import type { MonitoredPeer, MonitorStatus, RemotePool } from '../export/nats/remote/remotePool.js';
import type { CloseReason } from '../peer/closeReason.js';
import { errorLine, withAddress } from './errorLine.js';
import type { Io } from './io.js';
import { loadOptional, natsChanges } from './natsConnection.js';
import type { MonitorSource } from './monitorSource.js';
import type { Network } from '../networks/network.js';
import { printEvents, type PrintOptions } from './printEvents.js';
import { transportText } from './transportText.js';
import type { WatchEvent } from './watchEvent.js';
import { withNats } from './withNats.js';

/**
 * `rxpeer watch --nats`: prints the messages of all monitors.
 *
 * @returns the exit code: 0 after `io.stop$` or `--count`; 1 if the server cannot be used
 */
export function watchMonitors(
  source: MonitorSource,
  options: PrintOptions & { readonly network: Network },
  io: Io,
): Promise<number> {
  const { shownUrl } = source.nats;
  return withNats(source.nats, 'rxpeer watch', io, async (connection) => {
    const pool = await openRemotePool(connection, source, options.network);
    const report = (text: string): void => void io.stderr.write(errorLine(text));
    report(`reading the monitors of ${options.network.name} on ${shownUrl}`);
    const changes = natsChanges(connection, shownUrl).subscribe({
      next: report,
      complete: () => {
        report(`the connection to ${shownUrl} is closed`);
        pool.close();
      },
    });
    try {
      return await printEvents(monitorEvents(pool, report), options, io, 1);
    } finally {
      changes.unsubscribe();
      pool.close();
    }
  });
}

/** The pool of all monitors, or of these. */
export async function openRemotePool(
  connection: NatsConnection,
  { monitors, sinceMs }: MonitorSource,
  network: Network,
): Promise<RemotePool> {
  const open: typeof fromNats = (await loadOptional(() => import('../export/nats/remote/fromNats.js'))).fromNats;
  return open(connection, { network, monitors, sinceMs });
}

/**
 * The messages and faults of all peers of the pool. Completes when the pool is closed.
 *
 * @param report called with the joins and ends of peers and monitors, and with lost records
 */
export function monitorEvents(pool: RemotePool, report: (text: string) => void): Observable<WatchEvent> {
  const reported$ = merge(
    pool.joined$.pipe(map((peer) => withAddress(labelOf(peer), transportText(peer.transport)))),
    pool.left$.pipe(map(({ peer, reason }) => withAddress(labelOf(peer), reasonText(reason)))),
    pool.failed$.pipe(
      map(({ address, error, monitor = 'unknown' }) => `${monitor} ${withAddress(address, error.message)}`),
    ),
    poolReports(pool),
  ).pipe(
    tap(report),
    mergeMap(() => EMPTY),
  );
  return merge(pool.connection$.pipe(mergeMap(peerEvents)), reported$);
}

/** The faults of the pool, and the changes of its monitors, as texts for people. */
export function poolReports(pool: Pick<RemotePool, 'faults$' | 'monitors$'>): Observable<string> {
  return merge(
    pool.faults$.pipe(map(({ message }) => message)),
    pool.monitors$.pipe(
      startWith([]),
      pairwise(),
      concatMap(([before, now]) => from(monitorChanges(before, now))),
    ),
  );
}

/** The changes of the monitors, one text for each change. */
export function monitorChanges(before: readonly MonitorStatus[], now: readonly MonitorStatus[]): string[] {
  return now.flatMap(({ isAlive, lostRecords, monitor }) => {
    const known = before.find((each) => each.monitor === monitor);
    const lost = lostRecords - (known?.lostRecords ?? 0);
    return [
      ...(isAlive === (known?.isAlive ?? false) ? [] : [`${monitor}: ${isAlive ? 'publishes' : 'has ended'}`]),
      ...(lost > 0 ? [`${monitor}: ${lost} records lost`] : []),
    ];
  });
}

function peerEvents({ address, faults$, monitor, traffic$ }: MonitoredPeer): Observable<WatchEvent> {
  return merge(
    traffic$.pipe(map((traffic) => ({ kind: 'traffic', address, monitor, traffic }) as const)),
    faults$.pipe(map((error) => ({ kind: 'fault', address: `${monitor} ${address}`, error }) as const)),
  );
}

function labelOf({ address, monitor }: MonitoredPeer): string {
  return `${monitor} ${address}`;
}

function reasonText(reason: CloseReason): string {
  switch (reason.by) {
    case 'fault':
      return reason.error.message;
    case 'local':
      return 'the monitor closed the connection';
    case 'remote':
      return 'the remote closed the connection';
  }
}
