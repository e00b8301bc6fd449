/** A random u64, never 0: for Bitcoin Core, a pong with nonce 0 means that the remote does not support nonces (net_processing.cpp). */
export function randomNonce(random: (bytes: number) => Uint8Array): bigint {
  const bytes = random(8);
  const nonce = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  return nonce === 0n ? 1n : nonce;
}
