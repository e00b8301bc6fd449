import { describe, expect, it } from '@jest/globals';
import { RemoteProtocolError } from '../../lib/base/errors.js';
import { checkMerkleRoot, merkleRootOf, witnessMerkleRootOf } from '../../lib/digests/merkle.js';
import { txid } from '../../lib/digests/transactionId.js';
import { checkWitnessCommitment, witnessCommitmentOf } from '../../lib/digests/witnessCommitment.js';
import type { Block } from '../../lib/messages/block.js';
import { bytesOfHash, hashOfBytes } from '../../lib/codec/hash.js';
import { merkleParent } from '../../lib/crypto/merkleRoot.js';
import { GENESIS_BLOCK, sampleTransaction } from './blocks.js';

const ZERO_HASH = '0'.repeat(64);
const transactions = [1, 2, 3].map((n) => sampleTransaction(n));
const blockWith = (list: Block['transactions'], merkleRoot = merkleRootOf(list)): Block => ({
  header: { ...GENESIS_BLOCK.header, merkleRoot },
  transactions: list,
});

describe('merkleRootOf', () => {
  it('is the txid for one transaction', () => {
    expect(merkleRootOf([transactions[0]!])).toBe(txid(transactions[0]!));
  });

  it('is zero without transactions', () => {
    expect(merkleRootOf([])).toBe(ZERO_HASH);
  });
});

describe('witnessMerkleRootOf', () => {
  it('uses zeros for the wtxid of the coinbase', () => {
    expect(witnessMerkleRootOf([transactions[0]!])).toBe(ZERO_HASH);
  });
});

describe('checkMerkleRoot', () => {
  it('accepts the transactions that the header commits to', () => {
    expect(() => checkMerkleRoot(blockWith(transactions))).not.toThrow();
    expect(() => checkMerkleRoot(GENESIS_BLOCK)).not.toThrow();
  });

  it('refuses other transactions', () => {
    const block = blockWith(transactions.slice(1), merkleRootOf(transactions));
    expect(() => checkMerkleRoot(block)).toThrow(RemoteProtocolError);
    expect(() => checkMerkleRoot(block)).toThrow(/^transactions with root .* header has /);
  });

  it('refuses a repeated tail that does not change the root', () => {
    const block = blockWith([...transactions, transactions[2]!], merkleRootOf(transactions));
    expect(merkleRootOf(block.transactions)).toBe(block.header.merkleRoot);
    expect(() => checkMerkleRoot(block)).toThrow('transactions repeated in a way that does not change the root');
  });
});

describe('checkWitnessCommitment', () => {
  const reserved = new Uint8Array(32).fill(7);
  const spending = sampleTransaction(9, [Uint8Array.of(1, 2, 3)]);
  const commitmentScript = (commitment: Uint8Array): Uint8Array =>
    Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed, ...commitment);

  function blockCommittingTo(list: Block['transactions'], witness: Uint8Array[] = [reserved]): Block {
    const commitment = merkleParent(bytesOfHash(witnessMerkleRootOf([sampleTransaction(0), ...list])), reserved);
    const coinbase = sampleTransaction(0, witness);
    coinbase.outputs.push({ value: 0n, script: commitmentScript(commitment) });
    return blockWith([coinbase, ...list]);
  }

  it('accepts witnesses that the coinbase commits to', () => {
    expect(() => checkWitnessCommitment(blockCommittingTo([spending]))).not.toThrow();
  });

  it('accepts a block without witnesses and without commitment', () => {
    expect(() => checkWitnessCommitment(blockWith(transactions))).not.toThrow();
    expect(() => checkWitnessCommitment(blockWith([]))).not.toThrow();
  });

  it('refuses a witness without a commitment', () => {
    expect(() => checkWitnessCommitment(blockWith([transactions[0]!, spending]))).toThrow(
      'witnesses without a commitment',
    );
  });

  it('refuses other witnesses', () => {
    const block = blockCommittingTo([spending]);
    block.transactions[1] = sampleTransaction(9, [Uint8Array.of(1, 2, 4)]);
    expect(() => checkMerkleRoot(block)).not.toThrow();
    expect(() => checkWitnessCommitment(block)).toThrow(/^witnesses with commitment /);
  });

  it.each([[[]], [[reserved, reserved]], [[new Uint8Array(31)]]])('refuses the reserved value %j', (witness) => {
    const block = blockCommittingTo([spending], witness);
    expect(() => checkWitnessCommitment(block)).toThrow('coinbase without a reserved value of 32 bytes');
  });

  it('uses the last of several commitments, also with bytes after it', () => {
    const [coinbase] = blockCommittingTo([]).transactions;
    const last = new Uint8Array(32).fill(9);
    coinbase!.outputs.push({ value: 0n, script: Uint8Array.of(...commitmentScript(last), 1, 2) });
    coinbase!.outputs.push({ value: 0n, script: commitmentScript(last).subarray(0, 37) });
    expect(witnessCommitmentOf([coinbase!])).toBe(hashOfBytes(last));
  });
});
