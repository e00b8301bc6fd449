import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { keyExchangeBy } from './ephemeralKey.js';

/**
 * The key exchange of BIP324 with OpenSSL: `#keyExchange` under the condition `node`. Key objects are imported as DER, because
 * `ECDH.computeSecret` multiplies three times: it also verifies our own key pair.
 */
export const { createKeyExchange, keyExchangeOf } = keyExchangeBy({
  importPrivateKey: (bytes) => {
    const der = new Uint8Array([...PRIVATE_KEY_START, ...bytes, ...PRIVATE_KEY_END]);
    // OpenSSL computes the public key, because the DER does not contain it.
    const privateKey = createPrivateKey({ key: der as Buffer, format: 'der', type: 'sec1' });
    return {
      publicX: () =>
        new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-64, -32)),
      multiplyX: (x) => {
        const publicKey = createPublicKey({
          key: new Uint8Array([...COMPRESSED_KEY_START, ...x]) as Buffer,
          format: 'der',
          type: 'spki',
        });
        return new Uint8Array(diffieHellman({ privateKey, publicKey }));
      },
    };
  },
});

/** An ECPrivateKey (RFC 5915) before and after the 32 bytes of the key: version 1, and the curve secp256k1 (1.3.132.0.10). */
const PRIVATE_KEY_START = [0x30, 0x2e, 0x02, 0x01, 0x01, 0x04, 0x20];
const PRIVATE_KEY_END = [0xa0, 0x07, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a];

/** A SubjectPublicKeyInfo (RFC 5480) of secp256k1 before the x coordinate; the last byte announces a compressed point with an even y. */
const COMPRESSED_KEY_START = [
  ...[0x30, 0x36, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  ...[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a, 0x03, 0x22, 0x00, 0x02],
];
