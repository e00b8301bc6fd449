import type { Observable } from 'rxjs';
import type { PeerError } from '../base/errors.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { PeerMessage } from '../monitor/peerMessage.js';
import type { Network } from '../networks/network.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { ReadyPeer } from '../peer/peer.js';
import type { Traffic } from '../peer/streams/traffic.js';

/** The part of a peer that can be observed, for peers of this process and of other processes. */
export type ObservedPeer<Msg extends Message = Message> = Pick<
  ReadyPeer<Msg>,
  | 'id'
  | 'network'
  | 'direction'
  | 'address'
  | 'transport'
  | 'scheduler'
  | 'local'
  | 'remote'
  | 'protocolVersion'
  | 'features'
  | 'on'
  | 'messages$'
  | 'traffic$'
  | 'faults$'
  | 'pings$'
  | 'exchanges$'
  | 'closed$'
  | 'stats'
  | 'raiseBestHeight'
> & {
  /** The name of the monitor that has the connection; absent for a peer of this process. */
  readonly monitor?: string;
};

/** A message that passed a peer of a pool. */
export interface PeerTraffic<P, Msg extends Message = Message> {
  /** The peer. */
  readonly peer: P;
  /** The message, with its direction, time and size. */
  readonly traffic: Traffic<Msg>;
}

/** A peer that was ready and has ended. */
export interface LostPeer<Msg extends Message = Message, P = ReadyPeer<Msg>> {
  /** The closed peer. */
  readonly peer: P;
  /** Why it has ended, as its `closed$` emits it. */
  readonly reason: CloseReason;
}

/**
 * The part of a pool that can be observed: the streams that a `Pool` and the pool of `fromNats` have. The operators for many peers, the
 * alerts and the dashboard need no more than this.
 *
 * No stream errors; all complete on close. For one event `joined$` or `left$` emits first, then `peers$`, then `stats$`; events that a subscriber
 * causes are emitted afterwards.
 */
export interface ObservedPool<Msg extends Message = Message, P extends ObservedPeer<Msg> = ObservedPeer<Msg>> {
  /** The network of the peers. */
  readonly network: Network<Msg>;
  /** The ready peers, in the order in which their handshakes completed; replays the current set. */
  readonly peers$: Observable<readonly P[]>;
  /** Emits each peer when it is ready. A subscription to the peer within `next` sees every message after its verack. */
  readonly joined$: Observable<P>;
  /** Emits each peer that was ready when it has ended, with the reason. */
  readonly left$: Observable<LostPeer<Msg, P>>;
  /** Emits each connection that could not be opened or whose handshake failed. */
  readonly failed$: Observable<FailedConnection>;
  /** The messages with this command of all peers. Errors at the call with LocalProtocolError `UNKNOWN_COMMAND`. */
  on<C extends Msg['command']>(command: C): Observable<PeerMessage<MessageOf<C, Msg>, P>>;
  /** All messages of all peers. */
  readonly messages$: Observable<PeerMessage<Msg, P>>;
  /** Each frame that a peer received or sent, as the `traffic$` of the peers; copies every payload. */
  readonly traffic$: Observable<PeerTraffic<P, Msg>>;
  /** Emits the figures of the pool when one of them changes; replays the current figures. */
  readonly stats$: Observable<PoolStats>;
  /** Emits errors that do not end the pool. */
  readonly faults$: Observable<PeerError>;
}

/** A connection that could not be opened, or whose handshake failed. */
export interface FailedConnection {
  /** `host:port` of the remote. */
  readonly address: string;
  /** `outbound` if the pool dialled it. */
  readonly direction: 'inbound' | 'outbound';
  /** Why it has failed. */
  readonly error: PeerError;
  /** The name of the monitor that opened it; absent for a connection of this process. */
  readonly monitor?: string;
}

/** The figures of a pool: a frozen snapshot. */
export interface PoolStats {
  /** The number of ready peers that we accepted. */
  readonly inbound: number;
  /** The number of ready peers that we dialled. */
  readonly outbound: number;
  /** The number of dials and incomplete handshakes. */
  readonly connecting: number;
  /** The number of addresses in the address book to which we have never connected. */
  readonly freshAddresses: number;
  /** The number of addresses in the address book to which we have connected. */
  readonly triedAddresses: number;
  /** The number of discouraged hosts (IPv6: /64s): the length of `discouraged()`. */
  readonly discouragedAddresses: number;
  /** The number of banned hosts (IPv6: /64s): the length of `banned()`. */
  readonly bannedAddresses: number;
}
