/**
 * Which transport a connection uses: `v1` is plaintext, `v2` is encrypted (BIP324).
 *
 * - `v2-or-v1`: v2, and v1 with a remote that does not support it. Outbound, `connect` and pools dial again with v1 when the remote closes the
 *   connection before it sends anything. Inbound, the first bytes of the remote decide.
 * - `v2`: v2 only.
 * - `v1`: v1 only.
 */
export type TransportChoice = 'v2-or-v1' | 'v2' | 'v1';

/** The transport of a connection. */
export interface PeerTransport {
  /** 1: plaintext. 2: encrypted (BIP324). */
  readonly version: 1 | 2;
  /**
   * v2, once the keys are known: 64 hex digits, equal on both sides. If the two users compare them over another channel, an interceptor is
   * detected (BIP324).
   */
  readonly sessionId?: string;
  /** Why v1 is used although v2 was tried first; absent if it was not. */
  readonly fallback?: string;
}

/** Whether the value is a TransportChoice. */
export function isTransportChoice(value: unknown): value is TransportChoice {
  return value === 'v2-or-v1' || value === 'v2' || value === 'v1';
}
