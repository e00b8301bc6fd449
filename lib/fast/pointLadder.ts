import type { PointMultiplication } from '../crypto/ephemeralKey.js';
import { FIELD_PRIME, integerOf, writeInteger } from '../crypto/secp256k1Field.js';
import { readElement, writeElement } from './fieldWasmModule.js';
import { assembleLadder, initialiseLadder, LADDER_PLACES } from './ladderWasmModule.js';
import { instantiate } from './wasmModule.js';

/**
 * Multiplication of points of secp256k1 by private keys in WebAssembly, without branches that depend on the key. Undefined if the runtime has no
 * WebAssembly with SIMD or forbids it (a page's security policy, for example).
 */
export function createPointLadder(): PointMultiplication | undefined {
  let exports: LadderExports;
  try {
    exports = instantiate(assembleLadder()) as LadderExports;
  } catch {
    return undefined;
  }
  const { memory, ladder, power, multiply } = exports;
  const bytes = new Uint8Array(memory.buffer);
  const limbs = new BigUint64Array(memory.buffer);
  const { scalar, x, resultX, resultZ } = LADDER_PLACES;
  initialiseLadder(limbs);

  /** The x coordinate of the product with a point: X / Z = X * Z^(p - 2). */
  function product(privateKey: Uint8Array, pointX: bigint): Uint8Array {
    bytes.set(privateKey, scalar);
    writeElement(limbs, x, pointX);
    ladder();
    const numerator = readElement(limbs, resultX);
    writeElement(limbs, x, readElement(limbs, resultZ));
    bytes.set(INVERSION_EXPONENT, scalar);
    power();
    writeElement(limbs, x, numerator);
    multiply(resultX, resultX, x);
    const result = new Uint8Array(32);
    writeInteger(readElement(limbs, resultX), result);
    return result;
  }

  return {
    importPrivateKey: (key) => ({
      publicX: () => product(key, GENERATOR_X),
      multiplyX: (pointX) => product(key, integerOf(pointX)),
    }),
  };
}

interface LadderExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly ladder: () => void;
  readonly power: () => void;
  readonly multiply: (product: number, a: number, b: number) => void;
}

/** The x coordinate of the generator of secp256k1 (SEC 2, 2.4.1). */
const GENERATOR_X = 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n;

const INVERSION_EXPONENT = new Uint8Array(32);
writeInteger(FIELD_PRIME - 2n, INVERSION_EXPONENT);
