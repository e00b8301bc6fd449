/** What is drawn at a time: a draw costs 30 µs in Node whatever its size, and a nonce takes eight bytes. */
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
  const drawn = pool.slice(used, used + bytes);
  // What was handed out is in nobody else's memory.
  pool.fill(0, used, used + bytes);
  used += bytes;
  return drawn;
}
