import type { Observable, ObservableInput } from 'rxjs';
import type { Hash } from '../codec/primitives.js';
import type { Announcement } from '../protocol/announcement.js';
import type { ClockScheduler } from '../base/clock.js';
import type { Features, RoundTrip } from '../protocol/runtime/conversation.js';
import type { Exchange } from '../protocol/exchanges/exchange.js';
import type { PeerError } from '../base/errors.js';
import type { AddressV2 } from '../messages/addresses.js';
import type { InventoryItem } from '../messages/inventory.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import type { Network } from '../networks/network.js';
import type { ConsumeOptions } from './receive/consumers.js';
import type { PassedBytes } from './receive/passedBytes.js';
import type { Rejection } from './requests/pushes.js';
import type { Requests } from './requests/requests.js';
import type { PeerStats } from './stats/stats.js';

/**
 * One connection to a remote: its messages as streams, and what we say to it. Made by `createPeer`, `connect`, `dial`, `listen`.
 *
 * All streams but `status$` and `closed$` are hot and replay nothing; they complete on close and never error.
 */
export interface Peer<Msg extends Message = Message> {
  /** Numbers the peers of this process, from 1. */
  readonly id: number;
  readonly network: Network<Msg>;
  readonly direction: 'inbound' | 'outbound';
  /** `host:port` of the remote, as far as it is known. */
  readonly address: string;
  /** All its timers; `now()` for durations and `wallMs()` for times of day, both frozen while a chunk is processed. */
  readonly scheduler: ClockScheduler;
  /** Our version, once it was sent. */
  readonly local: VersionMessage | undefined;
  /** The remote's version, once it is in. */
  readonly remote: VersionMessage | undefined;
  /** The lower of the two versions, once both are known. */
  readonly protocolVersion: number | undefined;
  /** What the remote can do and wants, as far as it has said. */
  readonly features: Features;
  /** The messages with this command, in wire order. Errors at the call with LocalProtocolError `UNKNOWN_COMMAND`. */
  on<C extends Msg['command']>(command: C): Observable<MessageOf<C, Msg>>;
  /** All messages in wire order, the handshake's too. */
  readonly messages$: Observable<Msg>;
  /** Each message when it was handed to the transport. */
  readonly sent$: Observable<Msg>;
  /** What goes by in both directions, with its bytes; those messages too that cannot be read. */
  readonly traffic$: Observable<Traffic<Msg>>;
  /** The bytes themselves, both ways, whatever they mean; what `record` writes down. */
  readonly bytes$: Observable<PassedBytes>;
  /** Trouble that did not end the peer. */
  readonly faults$: Observable<PeerError>;
  /** Each ping that was answered. */
  readonly pings$: Observable<RoundTrip>;
  /** Each question with its answer, in both directions, once it is known how it ended. */
  readonly exchanges$: Observable<Exchange>;
  /** Where the peer is in its life; replays the present value. */
  readonly status$: Observable<PeerStatus>;
  /** The one reason why it ended; replayed, then completes. */
  readonly closed$: Observable<CloseReason>;
  /**
   * Sends a message; before the handshake is made it waits for that. Errors at the call with LocalProtocolError when it cannot be encoded.
   *
   * @returns true when the operating system has the bytes, false when the connection ended or the signal aborted first; never rejects
   */
  send(message: Msg, options?: SendOptions): Promise<boolean>;
  /**
   * Announces transactions and blocks: blocks at once, the rest with the next trickle, nothing that the remote has.
   *
   *     peer.announce({ txid: txid(transaction), wtxid: wtxid(transaction) });
   *     peer.announce({ header: block.header });
   *
   * Goes by what the remote has said: transactions by wtxid or by txid (BIP339), none where its version says relay=0 (BIP37), a block by its
   * header where it sent `sendheaders` (BIP130). Give both ids: a transaction named by the wrong one alone, or announced to a remote that
   * wants none, is not announced; `stats().droppedInventory` counts it, and `faults$` emits LocalProtocolError `NOT_ANNOUNCED`, once for
   * each of these reasons. The remote's feefilter (BIP133, `features.feeRate`) is applied only to transactions given with
   * `feeRateSatPerKvB`: those below it are counted, without a fault. Before the handshake ends at most 50,000 announcements wait.
   * Errors at the call with LocalProtocolError `INVALID_VALUE` for anything else.
   */
  announce(...items: Announcement[]): void;
  /** Marks items as known to the remote: they are not announced to it. An item and its twin with the witness flag are the same. */
  addKnownInventory(...items: InventoryItem[]): void;
  /**
   * Messages of one command, for work that takes time: while more than `readBudgetBytes` of them are unfinished, the reading is held
   * back. Hot from the call, so nothing between it and the subscription is lost; one subscriber. A message is finished when its inner
   * Observable completes; unsubscribing or a failing `project` ends this stream alone. One that throws, rejects or
   * errors is a LocalProtocolError `CALLBACK_FAILED` with the `cause`, whichever it did; a PeerError stays what it is. When the peer ends, what had been read is still handed out.
   *
   * @param options.concurrency how many are under way at a time, default 1
   */
  consume<C extends Msg['command'], R>(
    command: C,
    project: (message: MessageOf<C, Msg>) => ObservableInput<R>,
    options?: ConsumeOptions,
  ): Observable<R>;
  /** Questions with exactly their answers. */
  readonly request: Requests<Msg>;
  /**
   * Sends addresses, as addrv2 where the remote wants that, else as addr those that it can name; of more than 1000 a fair sample.
   *
   * @returns those that were sent
   */
  pushAddresses(addresses: readonly AddressV2[]): AddressV2[];
  /** Asks by getblocks, unless the last one had the same newest block and stop; false then. */
  pushGetBlocks(locator: readonly Hash[], stopHash?: Hash): Promise<boolean>;
  /** Asks by getheaders, unless the last one had the same newest block and stop; false then. */
  pushGetHeaders(locator: readonly Hash[], stopHash?: Hash): Promise<boolean>;
  /** Refuses a message of the remote; not sent to one that is known to be below 70002, false then. */
  pushReject(rejection: Rejection): Promise<boolean>;
  /** Tells that the remote's chain is this high; a lower height than is known changes nothing. */
  raiseBestHeight(height: number): void;
  stats(): PeerStats;
  /** A snapshot now and at each interval, until the peer ends. */
  statsEvery(options: { intervalMs: number }): Observable<PeerStats>;
  /** Begins to read and write. Once; later calls do nothing. */
  start(): void;
  /** Ends the peer; what is queued is lost, or goes out within `flushTimeoutMs` (default 0). Later calls do nothing. */
  close(options?: { flushTimeoutMs?: number | undefined }): void;
}

