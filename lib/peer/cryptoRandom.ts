/** Random bytes are generated in blocks of this size: a call of the generator takes 30 µs in Node for any size, and a nonce needs 8 bytes. */
const POOL_BYTES = 1024;

let pool = new Uint8Array(0);
let used = 0;

/** Random bytes of the platform's cryptographic generator: Web Crypto, in browsers and in Node. */
export function cryptoRandom(bytes: number): Uint8Array {
  if (bytes > POOL_BYTES) return globalThis.crypto.getRandomValues(new Uint8Array(bytes));
  if (used + bytes > pool.length) {
    pool = globalThis.crypto.getRandomValues(new Uint8Array(POOL_BYTES));
    used = 0;
  }
  const result = pool.slice(used, used + bytes);
  // The caller has the only copy of its bytes.
  pool.fill(0, used, used + bytes);
  used += bytes;
  return result;
}
