/// <reference lib="esnext.disposable" preserve="true" />
import type { Observable, ObservableInput } from 'rxjs';
import type { Hash } from '../codec/primitives.js';
import type { Announcement } from '../protocol/announcement.js';
import type { ClockScheduler } from '../base/clock.js';
import type { Features } from '../protocol/runtime/agreement.js';
import type { RoundTrip } from '../protocol/runtime/outcome.js';
import type { Exchange } from '../protocol/exchanges/exchange.js';
import type { PeerError } from '../base/errors.js';
import type { MessageStream } from '../iterable/messageStream.js';
import type { StreamOptions } from '../iterable/streamOptions.js';
import type { CloseReason, PeerStatus } from './closeReason.js';
import type { AddressV2 } from '../messages/addresses.js';
import type { InventoryItem } from '../messages/inventory.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import type { Network } from '../networks/network.js';
import type { ConsumeOptions } from './receive/consumers.js';
import type { SendOptions } from './send/sendOptions.js';
import type { EncryptedEvent } from './streams/encryptedEvent.js';
import type { PassedBytes } from './streams/passedBytes.js';
import type { PassedFrame } from './streams/passedFrame.js';
import type { Traffic } from './streams/traffic.js';
import type { Rejection } from './requests/rejection.js';
import type { Requests } from './requests/requests.js';
import type { PeerTransport } from './peerTransport.js';
import type { PeerStats } from './stats/stats.js';

/**
 * A connection to a remote: streams of the messages that it sends, and methods to send messages. Created by `createPeer`, `connect`, `dial` and
 * `listen`.
 *
 * All streams except `status$` and `closed$` are hot and replay nothing; they complete when the peer closes, and never error. All subscribers
 * get the messages in wire order; a subscriber that joins while a message is delivered starts with the next one.
 */
