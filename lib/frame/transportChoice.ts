/**
 * Which transport a connection uses: `v1` is plaintext, `v2` is encrypted (BIP324).
 *
 * - `v2-or-v1`: v2, and v1 with a remote that does not support it. Outbound, `connect` and pools dial again with v1 when the remote closes the
 *   connection before it sends anything. Inbound, the first bytes of the remote decide.
 * - `v2`: v2 only.
 * - `v1`: v1 only.
 */
export type TransportChoice = 'v2-or-v1' | 'v2' | 'v1';

/** Whether the value is a TransportChoice. */
export function isTransportChoice(value: unknown): value is TransportChoice {
  return value === 'v2-or-v1' || value === 'v2' || value === 'v1';
}
