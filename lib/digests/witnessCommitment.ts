import { bytesOfHash, hashOfBytes, type Hash } from '../codec/hash.js';
import { RemoteProtocolError } from '../base/errors.js';
import { merkleParent, sameBytes } from '../crypto/merkleRoot.js';
import type { Block } from '../messages/block.js';
import type { Transaction } from '../messages/transaction.js';
import { witnessMerkleRootOf } from './merkle.js';
import { requireDecoded } from './requireDecoded.js';

/** "1-byte - OP_RETURN, 1-byte - Push the following 36 bytes, 4-byte - Commitment header" (BIP141). */
const COMMITMENT_PREFIX = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);
const COMMITMENT_BYTES = COMMITMENT_PREFIX.length + 32;

/**
 * Checks that the coinbase commits to exactly these witnesses; the Merkle root of the header does not cover them. Use it only for a block
 * that was requested with witnesses (`InventoryType.witnessBlock`): it refuses every block whose witnesses were left out.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when the commitment differs, or when there are witnesses and no commitment; with
 * LocalProtocolError `INVALID_VALUE` for a block with `undecoded`.
 * Source: BIP141; Bitcoin Core, validation.cpp CheckWitnessMalleation.
 */
export function checkWitnessCommitment(block: Block): void {
  requireDecoded(block);
  const { transactions } = block;
  const committed = witnessCommitmentOf(transactions);
  if (committed === undefined) {
    if (transactions.some(hasWitness)) throw invalid('witnesses without a commitment');
    return;
  }
  const reserved = transactions[0]?.inputs[0]?.witness ?? [];
  if (reserved.length !== 1 || reserved[0]!.length !== 32)
    throw invalid('coinbase without a reserved value of 32 bytes');
  const commitment = hashOfBytes(merkleParent(bytesOfHash(witnessMerkleRootOf(transactions)), reserved[0]!));
  if (commitment !== committed) throw invalid(`witnesses with commitment ${commitment}, coinbase has ${committed}`);
}

/** The witness commitment in the coinbase, with its bytes in the order of a Hash; undefined if there is none. */
export function witnessCommitmentOf(transactions: readonly Transaction[]): Hash | undefined {
  // "If there are more than one scriptPubKey matching the pattern, the one with highest output index is assumed" (BIP141).
  const output = transactions[0]?.outputs.findLast(
    ({ script }) =>
      script.length >= COMMITMENT_BYTES && sameBytes(script.subarray(0, COMMITMENT_PREFIX.length), COMMITMENT_PREFIX),
  );
  return output && hashOfBytes(output.script.subarray(COMMITMENT_PREFIX.length, COMMITMENT_BYTES));
}

function hasWitness({ inputs }: Transaction): boolean {
  return inputs.some(({ witness }) => witness.length > 0);
}

function invalid(fact: string): RemoteProtocolError {
  return new RemoteProtocolError('INVALID_VALUE', fact);
}
