import type { Transaction, TransactionOutput } from '../messages/transaction.js';
import type { Coin } from './coins.js';
import type { SeededRandom } from '../collections/seededRandom.js';

const FEE = 1000n;
/** Below it an output costs more than it is worth (Bitcoin Core's dust limit of a P2PKH output). */
const DUST = 546n;

/**
 * A transaction that spends this coin: one to three outputs, its signature in the witness or in the script.
 *
 * Amounts add up and the coin exists; key and signature are bytes by chance, of the right length and wrong to every node that checks them.
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
    outputs: split(prng, output.value),
    lockTime: 0,
  };
}

/** OP_0 and 20 bytes: a P2WPKH output's script. */
export function lockingScript(prng: SeededRandom): Uint8Array {
  return Uint8Array.from([0x00, 0x14, ...prng.bytes(20)]);
}

function split(prng: SeededRandom, value: bigint): TransactionOutput[] {
  const count = BigInt(1 + prng.below(3));
  const share = (value - FEE) / count;
  // What is too small to be shared goes on as it is, so that there is always a coin left.
  if (share < DUST) return [{ value, script: lockingScript(prng) }];
  return Array.from({ length: Number(count) }, () => ({ value: share, script: lockingScript(prng) }));
}
