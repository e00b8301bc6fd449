import type { PeerError } from '../../base/errors.js';
import type { Exchange } from '../exchanges/exchange.js';
import type { Agreement, Features } from './agreement.js';

/** A report of a conversation to its peer. */
export type Outcome =
  | {
      readonly kind: 'agreed';
      /** The values that became known; the peer keeps the others. */
      readonly agreement: Partial<Omit<Agreement, 'features'>>;
    }
  | {
      readonly kind: 'features';
      /** The features that became known; the peer keeps the others. */
      readonly features: Partial<Features>;
    }
  | {
      readonly kind: 'roundTrip';
      /** A ping and its pong; `pings$` emits it. */
      readonly roundTrip: RoundTrip;
    }
  | {
      readonly kind: 'exchange';
      /** A question and its outcome; `exchanges$` emits it. */
      readonly exchange: Exchange;
    }
  | {
      readonly kind: 'dropped';
      readonly what: 'inventory';
      /** The number of announcements that are not sent; added to `stats().droppedInventory`. */
      readonly count: number;
    }
  | FaultOutcome;

/** A fault that does not end the peer. */
export interface FaultOutcome {
  readonly kind: 'fault';
  /** The error; `faults$` emits it. */
  readonly error: PeerError;
  /** Present if subscribers and consumers must not get the message that is being processed. */
  readonly dropsMessage?: true;
}

/** A ping and its pong. */
export interface RoundTrip {
  /** The nonce of the ping and its pong. */
  readonly nonce: bigint;
  /** When the ping was sent: time of day, in milliseconds since 1970. */
  readonly sentAtMs: number;
  /** From ping to pong, in milliseconds of the monotonic clock: suspending the machine or setting its clock does not change it. */
  readonly roundTripMs: number;
}
