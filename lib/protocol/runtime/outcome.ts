import type { PeerError } from '../../base/errors.js';
import type { Exchange } from '../exchanges/exchange.js';
import type { Agreement, Features } from './agreement.js';

/** What a conversation reports to its peer. */
export type Outcome =
  | { readonly kind: 'agreed'; readonly agreement: Partial<Omit<Agreement, 'features'>> }
  | { readonly kind: 'features'; readonly features: Partial<Features> }
  | { readonly kind: 'roundTrip'; readonly roundTrip: RoundTrip }
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  | { readonly kind: 'dropped'; readonly what: 'inventory'; readonly count: number }
  | FaultOutcome;

/** A fault that does not end the peer. */
export interface FaultOutcome {
  readonly kind: 'fault';
  /** What happened. */
  readonly error: PeerError;
  /** Present if subscribers and consumers must not get the message that is being processed. */
  readonly dropsMessage?: true;
}

/** A ping and its pong. */
export interface RoundTrip {
  /** The nonce of both. */
  readonly nonce: bigint;
  /** When the ping was sent: time of day, in milliseconds since 1970. */
  readonly sentAtMs: number;
  /** Measured on the monotonic clock: a suspend of the machine or a change of its clock does not count. */
  readonly roundTripMs: number;
}
