/** Random bytes of the platform's cryptographic generator: Web Crypto, in browsers and in Node. */
export function cryptoRandom(bytes: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(bytes));
}
