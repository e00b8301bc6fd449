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
