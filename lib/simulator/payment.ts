import type { Transaction, TransactionOutput } from '../messages/transaction.js';
import type { Coin } from './coins.js';
import type { SeededRandom } from '../collections/seededRandom.js';

/** In satoshis. */
const FEE = 1000n;
/** Bitcoin Core's dust limit of a P2PKH output in satoshis: a smaller output costs more to spend than its value. */
const DUST = 546n;

/**
 * A transaction that spends this coin, with one to three outputs, and the signature in the witness or in the script.
 *
 * The amounts are valid. Key and signature are random bytes of the correct length, which a node that verifies them rejects.
 */
export function paymentTransaction(prng: SeededRandom, { outPoint, output }: Coin): Transaction {
  const hasWitness = prng.below(2) === 0;
  const signature = prng.bytes(71);
  const publicKey = Uint8Array.from([2 + prng.below(2), ...prng.bytes(32)]);
  return {
    version: 2,
    inputs: [
      {
        previousOutput: outPoint,
        script: hasWitness ? new Uint8Array() : Uint8Array.from([71, ...signature, 33, ...publicKey]),
        sequence: 0xffff_fffd,
        witness: hasWitness ? [signature, publicKey] : [],
      },
    ],
    outputs: splitValue(prng, output.value),
    lockTime: 0,
  };
}

/** A P2WPKH script with random 20 bytes as key hash. */
export function lockingScript(prng: SeededRandom): Uint8Array {
  return Uint8Array.from([0x00, 0x14, ...prng.bytes(20)]);
}

function splitValue(prng: SeededRandom, value: bigint): TransactionOutput[] {
  const count = BigInt(1 + prng.below(3));
  const share = (value - FEE) / count;
  // A value that is too small to split is not split and pays no fee, so that the chain never runs out of coins.
  if (share < DUST) return [{ value, script: lockingScript(prng) }];
  return Array.from({ length: Number(count) }, () => ({ value: share, script: lockingScript(prng) }));
}
