import { LocalProtocolError } from '../base/errors.js';
import { decodeEllSwift, encodeEllSwift, ELL_SWIFT_BYTES, MAX_ATTEMPTS } from './ellSwift.js';
import { integerOf, writeInteger } from './secp256k1Field.js';
import { taggedHash } from './taggedHash.js';

/** An ephemeral key pair for the key exchange of BIP324, used once. */
export interface KeyExchange {
  /** 64 bytes: our public key in ElligatorSwift encoding. Indistinguishable from random bytes. */
  readonly publicKey: Uint8Array;
  /**
   * The shared secret of 32 bytes (BIP324, v2_ecdh). Every 64 bytes are a valid key of the remote.
   *
   * @param isInitiator true on the side that opened the connection
   */
  sharedSecret(remoteKey: Uint8Array, isInitiator: boolean): Uint8Array;
}

/**
 * Creates a key pair. Errors with LocalProtocolError `INVALID_VALUE` if `random` returns bytes that no generator returns.
 *
 * @param random returns cryptographically random bytes
 */
export type CreateKeyExchange = (random: (bytes: number) => Uint8Array) => KeyExchange;

/** Multiplication of points of secp256k1 by private keys: the only part in which the implementations of the key exchange differ. */
export interface PointMultiplication {
  /** The private key in the implementation's form. @param bytes 32 bytes, from 1 to CURVE_ORDER - 1 */
  readonly importPrivateKey: (bytes: Uint8Array) => PrivateKey;
}

/** A private key that a PointMultiplication has imported. */
export interface PrivateKey {
  /** The x coordinate of its public key: 32 bytes. */
  publicX(): Uint8Array;
  /** The x coordinate of the product with the points at `x`, 32 bytes of the curve: 32 bytes. */
  multiplyX(x: Uint8Array): Uint8Array;
}

/** The functions of a key exchange module: `#keyExchange`. */
export interface KeyExchangeFunctions {
  /** Creates a key pair of random bytes. */
  readonly createKeyExchange: CreateKeyExchange;
  /** The key pair of a known private key (32 bytes) and one of its encodings (64 bytes), for test vectors and recordings. Both are kept. */
  readonly keyExchangeOf: (privateKey: Uint8Array, publicKey: Uint8Array) => KeyExchange;
}

/**
 * The key exchange of BIP324 over this multiplication.
 *
 * A key is used for one connection. The ElligatorSwift functions are not in constant time: decoding sees public data only; the time of
 * encoding depends on the public x coordinate and on random bytes.
 */
export function keyExchangeBy(multiplication: PointMultiplication): KeyExchangeFunctions {
  return {
    createKeyExchange: (random) => {
      const privateKey = multiplication.importPrivateKey(randomPrivateKey(random));
      return new EphemeralKey(privateKey, encodeEllSwift(integerOf(privateKey.publicX()), random));
    },
    keyExchangeOf: (privateKey, publicKey) => new EphemeralKey(multiplication.importPrivateKey(privateKey), publicKey),
  };
}

class EphemeralKey implements KeyExchange {
  constructor(
    private readonly privateKey: PrivateKey,
    readonly publicKey: Uint8Array,
  ) {}

  sharedSecret(remoteKey: Uint8Array, isInitiator: boolean): Uint8Array {
    if (remoteKey.length !== ELL_SWIFT_BYTES) {
      throw new LocalProtocolError(
        'INVALID_VALUE',
        `a key in ElligatorSwift encoding has ${ELL_SWIFT_BYTES} bytes, got ${remoteKey.length}`,
      );
    }
    const x = new Uint8Array(32);
    writeInteger(decodeEllSwift(remoteKey), x);
    const keys = isInitiator ? [this.publicKey, remoteKey] : [remoteKey, this.publicKey];
    return taggedHash('bip324_ellswift_xonly_ecdh', [...keys, this.privateKey.multiplyX(x)]);
  }
}

/** The number of points of secp256k1, n (SEC 2, 2.4.1). Private keys are smaller. */
export const CURVE_ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;

/** 32 random bytes from 1 to CURVE_ORDER - 1. */
function randomPrivateKey(random: (bytes: number) => Uint8Array): Uint8Array {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const bytes = random(32);
    const key = integerOf(bytes);
    if (key > 0n && key < CURVE_ORDER) return bytes;
  }
  throw new LocalProtocolError(
    'INVALID_VALUE',
    `no private key after ${MAX_ATTEMPTS} attempts: the generator does not return random bytes`,
  );
}