export interface Peer<Msg extends Message = Message> {
  /** The number of the peer in this process, from 1. */
  readonly id: number;
  /** The network whose messages are exchanged. */
  readonly network: Network<Msg>;
  /** `inbound` if the remote opened the connection, `outbound` if we did. */
  readonly direction: 'inbound' | 'outbound';
  /** `host:port` of the remote, or any other text if the transport has no host: see `Duplex.address`. */
  readonly address: string;
  /** The transport version; undefined while it is being detected, which ends with the first bytes of an inbound connection. */
  readonly transport: PeerTransport | undefined;
  /** Schedules all timers of the peer. `now()` is for durations, `wallMs()` for times of day; both are frozen while a chunk is processed. */
  readonly scheduler: ClockScheduler;
  /** Our version message; undefined until it is sent. */
  readonly local: VersionMessage | undefined;
  /** The remote's version message; undefined until it arrives. */
  readonly remote: VersionMessage | undefined;
  /** The lower of the two protocol versions; undefined until both are known. */
  readonly protocolVersion: number | undefined;
  /** What the remote supports and wants, from the messages that have arrived so far. */
  readonly features: Features;
  /**
   * The messages with this command. Messages of a command without a subscriber are validated but not decoded. Errors at the call with
   * LocalProtocolError `UNKNOWN_COMMAND` for a command that the network's table does not have.
   */
  on<C extends Msg['command']>(command: C): Observable<MessageOf<C, Msg>>;
  /** All messages, those of the handshake included. While it has a subscriber, every message is decoded. */
  readonly messages$: Observable<Msg>;
  /** Each message when it is handed to the transport. */
  readonly sent$: Observable<Msg>;
  /** Each frame that is received or sent, even if its payload cannot be decoded. */
  readonly traffic$: Observable<Traffic<Msg>>;
  /**
   * Each frame that is received or sent, as `traffic$`, but without a copy: its payload is valid until `next` returns. For programs that send every
   * message on, such as `publishTo` of rxpeer/nats.
   */
  readonly frames$: Observable<PassedFrame>;
  /**
   * The bytes that are received and sent, valid or not; `record` writes them to a capture. For transport v2 these are not the encrypted
   * bytes but the decrypted packets, from the first packet after the version packet on. Each is the length of the contents (3 bytes,
   * little-endian), the header byte (0x80 for a decoy), and the contents.
   */
  readonly bytes$: Observable<PassedBytes>;
  /**
   * For transport v2: the encrypted bytes of the connection, including the key exchange, and once the secrets that decrypt them. They are
   * for studying the transport: see `record` with `secrets`. Subscribe in `onPeer`, or before `start`: without a subscriber the peer keeps
   * no secrets, so a subscriber that joins after the key exchange gets none. Emits nothing for v1 and in a replay.
   *
   * A reader of the secrets and the bytes can read the connection, and forge its packets while it is open.
   */
  readonly encrypted$: Observable<EncryptedEvent>;
  /** Errors that did not end the peer: mostly violations with the reaction `fault` or `dropMessage` (docs/policy.md). */
  readonly faults$: Observable<PeerError>;
  /** Each ping with its pong. */
  readonly pings$: Observable<RoundTrip>;
  /** Each question of either side with its outcome: emitted when the answer arrives, or when the peer ends without one. */
  readonly exchanges$: Observable<Exchange>;
  /** The status of the peer; replays the current value. */
  readonly status$: Observable<PeerStatus>;
  /** Emits the reason when the peer ends, and completes. Replays the reason to later subscribers. */
  readonly closed$: Observable<CloseReason>;
  /**
   * Sends a message; before the handshake is complete, the message is queued. Errors at the call with LocalProtocolError if the message cannot
   * be encoded.
   *
   * @returns resolves to true when the operating system has the bytes, or to false if the connection ended or the signal aborted earlier.
   * Never rejects.
   */
  send(message: Msg, options?: SendOptions): Promise<boolean>;
  /**
   * Announces transactions and blocks the remote does not have: blocks at once, transactions with the next trickle.
   *
   *     peer.announce({ txid: txid(transaction), wtxid: wtxid(transaction) });
   *     peer.announce({ header: block.header });
   *
   * The form depends on the negotiated features. Transactions are announced by wtxid or by txid (BIP339), and not at all if the remote's
   * version has relay=0 (BIP37). A block is announced by its header if the remote sent `sendheaders` (BIP130). Give both ids of a
   * transaction. It is not announced if you give only the id that the remote does not accept, or if the remote accepts no transactions.
   * Then `stats().droppedInventory` counts it, and `faults$` emits LocalProtocolError `NOT_ANNOUNCED`, once for each of these two reasons.
   * The remote's feefilter (BIP133, `features.feeRate`) applies only to transactions given with `feeRateSatPerKvB`: those below it are
   * counted, without a fault. Before the handshake is complete at most 50,000 announcements are queued. Errors at the call with
   * LocalProtocolError `INVALID_VALUE` for anything else.
   */
  announce(...items: Announcement[]): void;
  /** Marks items as known to the remote, so they are not announced to it. An item is the same with and without the witness flag. */
  addKnownInventory(...items: InventoryItem[]): void;
  /**
   * Processes the messages of one command with backpressure: while more than `readBudgetBytes` of messages are unfinished, the peer stops
   * reading. Hot from the call, so nothing between the call and the subscription is lost; one subscriber. A message is finished when its inner
   * Observable completes. Unsubscribing or a failing `project` ends this stream only: if `project` throws, rejects or errors, the stream errors
   * with LocalProtocolError `CALLBACK_FAILED` and the `cause`, or with the PeerError itself. When the peer ends, messages that were read are
   * still processed.
   *
   * @param options.concurrency the number of messages that are processed at the same time, default 1
   */
  consume<C extends Msg['command'], R>(
    command: C,
    project: (message: MessageOf<C, Msg>) => ObservableInput<R>,
    options?: ConsumeOptions,
  ): Observable<R>;
  /**
   * The messages with this command, or all messages, for a `for await` loop. The policy `overflow` states what happens while the loop is slower
   * than the remote: `'pause'` (default) loses nothing and stops reading above `readBudgetBytes`, `'latest'` keeps the newest message, `'last'` the
   * newest `size` ones. Hot from the call, not from the first `next()`; see `MessageStream`.
   *
   * The loop ends when either side closes the peer, and throws the PeerError if an error ended it, both after the messages that are not read. It
   * throws the signal's reason at once if the signal aborts. Errors at the call with LocalProtocolError `UNKNOWN_COMMAND` and `INVALID_OPTION`.
   *
   * @example
   * for await (const { block } of peer.stream('block')) await store(block);
   */
  stream<C extends Msg['command']>(command: C, options?: StreamOptions): MessageStream<MessageOf<C, Msg>>;
  stream(options?: StreamOptions): MessageStream<Msg>;
  /** Sends questions to the remote; each returned Observable emits exactly the answers to its question. */
  readonly request: Requests<Msg>;
  /**
   * Sends addresses: as addrv2 if the remote sent sendaddrv2, otherwise as addr, without the addresses that addr cannot contain. Of more than
   * 1000 addresses a random sample is sent.
   *
   * @returns the addresses that were sent
   */
  pushAddresses(addresses: readonly AddressV2[]): AddressV2[];
  /** Sends getblocks, unless the last one had the same newest block and stop hash: then it resolves to false. */
  pushGetBlocks(locator: readonly Hash[], stopHash?: Hash): Promise<boolean>;
  /** Sends getheaders, unless the last one had the same newest block and stop hash: then it resolves to false. */
  pushGetHeaders(locator: readonly Hash[], stopHash?: Hash): Promise<boolean>;
  /** Sends a reject for a message of the remote. Not sent to a remote below protocol 70002: then it resolves to false. */
  pushReject(rejection: Rejection): Promise<boolean>;
  /** Raises the height of the remote's chain, as `stats().bestHeight` shows it; a lower height changes nothing. */
  raiseBestHeight(height: number): void;
  /** A snapshot of the counters. */
  stats(): PeerStats;
  /** A snapshot now and at each interval, until the peer ends. */
  statsEvery(options: { intervalMs: number }): Observable<PeerStats>;
  /** Starts reading and writing. Later calls do nothing. */
  start(): void;
  /** Ends the peer. Queued messages are lost, or written within `flushTimeoutMs` (default 0). Later calls do nothing. */
  close(options?: { flushTimeoutMs?: number | undefined }): void;
  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void;
  /** Closes the peer, for `await using`. Resolves at once. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A peer whose handshake is complete. */
export interface ReadyPeer<Msg extends Message = Message> extends Peer<Msg> {
  readonly local: VersionMessage;
  readonly remote: VersionMessage;
  readonly protocolVersion: number;
}
