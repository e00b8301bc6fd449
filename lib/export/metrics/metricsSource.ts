import type { Observable } from 'rxjs';
import type { PeerError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import type { CloseReason, PeerStatus } from '../../peer/closeReason.js';
import type { Peer } from '../../peer/peer.js';
import type { FailedConnection, PoolStats } from '../../pool/pool.js';

/** The part of a peer of a pool that the metrics read. */
export type MetricsPeer = Pick<
  Peer,
  'address' | 'direction' | 'transport' | 'faults$' | 'pings$' | 'exchanges$' | 'stats'
>;

/** The commands that announce blocks and transactions. */
export type AnnouncingCommand = 'inv' | 'headers' | 'cmpctblock';

/** The part of a peer that the metrics read if it is not in a pool. */
export interface MetricsSinglePeer extends MetricsPeer {
  /** Its states: the metrics count it from `ready` on. */
  readonly status$: Observable<PeerStatus>;
  /** Why it ended. */
  readonly closed$: Observable<CloseReason>;
  /** The messages with this command. */
  on(command: AnnouncingCommand): Observable<Message>;
}

/** The part of a pool that the metrics read. A `Pool` has this. */
export interface MetricsPool {
  /** The ready peers; replays the current ones. */
  readonly peers$: Observable<readonly MetricsPeer[]>;
  /** Each peer when it is ready. */
  readonly joined$: Observable<MetricsPeer>;
  /** Each peer that was ready, when it has ended. */
  readonly left$: Observable<EndedPeer>;
  /** Each connection that failed before it was ready. */
  readonly failed$: Observable<FailedHandshake>;
  /** The figures of the pool; replays the current ones. */
  readonly stats$: Observable<
    Pick<PoolStats, 'connecting' | 'freshAddresses' | 'triedAddresses' | 'discouragedAddresses' | 'bannedAddresses'>
  >;
  /** Errors that did not end the pool. Default: never emits. */
  readonly faults$?: Observable<PeerError>;
  /** The messages with this command of all peers. */
  on(command: AnnouncingCommand): Observable<{ readonly peer: MetricsPeer; readonly message: Message }>;
}

/** A peer that was ready and has ended. */
export interface EndedPeer {
  /** The ended peer. */
  readonly peer: MetricsPeer;
  /** Why it ended. */
  readonly reason: CloseReason;
}

/** A connection that could not be opened or whose handshake failed. */
export type FailedHandshake = Pick<FailedConnection, 'direction' | 'error'>;

/** A pool, a peer, or a stream that emits each new peer. */
export type MetricsSource = MetricsPool | MetricsSinglePeer | Observable<MetricsSinglePeer>;
