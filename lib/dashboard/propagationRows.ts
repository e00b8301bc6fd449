import { defer, filter, map, type Observable, type SchedulerLike } from 'rxjs';
import { escapeText } from '../base/escapeText.js';
import { latestByKey } from '../monitor/latestByKey.js';
import type { PeerIdentity } from '../monitor/peerMessage.js';
import { propagation } from '../monitor/propagation.js';
import { sightings, type Sighted } from '../monitor/sightings.js';
import type { Propagation } from '../monitor/spread.js';
import type { ObservedPeer, ObservedPool } from '../pool/observedPool.js';
import { monitorText } from './monitorText.js';
import type { PropagationRow } from './protocol.js';

/** The number of rows. */
const MAX_ROWS = 12;
/** Items whose propagation is tracked. Each stores which peers are connected and which of them have announced it. */
const MAX_TRACKED_ITEMS = 500;
/** Half the interval of the updates to pages, so that each update has recent rows. */
const INTERVAL_MS = 100;

/**
 * The latest blocks or transactions that peers have announced, the newest first, and how they propagate.
 *
 *     announced  --a--a--b-----      a twice, by two peers
 *     rows       --x--y--z-----      x = [a], y = [a, seen by 2], z = [b, a]
 *
 * Emits at most 12 rows, at most every 100 ms. An item that is announced again after its tracking data was evicted gets a new row.
 */
export function propagationRows(
  pool: Pick<ObservedPool, 'messages$' | 'peers$'>,
  type: Sighted['type'],
  scheduler: SchedulerLike,
): Observable<PropagationRow[]> {
  return defer(() => {
    // Tracked items refer to these identities, because references to the peers would keep disconnected ones alive.
    const identities = new WeakMap<ObservedPeer, MonitoredIdentity>();
    const identityOf = (peer: ObservedPeer): MonitoredIdentity => {
      let identity = identities.get(peer);
      if (identity === undefined) {
        const { address, id, monitor } = peer;
        identity = { id, address, ...(monitor === undefined ? {} : { monitor }) };
        identities.set(peer, identity);
      }
      return identity;
    };
    return pool.messages$.pipe(
      map(({ peer, message }) => ({ peer: identityOf(peer), message })),
      sightings<MonitoredIdentity>(),
      filter((sighting) => sighting.type === type),
      propagation({
        connected$: pool.peers$.pipe(map((peers) => peers.map(identityOf))),
        maxItems: MAX_TRACKED_ITEMS,
        scheduler,
      }),
      // An overdue sighting would show the row of an old item again.
      filter(({ isOverdue }) => !isOverdue),
      latestByKey({ keyOf: ({ key }) => key, maxKeys: MAX_ROWS, intervalMs: INTERVAL_MS, scheduler }),
      map((latest) => Array.from(latest.values(), toRow).sort((a, b) => b.firstAtMs - a.firstAtMs)),
    );
  });
}

/** A peer, and the monitor that has the connection, if that is another process. */
interface MonitoredIdentity extends PeerIdentity {
  readonly monitor?: string;
}

function toRow(spread: Propagation<MonitoredIdentity>): PropagationRow {
  const { key, firstAtMs, firstPeer, sightings, connected, to50Ms, to90Ms } = spread;
  return {
    hash: key,
    firstAtMs,
    firstPeer: firstPeer.id,
    firstAddress: escapeText(firstPeer.address),
    ...(firstPeer.monitor === undefined ? {} : { firstMonitor: monitorText(firstPeer.monitor) }),
    seen: sightings.length,
    connected,
    ...(to50Ms === undefined ? {} : { to50Ms }),
    ...(to90Ms === undefined ? {} : { to90Ms }),
  };
}
