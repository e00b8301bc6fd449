import {
  concat,
  concatAll,
  defer,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  take,
  takeUntil,
  tap,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { TransportError, type PeerError } from '../../base/errors.js';
import type { CloseReason } from '../../peer/closeReason.js';
import type { Peer } from '../../peer/peer.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { FailedConnection } from '../../pool/pool.js';
import type { ExportEvent, ExportedPeer } from './exportEvent.js';

/** A peer whose events are exported: a `Peer`, or a peer of the pool that `fromNats` returns. */
export type SourcePeer = ExportedPeer & Pick<Peer, 'traffic$' | 'faults$' | 'pings$' | 'exchanges$'>;

/** A single peer, whose handshake may be incomplete. */
export type SinglePeer = SourcePeer & Pick<Peer, 'status$' | 'closed$'>;

/** A pool whose events are exported: a `Pool`, or the pool of `fromNats`. */
export interface SourcePool<P extends SourcePeer = SourcePeer> {
  /** The current peers; replays the current set. */
  readonly peers$: Observable<readonly P[]>;
  /** Emits each peer when it is ready. */
  readonly joined$: Observable<P>;
  /** Emits each peer that has ended, with the reason. */
  readonly left$: Observable<{ readonly peer: P; readonly reason: CloseReason }>;
  /** Emits each connection that could not be opened or whose handshake failed. */
  readonly failed$: Observable<FailedConnection>;
}

/** Options of `exportEvents`. */
export interface ExportEventsOptions {
  /**
   * Emits each connection of a pool before its first byte, as the pool's option `onPeer` does, so that the events include the messages of the
   * handshake. Default: the pool's `peers$` and `joined$`, whose peers have completed it.
   */
  connection$?: Observable<SourcePeer> | undefined;
  /** False: no events of kind `message`, so that no payload is copied. Default true. */
  messages?: boolean | undefined;
  /** The clock of failed connections, which have no peer. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Emits the events of the connections of a pool, or of one peer: messages, joins, ends, failures, faults, round trips and exchanges.
 *
 *     pool.joined$      --p---------------
 *     pool.left$        ----------p-------
 *     p.traffic$          --m--m-----------
 *     exportEvents(pool)--j-m--m--l-------      j joined, m message, l left
 *
 * At the subscription it emits `joined` for each peer of a pool that is ready already. All events are hot: those before the subscription are not
 * emitted. Completes when the pool or the peer is closed. Never errors.
 *
 * @example
 * exportEvents(pool, { messages: false }).subscribe(({ kind, atMs }) => console.log(new Date(atMs), kind));
 */
export function exportEvents(
  source: SourcePool | SinglePeer,
  options: ExportEventsOptions = {},
): Observable<ExportEvent> {
  return 'peers$' in source ? eventsOfPool(source, options) : eventsOfSinglePeer(source, options);
}

/** Emits the peers that are ready at the subscription, and then each peer when its handshake completes. */
export function readyPeers<P extends SourcePeer>({
  joined$,
  peers$,
}: Pick<SourcePool<P>, 'joined$' | 'peers$'>): Observable<P> {
  return concat(peers$.pipe(take(1), concatAll()), joined$);
}

function eventsOfPool(
  source: SourcePool,
  { connection$, messages = true, scheduler = preciseScheduler }: ExportEventsOptions,
): Observable<ExportEvent> {
  const { failed$, left$, peers$ } = source;
  return merge(
    connection$ === undefined ? NEVER : connection$.pipe(mergeMap((peer) => eventsWhileOpen(peer, messages))),
    readyPeers(source).pipe(
      mergeMap((peer) => {
        const joined$ = of<ExportEvent>({ kind: 'joined', atMs: timeOf(peer), peer });
        return connection$ === undefined ? concat(joined$, eventsWhileOpen(peer, messages)) : joined$;
      }),
    ),
    left$.pipe(map(({ peer, reason }): ExportEvent => ({ kind: 'left', atMs: timeOf(peer), peer, reason }))),
    failed$.pipe(map((failed): ExportEvent => ({ kind: 'failed', atMs: wallClockMs(scheduler), ...failed }))),
  ).pipe(takeUntil(peers$.pipe(ignoreElements(), endWith(true))));
}

function eventsOfSinglePeer(peer: SinglePeer, { messages = true }: ExportEventsOptions): Observable<ExportEvent> {
  const { address, closed$, direction, status$ } = peer;
  return defer(() => {
    let isReady = false;
    const joined$ = status$.pipe(
      filter((status) => status === 'ready'),
      map((): ExportEvent => ({ kind: 'joined', atMs: timeOf(peer), peer })),
      tap(() => (isReady = true)),
    );
    const ended$ = closed$.pipe(
      map((reason): ExportEvent => {
        const atMs = timeOf(peer);
        if (isReady) return { kind: 'left', atMs, peer, reason };
        return { kind: 'failed', atMs, address, direction, peer, error: reason.error ?? endedEarly(reason.by) };
      }),
    );
    return merge(eventsWhileOpen(peer, messages), joined$, ended$);
  });
}

/** The events of one connection until it is closed. */
function eventsWhileOpen(peer: SourcePeer, messages: boolean): Observable<ExportEvent> {
  const { exchanges$, faults$, pings$, traffic$ } = peer;
  return merge(
    messages
      ? traffic$.pipe(map((traffic): ExportEvent => ({ kind: 'message', atMs: traffic.atMs, peer, traffic })))
      : EMPTY,
    faults$.pipe(map((error): ExportEvent => ({ kind: 'fault', atMs: timeOf(peer), peer, error }))),
    pings$.pipe(map((roundTrip): ExportEvent => ({ kind: 'ping', atMs: timeOf(peer), peer, roundTrip }))),
    exchanges$.pipe(map((exchange): ExportEvent => ({ kind: 'exchange', atMs: timeOf(peer), peer, exchange }))),
  );
}

function timeOf({ scheduler }: ExportedPeer): number {
  return scheduler.wallMs();
}

function endedEarly(by: 'local' | 'remote' | 'fault'): PeerError {
  const side = by === 'local' ? 'we' : 'the remote';
  return new TransportError(
    by === 'local' ? 'ENDED' : 'REMOTE_CLOSED',
    `${side} closed the connection before the handshake was complete`,
  );
}
