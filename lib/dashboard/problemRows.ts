import { map, merge, mergeMap, scan, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { escapeText } from '../base/escapeText.js';
import type { PeerError } from '../base/errors.js';
import { lastN } from '../monitor/lastN.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { ObservedPeer, ObservedPool } from '../pool/observedPool.js';
import { monitorText } from './monitorText.js';
import type { ProblemRow } from './protocol.js';

/** The number of rows. */
const MAX_ROWS = 50;
/** Characters of an error's message; remotes choose parts of it. */
const MAX_TEXT_CHARACTERS = 300;

/**
 * The latest problems, the newest first, at most 50: faults that did not end the connection, connections that ended, connections that could
 * not be opened, and faults of the pool itself.
 *
 *     faults, left, failed  --f-----l--
 *     rows                  --x-----y--      x = [f], y = [l, f]
 */
export function problemRows(
  pool: Pick<ObservedPool, 'joined$' | 'left$' | 'failed$' | 'faults$'>,
  scheduler: SchedulerLike,
): Observable<ProblemRow[]> {
  const fault$ = pool.joined$.pipe(
    mergeMap((peer) =>
      peer.faults$.pipe(map((error) => ({ kind: 'fault' as const, ...ofPeer(peer), ...ofError(error) }))),
    ),
  );
  const lost$ = pool.left$.pipe(
    map(({ peer, reason }) => ({ kind: 'lost' as const, ...ofPeer(peer), ...ofReason(reason) })),
  );
  const failed$ = pool.failed$.pipe(
    map(({ address, error, monitor }) => ({
      kind: 'failed' as const,
      address: escapeText(address),
      ...ofMonitor(monitor),
      ...ofError(error),
    })),
  );
  const poolFault$ = pool.faults$.pipe(map((error) => ({ kind: 'fault' as const, address: '', ...ofError(error) })));
  return merge(fault$, lost$, failed$, poolFault$).pipe(
    scan((last, problem) => ({ ...problem, number: last.number + 1, atMs: wallClockMs(scheduler) }), {
      number: 0,
    } as ProblemRow),
    lastN({ size: MAX_ROWS }),
    map((rows) => rows.reverse()),
  );
}

function ofPeer({ id, address, monitor }: ObservedPeer): Pick<ProblemRow, 'peer' | 'address' | 'monitor'> {
  return { peer: id, address: escapeText(address), ...ofMonitor(monitor) };
}

function ofMonitor(monitor: string | undefined): Pick<ProblemRow, 'monitor'> {
  return monitor === undefined ? {} : { monitor: monitorText(monitor) };
}

function ofReason(reason: CloseReason): Pick<ProblemRow, 'blame' | 'code' | 'text'> {
  if (reason.by === 'fault') return ofError(reason.error);
  return reason.by === 'local'
    ? { blame: 'closed by us', code: '', text: 'we closed the connection' }
    : { blame: 'closed by the remote', code: '', text: 'the remote closed the connection' };
}

function ofError({ name, code, message }: PeerError): Pick<ProblemRow, 'blame' | 'code' | 'text'> {
  return { blame: name, code, text: escapeText(message.slice(0, MAX_TEXT_CHARACTERS)) };
}
