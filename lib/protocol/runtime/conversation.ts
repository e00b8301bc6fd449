import type { Observable, OperatorFunction, SchedulerLike } from 'rxjs';
import type { ClockScheduler } from '../../base/clock.js';
import type { PeerError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import type { VersionMessage } from '../../messages/version.js';
import type { Network } from '../../networks/network.js';
import type { Policy } from '../../policy/policy.js';
import type { Exchange } from '../exchanges/exchange.js';

/**
 * What we do with the remote: a plain function from what it says to what we say. It holds no socket and no clock of its own,
 * so the same one runs on a socket and in a TestScheduler's virtual time.
 *
 * One that completes is done; one that errors closes the peer: a PeerError is the reason, anything else becomes
 * LocalProtocolError `CONVERSATION_FAILED`.
 */
export type Conversation = (context: ConversationContext) => OperatorFunction<Message, Message>;

/** What a conversation may know of its peer. */
export interface ConversationContext {
  readonly network: Network;
  /** What is done about violations of the remote. Default: the profile of the network. */
  readonly policy?: Policy | undefined;
  readonly direction: 'inbound' | 'outbound';
  /** Every timer, and `now()` for durations. The time of day is `wallClockMs(scheduler)`. */
  readonly scheduler: SchedulerLike | ClockScheduler;
  /** That many random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** Each message when it was handed to the transport: ours, those of the other conversations, the caller's. */
  readonly sent$: Observable<Message>;
  /** True while we hold the reading back; the last value is replayed. */
  readonly paused$: Observable<boolean>;
  /** What the handshake has agreed so far. */
  readonly agreed: Agreement;
  /** Tells the peer what its users may want to know. */
  readonly report: (outcome: Outcome) => void;
  /** False while an outcome of this kind would reach nobody: it need not be made. Without it all of them are told. */
  readonly isHeard?: ((kind: Outcome['kind']) => boolean) | undefined;
}

/** What both sides have told each other, as far as it has gone. */
export interface Agreement {
  readonly local?: VersionMessage | undefined;
  readonly remote?: VersionMessage | undefined;
  /** The lower of the two. */
  readonly protocolVersion?: number | undefined;
  /** Whether we sent sendtxrcncl (BIP330). */
  readonly offersReconciliation?: boolean | undefined;
  readonly features: Features;
}

/** What the remote can do and wants, as it said. */
export interface Features {
  /** It has witness data: NODE_WITNESS is among its services (BIP144). */
  readonly witness: boolean;
  /** It wants addrv2 (BIP155). */
  readonly addrV2: boolean;
  /** Both sides announce transactions by wtxid (BIP339). */
  readonly wtxidRelay: boolean;
  /** It wants blocks announced by headers (BIP130). */
  readonly sendHeaders: boolean;
  /** It wants transactions announced: version's relay (BIP37). */
  readonly relay: boolean;
  /** The least fee that it wants to hear of, in satoshis per 1000 virtual bytes (BIP133). */
  readonly feeRate?: bigint | undefined;
  /** It takes compact blocks of version 2, and whether it wants new blocks so, unasked (BIP152). */
  readonly compactBlocks?: { readonly announce: boolean } | undefined;
  /** It can reconcile transactions (BIP330). */
  readonly reconciliation?: { readonly version: number; readonly salt: bigint } | undefined;
  /** The features that it named, in its order, at most MAX_NAMED_FEATURES (BIP434). */
  readonly named: readonly NamedFeature[];
}

/** A feature by its name (BIP434). */
export interface NamedFeature {
  readonly featureId: string;
  readonly featureData: Uint8Array;
}

export const NO_FEATURES: Features = {
  witness: false,
  addrV2: false,
  wtxidRelay: false,
  sendHeaders: false,
  relay: false,
  named: [],
};

/** What a conversation has to tell. */
export type Outcome =
  | { readonly kind: 'agreed'; readonly agreement: Partial<Omit<Agreement, 'features'>> }
  | { readonly kind: 'features'; readonly features: Partial<Features> }
  | { readonly kind: 'roundTrip'; readonly roundTrip: RoundTrip }
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  | { readonly kind: 'dropped'; readonly what: 'inventory'; readonly count: number }
  | FaultOutcome;

/** Trouble that does not end the peer. */
export interface FaultOutcome {
  readonly kind: 'fault';
  readonly error: PeerError;
  /** Present if subscribers and consumers must not get the message that is being processed. */
  readonly dropsMessage?: true;
}

/** A ping and its pong. */
export interface RoundTrip {
  readonly nonce: bigint;
  /** When the ping was sent: time of day, in milliseconds since 1970. */
  readonly sentAtMs: number;
  /** Measured on the monotonic clock: a suspend of the machine or a change of its clock does not count. */
  readonly roundTripMs: number;
}
