import { map, merge, mergeMap, scan, type Observable, type SchedulerLike } from 'rxjs';
import { remoteHostOf } from '../../address/remoteHost.js';
import { wallClockMs } from '../../base/clock.js';
import { escapeText } from '../../base/escapeText.js';
import type { PeerError } from '../../base/errors.js';
import { lastN } from '../../monitor/lastN.js';
import type { CloseReason } from '../../peer/closeReason.js';
import type { ObservedPeer, ObservedPool } from '../../pool/observedPool.js';
import { CLOSED_BY_REMOTE, CLOSED_BY_US, codeMeaning } from './codeMeaning.js';
import { monitorText } from './monitorText.js';
import type { ProblemRow } from '../protocol/problemRow.js';

/** The number of rows. */
export const MAX_PROBLEM_ROWS = 200;
/** Characters of an error's message; remotes choose parts of it. */
const MAX_TEXT_CHARACTERS = 300;

/**
 * The latest problems, the newest first, at most MAX_PROBLEM_ROWS: faults that did not end the connection, connections that ended, connections that could
 * not be opened, and faults of the pool itself.
 *
 *     faults, left, failed  --f-----l--
 *     rows                  --x-----y--      x = [f], y = [l, f]
 *
 * @param lastLineOf returns the number of the last stored line of a peer
 */
export function problemRows(
  pool: Pick<ObservedPool, 'joined$' | 'left$' | 'failed$' | 'faults$'>,
  scheduler: SchedulerLike,
  lastLineOf: (peer: number) => number | undefined = () => undefined,
): Observable<ProblemRow[]> {
  const ofPeer = ({
    id,
    address,
    monitor,
  }: ObservedPeer): Pick<ProblemRow, 'peer' | 'line' | 'address' | 'host' | 'monitor'> => {
    const line = lastLineOf(id);
    return { peer: id, ...(line === undefined ? {} : { line }), ...ofAddress(address), ...ofMonitor(monitor) };
  };
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
      ...ofAddress(address),
      ...ofMonitor(monitor),
      ...ofError(error),
    })),
  );
  const poolFault$ = pool.faults$.pipe(
    map((error) => ({ kind: 'fault' as const, address: '', host: '', ...ofError(error) })),
  );
  return merge(fault$, lost$, failed$, poolFault$).pipe(
    scan((last, problem) => ({ ...problem, number: last.number + 1, atMs: wallClockMs(scheduler) }), {
      number: 0,
    } as ProblemRow),
    lastN({ size: MAX_PROBLEM_ROWS }),
    map((rows) => rows.reverse()),
  );
}

function ofAddress(address: string): Pick<ProblemRow, 'address' | 'host'> {
  return { address: escapeText(address), host: escapeText(remoteHostOf(address).hostKey) };
}

function ofMonitor(monitor: string | undefined): Pick<ProblemRow, 'monitor'> {
  return monitor === undefined ? {} : { monitor: monitorText(monitor) };
}

type ReasonFields = Pick<ProblemRow, 'blame' | 'code' | 'meaning' | 'text' | 'isMisbehaviour'>;

function ofReason(reason: CloseReason): ReasonFields {
  if (reason.by === 'fault')
    return { ...ofError(reason.error), ...(reason.misbehaviour === true ? { isMisbehaviour: true } : {}) };
  return reason.by === 'local'
    ? { blame: 'closed by us', code: '', meaning: CLOSED_BY_US, text: 'we closed the connection' }
    : { blame: 'closed by the remote', code: '', meaning: CLOSED_BY_REMOTE, text: 'the remote closed the connection' };
}

function ofError({ name, code, message }: PeerError): ReasonFields {
  return { blame: name, code, meaning: codeMeaning(code), text: escapeText(message.slice(0, MAX_TEXT_CHARACTERS)) };
}
