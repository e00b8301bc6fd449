import {
  catchError,
  defer,
  EMPTY,
  filter,
  from,
  isObservable,
  map,
  merge,
  mergeAll,
  mergeMap,
  NEVER,
  of,
  Subject,
  Subscription,
  take,
  type Observable,
} from 'rxjs';
import { TransportError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import type { CloseReason } from '../../peer/closeReason.js';
import type {
  AnnouncingCommand,
  EndedPeer,
  FailedHandshake,
  MetricsPeer,
  MetricsPool,
  MetricsSinglePeer,
  MetricsSource,
} from './metricsSource.js';

/** The streams that the metrics observe, in the same form for a pool and for single peers. */
export interface ObservedPeers {
  /** The ready peers, and each later one when it is ready. */
  readonly ready$: Observable<MetricsPeer>;
  /** Each peer that was ready, when it has ended. */
  readonly ended$: Observable<EndedPeer>;
  /** Each connection that failed before it was ready. */
  readonly failed$: Observable<FailedHandshake>;
  /** The messages that announce blocks and transactions. While it has a subscriber, these messages are decoded. */
  readonly announcement$: Observable<{ readonly peer: MetricsPeer; readonly message: Message }>;
  /** Subscribes to the source. Call it after you have subscribed to the streams; then they miss nothing. */
  connect(): Subscription;
}

/** `block` is not included: it answers a getdata, so its announcement arrived earlier, and decoding a block takes long. */
const ANNOUNCING: readonly AnnouncingCommand[] = ['inv', 'headers', 'cmpctblock'];

/** @param failed$ connections that failed before they had a peer; for sources that are not pools */
export function observePeers(poolOrPeers: MetricsSource, failed$: Observable<FailedHandshake> = NEVER): ObservedPeers {
  return isPool(poolOrPeers)
    ? ofPool(poolOrPeers)
    : ofPeers(isObservable(poolOrPeers) ? poolOrPeers : of(poolOrPeers), failed$);
}

export function isPool(poolOrPeers: MetricsSource): poolOrPeers is MetricsPool {
  return 'joined$' in poolOrPeers;
}

function ofPool(pool: MetricsPool): ObservedPeers {
  return {
    ready$: merge(pool.peers$.pipe(take(1), mergeAll()), pool.joined$),
    ended$: pool.left$,
    failed$: pool.failed$,
    announcement$: from(ANNOUNCING).pipe(mergeMap((command) => pool.on(command))),
    connect: () => new Subscription(),
  };
}

function ofPeers(source$: Observable<MetricsSinglePeer>, failedDial$: Observable<FailedHandshake>): ObservedPeers {
  const peer$ = new Subject<MetricsSinglePeer>();
  const end$ = peer$.pipe(mergeMap(endOf));
  return {
    ready$: peer$.pipe(mergeMap(whenReady)),
    ended$: end$.pipe(filter(({ wasReady }) => wasReady)),
    failed$: merge(
      failedDial$,
      end$.pipe(
        filter(({ wasReady }) => !wasReady),
        mergeMap(({ peer, reason }) => failuresOf(peer, reason)),
      ),
    ),
    announcement$: peer$.pipe(
      mergeMap((peer) =>
        merge(...ANNOUNCING.map((command) => peer.on(command).pipe(map((message) => ({ peer, message }))))),
      ),
    ),
    // The error of connect() is the end of its peer, which is counted already.
    connect: () => source$.pipe(catchError(() => EMPTY)).subscribe((peer) => peer$.next(peer)),
  };
}

function whenReady(peer: MetricsSinglePeer): Observable<MetricsSinglePeer> {
  return peer.status$.pipe(
    filter((status) => status === 'ready'),
    map(() => peer),
  );
}

/** The end of a peer, and whether it was ready before. */
function endOf(peer: MetricsSinglePeer): Observable<EndedPeer & { readonly wasReady: boolean }> {
  return defer(() => {
    let wasReady = false;
    // Completes with the peer, so nothing has to unsubscribe.
    whenReady(peer).subscribe(() => (wasReady = true));
    return peer.closed$.pipe(map((reason) => ({ peer, reason, wasReady })));
  });
}

/** The failure that a pool would emit: none if we closed the connection. */
function failuresOf({ address, direction }: MetricsPeer, { by, error }: CloseReason): readonly FailedHandshake[] {
  if (by === 'local') return [];
  return [{ direction, error: error ?? new TransportError('REMOTE_CLOSED', `${address} closed the connection`) }];
}
