import type { Observable } from 'rxjs';
import type { PeerError } from '../errors.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { PeerMessage } from '../operators/peerMessage.js';
import type { CloseReason, ReadyPeer } from '../peer/peer.js';

/**
 * Many peers at a time, kept up: their messages together, and who comes and goes. Made by `createPool`.
 *
 * No stream of it errors; all complete on close. Of one event `joined$` or `left$` tells first, then `peers$`, then `stats$`; what that
 * causes is told after it.
 */
export interface Pool<Msg extends Message = Message> {
  /** The peers whose handshake is made, in the order in which they came; replays the present set. */
  readonly peers$: Observable<readonly ReadyPeer<Msg>[]>;
  /** Each peer once it is ready; who subscribes to it synchronously sees every message after its verack. */
  readonly joined$: Observable<ReadyPeer<Msg>>;
  /** Each peer that was ready, once it has ended. */
  readonly left$: Observable<LostPeer<Msg>>;
  /** Each connection that could not be made, or whose handshake failed. */
  readonly failed$: Observable<FailedConnection>;
  /** The messages of all peers with this command. */
  on<C extends Msg['command']>(command: C): Observable<PeerMessage<MessageOf<C, Msg>, ReadyPeer<Msg>>>;
  /** All messages of all peers. */
  readonly messages$: Observable<PeerMessage<Msg, ReadyPeer<Msg>>>;
  /** How the pool stands, whenever that changes; replays the present state. */
  readonly stats$: Observable<PoolStats>;
  /** Trouble that did not end the pool: a seed that does not answer, a file that cannot be read or written, a port that is taken. */
  readonly faults$: Observable<PeerError>;
  /** Begins to dial and to accept. Once; later calls do nothing. */
  start(): void;
  /** Ends all its peers and dials no more; the address book is saved when it returns. Later calls do nothing. */
  close(): void;
}

export interface LostPeer<Msg extends Message = Message> {
  readonly peer: ReadyPeer<Msg>;
  readonly reason: CloseReason;
}

export interface FailedConnection {
  readonly address: string;
  readonly direction: 'inbound' | 'outbound';
  readonly error: PeerError;
}

/** A snapshot of a pool, frozen. */
export interface PoolStats {
  readonly inbound: number;
  readonly outbound: number;
  /** Dials and handshakes under way. */
  readonly connecting: number;
  /** Addresses that were heard of, and those of them that were good once. */
  readonly freshAddresses: number;
  readonly triedAddresses: number;
  /** Addresses that are left alone for a while because their peer misbehaved. */
  readonly bannedAddresses: number;
}