/** A peer whose handshake is made. */
export interface ReadyPeer<Msg extends Message = Message> extends Peer<Msg> {
  readonly local: VersionMessage;
  readonly remote: VersionMessage;
  readonly protocolVersion: number;
}

export interface SendOptions {
  /** False strips the witness from transactions and blocks. Default true. */
  witness?: boolean | undefined;
  /** Takes the message back if it has not gone yet. */
  signal?: AbortSignal | undefined;
}

export type PeerStatus = 'connecting' | 'handshaking' | 'ready' | 'closed';

/** Why a peer ended: we closed it (`local`), the remote closed it (`remote`), or an error ended it (`fault`). */
export type CloseReason = { readonly by: 'local' | 'remote'; readonly error?: undefined } | FaultCloseReason;

/** An error ended the peer. */
export interface FaultCloseReason {
  readonly by: 'fault';
  readonly error: PeerError;
  /** Present if the policy counts the reason as misbehaviour: the pool then discourages the host. */
  readonly misbehaviour?: true;
}

/** One frame that went by. */
export interface Traffic<Msg extends Message = Message> {
  readonly direction: 'received' | 'sent';
  /** As the wire spells it. */
  readonly command: string;
  /** Header and payload. */
  readonly sizeBytes: number;
  /** When it was received or sent: time of day, in milliseconds since 1970; one value for all that arrived in one chunk. */
  readonly atMs: number;
  /** Absent where the payload cannot be read. */
  readonly message?: Msg;
  /** As it went by; nobody writes to it again. */
  readonly payload: Uint8Array;
}
