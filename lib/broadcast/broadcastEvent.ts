import type { PeerError } from '../base/errors.js';
import type { Hash } from '../codec/primitives.js';

/** The events of a broadcast: the progress and the outcome of each connection, and at the end the result. */
export type BroadcastEvent = BroadcastProgress | BroadcastOutcomeEvent | BroadcastResult;

/**
 * The stages of a connection, in this order: `connecting` until it is open, `handshaking` until our inv is sent, `announced` until the
 * remote's getdata, `sent` until the pong that follows the transaction.
 */
export type BroadcastStage = 'connecting' | 'handshaking' | 'announced' | 'sent';

/** A connection has entered a stage. */
export interface BroadcastProgress {
  readonly kind: 'progress';
  /** `host:port` of the remote. */
  readonly address: string;
  /** The stage that begins. */
  readonly stage: BroadcastStage;
  /** The time since this connection was dialled, in milliseconds. */
  readonly elapsedMs: number;
}

/** A connection has ended. Each address that was dialled has exactly one outcome. */
export interface BroadcastOutcomeEvent {
  readonly kind: 'outcome';
  /** How it ended. */
  readonly outcome: BroadcastOutcome;
}

/** How the connection to one address ended. */
export type BroadcastOutcome = DeliveredOutcome | FailedOutcome;

/** The remote has received the transaction: it answered the ping that followed it. Whether it accepts the transaction is not known. */
export interface DeliveredOutcome {
  readonly result: 'delivered';
  /** `host:port` of the remote. */
  readonly address: string;
  /** From the dial to the pong, in milliseconds. */
  readonly elapsedMs: number;
  /** From the transaction to the pong, in milliseconds. */
  readonly roundTripMs: number;
  /** Absent. */
  readonly error?: undefined;
}

/** The remote has not confirmed that it received the transaction. */
export interface FailedOutcome {
  /** The kind of failure; `error` has the cause. */
  readonly result: BroadcastFailure;
  /** `host:port` of the remote. */
  readonly address: string;
  /** From the dial to the end, in milliseconds. */
  readonly elapsedMs: number;
  /** The stage in which the connection ended. In `sent` the remote may have the transaction. */
  readonly stage: BroadcastStage;
  /** The cause. Test its class and `code`. */
  readonly error: PeerError;
}

/**
 * - `refused`: the remote rejected the transaction or our version by a `reject`.
 * - `notRequested`: the remote did not request the transaction, because it has it or does not want it; or it requested another item.
 * - `unsuitable`: the remote relays no transactions, or its protocol version is too old for a pong.
 * - `disconnected`: the remote closed the connection, or violated the protocol, before the pong.
 * - `failedToConnect`: no connection was opened within `connectTimeoutMs`, or at all.
 * - `timedOut`: no handshake or pong in time, or `timeoutMs` of the broadcast was over.
 * - `cancelled`: we closed the connection, because the echo arrived earlier, or `onPeer` closed the peer.
 */
export type BroadcastFailure =
  'refused' | 'notRequested' | 'unsuitable' | 'disconnected' | 'failedToConnect' | 'timedOut' | 'cancelled';

/** A peer that had not received the transaction from us announced it: the network relays it. */
export interface BroadcastEcho {
  /** The address of the peer that announced it first. */
  readonly address: string;
  /** From the start of the broadcast to the announcement, in milliseconds. */
  readonly elapsedMs: number;
}

/** The last event of a broadcast that succeeded. */
export interface BroadcastResult {
  readonly kind: 'result';
  /** The id of the transaction, without its witness. */
  readonly txid: Hash;
  /** The id with its witness. */
  readonly wtxid: Hash;
  /** The number of remotes that received the transaction: `copies`, or fewer if the echo arrived earlier. */
  readonly copies: number;
  /** The outcome of each address that was dialled, in the order of their ends. */
  readonly outcomes: readonly BroadcastOutcome[];
  /** The echo; undefined without `echoFrom`. */
  readonly echo: BroadcastEcho | undefined;
}
