/// <reference lib="esnext.disposable" preserve="true" />
import type { Observable, ObservableInput } from 'rxjs';
import type { PeerError } from '../base/errors.js';
import type { MessageStream } from '../iterable/messageStream.js';
import type { StreamOptions } from '../iterable/streamOptions.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { PeerMessage } from '../monitor/peerMessage.js';
import type { ConsumeOptions } from '../peer/receive/consumers.js';
import type { ReadyPeer } from '../peer/peer.js';
import type { AvoidedHost } from './avoidedHosts.js';
import type { ObservedPool } from './observedPool.js';
import type { BanOptions } from './reputation.js';

export type { FailedConnection, LostPeer, PoolStats } from './observedPool.js';

/**
 * A set of connections to many peers that the pool maintains, with their messages in one stream per command. Create one with `createPool`.
 *
 * No stream errors, except that of `consume()`; all complete on close. For one event `joined$` or `left$` emits first, then `peers$`, then
 * `stats$`; events that a subscriber causes are emitted afterwards.
 */
export interface Pool<Msg extends Message = Message> extends ObservedPool<Msg, ReadyPeer<Msg>> {
  /**
   * Processes the messages with this command of all peers, with backpressure. A peer stops reading while more than its `readBudgetBytes` of
   * messages are unfinished, so a slow consumer slows down the remote instead of filling memory; the other peers continue. A message is finished
   * when the Observable that `project` returns completes.
   *
   * Cold: each subscription processes the messages of the current peers and of peers that join later. The messages of one peer keep their
   * order. Completes when the pool is closed and the messages that were read before are processed. Errors with LocalProtocolError
   * `CALLBACK_FAILED` if `project` throws, and with the error of the Observable that it returns. A peer that cannot read for longer than
   * `consumerTimeoutMs` ends with `CONSUMER_STALLED`. Errors at the call with LocalProtocolError `UNKNOWN_COMMAND` and `INVALID_OPTION`.
   *
   * @param options.concurrency the number of messages of each peer that are processed at the same time, default 1
   *
   * @example
   * pool.consume('block', ({ peer, message }) => store(message, peer.address)).subscribe();
   */
  consume<C extends Msg['command'], R>(
    command: C,
    project: (message: PeerMessage<MessageOf<C, Msg>, ReadyPeer<Msg>>) => ObservableInput<R>,
    options?: ConsumeOptions,
  ): Observable<R>;
  /**
   * The messages of all peers with this command, or all messages, for a `for await` loop: of the current peers and of peers that join later. The
   * options are those of `peer.stream()`; with `overflow: 'pause'` each peer whose messages wait stops reading, and the others continue.
   *
   * The end of a peer does not end the loop, for any reason of its end. The loop ends when the pool is closed, after the messages that are
   * not read, and throws the signal's reason at once if the signal aborts. Errors at the call with LocalProtocolError `UNKNOWN_COMMAND` and
   * `INVALID_OPTION`.
   *
   * @example
   * for await (const { peer, message } of pool.stream('inv')) console.log(peer.address, message.items.length);
   */
  stream<C extends Msg['command']>(
    command: C,
    options?: StreamOptions,
  ): MessageStream<PeerMessage<MessageOf<C, Msg>, ReadyPeer<Msg>>>;
  stream(options?: StreamOptions): MessageStream<PeerMessage<Msg, ReadyPeer<Msg>>>;
  /**
   * Emits errors that do not end the pool: PoolError for a DNS seed that does not answer and a file that cannot be read or written,
   * TransportError `LISTEN_FAILED` for a port in use, LocalProtocolError `CALLBACK_FAILED` if `listen` throws.
   */
  readonly faults$: Observable<PeerError>;
  /**
   * Bans a host: closes its peers, does not dial it, and refuses its connections, until the ban ends. Only the application bans. IPv6 is banned
   * by /64. Bans are saved in the address book.
   *
   * Errors at the call with LocalProtocolError `INVALID_OPTION` for a text that is neither an address nor a name, and for a host of the option
   * `addresses`; with `LIMIT_EXCEEDED` if 10,000 hosts are banned already.
   *
   * @param host an IPv4 or IPv6 address, an IPv6 /64 as in `banned()`, an onion, I2P or CJDNS address, or a name; a port is ignored
   */
  ban(host: string, options?: BanOptions): void;
  /** Ends the ban and the discouragement of a host. Returns false if it had neither. Errors like `ban()` for an invalid host. */
  unban(host: string): boolean;
  /** The banned hosts, in the order of the bans: a snapshot, at most 10,000. */
  banned(): readonly AvoidedHost[];
  /**
   * The discouraged hosts: a snapshot, at most 10,000; beyond that the entry that ends first is evicted.
   *
   * A host is discouraged for 24 h (`discourageMs`) when one of its peers is closed for misbehaviour. It is not dialled; its connections are
   * accepted as long as more than one inbound slot is free, and evicted first. Hosts of `addresses`, and hosts of loopback, private networks,
   * link-local and carrier-grade NAT are never discouraged. IPv6 is discouraged by /64.
   */
  discouraged(): readonly AvoidedHost[];
  /**
   * Starts to dial and to accept connections. Later calls do nothing. Errors with LocalProtocolError `INVALID_OPTION` if the address book
   * is of another network.
   */
  start(): void;
  /** Closes all peers, stops dialling and accepting, and saves the address book before it returns. Has an effect once. */
  close(): void;
  /** The same as `close()`, for `using pool = createPool(…)`. */
  [Symbol.dispose](): void;
  /** The same as `close()`, for `await using pool = createPool(…)`: close has no asynchronous part. */
  [Symbol.asyncDispose](): Promise<void>;
}
