import type { Observable, ObservableInput } from 'rxjs';
import type { PeerError } from '../base/errors.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { PeerMessage } from '../monitor/peerMessage.js';
import type { ConsumeOptions } from '../peer/receive/consumers.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { ReadyPeer } from '../peer/peer.js';
import type { AvoidedHost } from './avoidedHosts.js';
import type { BanOptions } from './reputation.js';

/**
 * Many peers at a time, kept up: their messages together, and who comes and goes. Made by `createPool`.
 *
 * No stream of it errors, except `consume()`; all complete on close. Of one event `joined$` or `left$` tells first, then `peers$`, then `stats$`; what that
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
  /**
   * The messages of all peers with this command, for work that takes time. Each peer's reading is held back while more than its
   * `readBudgetBytes` of them are unfinished, so a slow consumer slows down the remotes instead of filling memory; the other peers are read
   * on. A message is finished when the Observable of its projection completes.
   *
   * Begins at the subscription, with the peers that are there and those that join later; several subscribers each have their own.
   * Within one peer the messages keep their order. Completes when the pool closes and what had been read is handed out. Errors with LocalProtocolError
   * `CALLBACK_FAILED` if `project` throws, and with the error of an inner Observable. A peer whose reading is held back for longer than
   * `consumerTimeoutMs` ends with `CONSUMER_STALLED`. Errors at the call with LocalProtocolError `UNKNOWN_COMMAND` and `INVALID_OPTION`.
   *
   * @param options.concurrency the number of messages of each peer that are under way at a time, default 1
   *
   * @example
   * pool.consume('block', ({ peer, message }) => store(message, peer.address)).subscribe();
   */
  consume<C extends Msg['command'], R>(
    command: C,
    project: (message: PeerMessage<MessageOf<C, Msg>, ReadyPeer<Msg>>) => ObservableInput<R>,
    options?: ConsumeOptions,
  ): Observable<R>;
  /** All messages of all peers. */
  readonly messages$: Observable<PeerMessage<Msg, ReadyPeer<Msg>>>;
  /** How the pool stands, whenever that changes; replays the present state. */
  readonly stats$: Observable<PoolStats>;
  /** Trouble that did not end the pool: a seed that does not answer, a file that cannot be read or written, a port that is taken. */
  readonly faults$: Observable<PeerError>;
  /**
   * Bans a host: its peers are closed, it is not dialled, and its connections are refused. A pool never bans by itself. IPv6 is banned by
   * /64. The ban is kept in the address book.
   *
   * Errors at the call with LocalProtocolError `INVALID_OPTION` for a host that is no address or name, or is among the pool's `addresses`;
   * with `LIMIT_EXCEEDED` if 10,000 hosts are banned.
   *
   * @param host an IPv4 or IPv6 address, an IPv6 /64 as `banned()` lists it, an onion, I2P or CJDNS address, or a name; a port is ignored
   */
  ban(host: string, options?: BanOptions): void;
  /** Ends the ban and the discouragement of a host. Returns false if it had neither. Errors as `ban()` for what is no host. */
  unban(host: string): boolean;
  /**
   * The hosts that the user has banned, with reason and end. At most 10,000, in the order in which they were banned; a snapshot.
   */
  banned(): readonly AvoidedHost[];
  /**
   * The hosts of which a peer misbehaved, with the error that ended that peer, for 24 hours (`discourageMs`). A discouraged host is not
   * dialled; its connections are accepted while there is room, and it is evicted first. Never discouraged are hosts that the user named in
   * `addresses`, and those of loopback, private networks, link-local and carrier-grade NAT. IPv6 is discouraged by /64. At most 10,000: beyond
   * that the entry that ends first is evicted. A snapshot.
   */
  discouraged(): readonly AvoidedHost[];
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
  /** Hosts (IPv6: /64s) that the pool avoids because a peer of theirs misbehaved: the length of `discouraged()`. */
  readonly discouragedAddresses: number;
  /** Hosts (IPv6: /64s) that the user banned: the length of `banned()`. */
  readonly bannedAddresses: number;
}
