import { describe, expect, it } from '@jest/globals';
import { blockHash, proofOfWorkHash } from '../../lib/digests/blockHash.js';
import { headerBytes } from '../../lib/digests/headerBytes.js';
import { checkMerkleRoot, merkleRootOf } from '../../lib/digests/merkle.js';
import { meetsTarget } from '../../lib/digests/target.js';
import { txid } from '../../lib/digests/transactionId.js';
import { checkWitnessCommitment } from '../../lib/digests/witnessCommitment.js';
import {
  bitcoinBlock,
  decode,
  encode,
  GENESIS_BLOCK,
  LBRY_GENESIS_BLOCK,
  LBRY_REGTEST_GENESIS_BLOCK,
  lbryBlock,
} from './blocks.js';
import { sharedBlocks } from './sharedFiles.js';

describe('the genesis block of Bitcoin', () => {
  it('has the known hash, proof of work and txid', () => {
    const { header, transactions } = GENESIS_BLOCK;
    expect(blockHash(header)).toBe('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f');
    expect(proofOfWorkHash(header)).toBe(blockHash(header));
    expect(txid(transactions[0]!)).toBe('4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b');
    expect(merkleRootOf(transactions)).toBe(header.merkleRoot);
    expect(headerBytes(header)).toHaveLength(80);
  });
});

describe.each([
  [
    'mainnet and testnet',
    LBRY_GENESIS_BLOCK,
    '9c89283ba0f3227f6c03b70216b9f665f0118d5e0fa729cedf4fb34d6a34f463',
    '0000fc6eb50fdb1fc4489a322b5f881740441b9a59f3290bad53c3815dc3afab',
  ],
  [
    'regtest',
    LBRY_REGTEST_GENESIS_BLOCK,
    '6e3fcf1299d4ec5d79c3a4c91d624a4acf9e2e173d95a1a0504f677669687556',
    undefined,
  ],
])('the genesis block of LBRY, %s', (_, bytes, hash, proofOfWork) => {
  const block = decode(lbryBlock, bytes);

  it('re-encodes byte for byte', () => {
    expect(encode(lbryBlock, block)).toStrictEqual(bytes);
  });

  it('has its hash, its Merkle root and enough work', () => {
    expect(blockHash(block.header)).toBe(hash);
    expect(() => checkMerkleRoot(block)).not.toThrow();
    expect(meetsTarget(proofOfWorkHash(block.header), block.header.bits)).toBe(true);
    if (proofOfWork !== undefined) expect(proofOfWorkHash(block.header)).toBe(proofOfWork);
    expect(headerBytes(block.header)).toHaveLength(112);
  });

  it('pays 400,000,000 coins', () => {
    expect(block.transactions[0]!.outputs[0]!.value).toBe(40_000_000_000_000_000n);
  });
});

const blocks = sharedBlocks();
(blocks.length === 0 ? describe.skip : describe)('blocks of Bitcoin mainnet (skipped without ../shared/blocks)', () => {
  it.each(blocks.length === 0 ? [{ hash: '', bytes: () => new Uint8Array(0) }] : blocks)('$hash', ({ hash, bytes }) => {
    const original = bytes();
    const block = decode(bitcoinBlock, original);
    expect(blockHash(block.header)).toBe(hash);
    expect(meetsTarget(hash, block.header.bits)).toBe(true);
    expect(merkleRootOf(block.transactions)).toBe(block.header.merkleRoot);
    expect(() => {
      checkMerkleRoot(block);
      checkWitnessCommitment(block);
    }).not.toThrow();
    // Compared as Buffers: Jest would compare two million numbers one by one.
    expect(Buffer.compare(encode(bitcoinBlock, block), original)).toBe(0);
  });
});
