import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keyExchangeBy } from './ephemeralKey.js';

/** The key exchange of BIP324 in JavaScript: `#keyExchange` outside of Node. */
export const { createKeyExchange, keyExchangeOf } = keyExchangeBy({
  importPrivateKey: (bytes) => ({
    publicX: () => secp256k1.getPublicKey(bytes, true).subarray(1),
    multiplyX: (x) => secp256k1.getSharedSecret(bytes, pointAt(x), true).subarray(1),
  }),
});

/** The point with an even y, compressed (SEC 1, 2.3.3). The sign of y does not affect the x coordinate of a product. */
function pointAt(x: Uint8Array): Uint8Array {
  const point = new Uint8Array(33);
  point[0] = 2;
  point.set(x, 1);
  return point;
}
