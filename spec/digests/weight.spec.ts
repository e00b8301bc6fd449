import { describe, expect, it } from '@jest/globals';
import { vsizeOf, weightOf } from '../../lib/digests/weight.js';
import { bitcoinBlock, decode, GENESIS_BLOCK, LBRY_GENESIS_BLOCK, lbryBlock, sampleTransaction } from './blocks.js';
import { sharedBlocks } from './sharedFiles.js';

describe('weightOf and vsizeOf', () => {
  it("are those of Bitcoin's genesis block: 285 bytes without any witness, its coinbase 204", () => {
    expect([weightOf(GENESIS_BLOCK), vsizeOf(GENESIS_BLOCK)]).toEqual([1140, 285]);
    const [coinbase] = GENESIS_BLOCK.transactions;
    expect([weightOf(coinbase!), vsizeOf(coinbase!)]).toEqual([816, 204]);
  });

  it('count the 112 bytes of an LBRY header', () => {
    const block = decode(lbryBlock, LBRY_GENESIS_BLOCK);
    expect(weightOf(block)).toBe(4 * LBRY_GENESIS_BLOCK.length);
  });

  it('count a byte of the witness once, any other four times, and round the size up', () => {
    // 61 bytes; witness: marker, flag, count, 1 + 72 and 1 + 33 bytes.
    const transaction = sampleTransaction(1, [new Uint8Array(72), new Uint8Array(33)]);
    expect([weightOf(transaction), vsizeOf(transaction)]).toEqual([4 * 61 + 110, 89]);
  });

  it('measure a transaction without inputs', () => {
    const transaction = { ...sampleTransaction(1), inputs: [] };
    expect(weightOf(transaction)).toBe(4 * 20);
  });

  const blocks = sharedBlocks();
  (blocks.length === 0 ? it.skip : it)('add up in blocks of mainnet, within the limit', () => {
    for (const { bytes } of blocks) {
      const block = decode(bitcoinBlock, bytes());
      const countBytes = block.transactions.length < 253 ? 1 : 3;
      const weights = block.transactions.map(weightOf);
      const sum = weights.reduce((total, weight) => total + weight, 4 * (80 + countBytes));
      expect(weightOf(block)).toBe(sum);
      expect(sum).toBeLessThanOrEqual(4_000_000);
    }
  });
});
