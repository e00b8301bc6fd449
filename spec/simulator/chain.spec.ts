import { describe, expect, it } from '@jest/globals';
import {
  bitcoin,
  blockHash,
  encodeMessage,
  lbry,
  proofOfWorkHash,
  txid,
  wtxid,
  type Block,
  type Network,
} from '../../lib/index.js';
import { bytesOfHash, hashOfBytes } from '../../lib/codec/hash.js';
import { merkleRoot } from '../../lib/crypto/merkleRoot.js';
import { sha256d } from '../../lib/crypto/sha256d.js';
import { SimulatedChain } from '../../lib/simulator.js';

const networks: [string, Network][] = [bitcoin.regtest, bitcoin.mainnet, lbry.regtest].map((network: Network) => [
  network.name,
  network,
]);

function blocksOf(chain: SimulatedChain): Block[] {
  return Array.from({ length: chain.tip().height + 1 }, (_, height) => chain.at(height)!.block!);
}

describe.each(networks)('SimulatedChain on %s', (_, network) => {
  const chain = new SimulatedChain({ network, initialBlocks: 30 });
  const blocks = blocksOf(chain);

  it('links blocks by hash, with increasing timestamps', () => {
    expect(blocks[0]!.header.prevBlock).toBe('0'.repeat(64));
    for (let i = 1; i < blocks.length; i++) {
      expect(blocks[i]!.header.prevBlock).toBe(blockHash(blocks[i - 1]!.header));
      expect(blocks[i]!.header.timestamp).toBeGreaterThan(blocks[i - 1]!.header.timestamp);
    }
    expect(chain.tip()).toMatchObject({ height: 30, hash: blockHash(blocks[30]!.header) });
  });

  it('has valid proof of work', () => {
    for (const { header } of blocks) {
      expect(header.bits).toBe(0x207fffff);
      expect(proofOfWorkHash(header) <= `7fffff${'0'.repeat(58)}`).toBe(true);
    }
  });

  it('has the header fields of the network', () => {
    const hasClaimTrie = network.name.startsWith('lbry');
    for (const { header } of blocks) expect('claimTrie' in header).toBe(hasClaimTrie);
    if (hasClaimTrie) expect(blocks[0]!.header).toMatchObject({ claimTrie: `${'0'.repeat(63)}1` });
    const bytes = encodeMessage({ command: 'headers', headers: [blocks[1]!.header] }, { network });
    expect(bytes).toHaveLength(24 + 1 + (hasClaimTrie ? 112 : 80) + 1);
  });

  it('has valid Merkle roots and witness commitments', () => {
    expect(blocks.some(({ transactions }) => transactions.length > 1)).toBe(true);
    for (const { header, transactions } of blocks) {
      expect(header.merkleRoot).toBe(hashOfBytes(merkleRoot(transactions.map((each) => bytesOfHash(txid(each))))));
      const witnessRoot = merkleRoot([
        new Uint8Array(32),
        ...transactions.slice(1).map((each) => bytesOfHash(wtxid(each))),
      ]);
      const commitment = sha256d(Uint8Array.from([...witnessRoot, ...new Uint8Array(32)]));
      expect([...transactions[0]!.outputs.at(-1)!.script.slice(6)]).toEqual([...commitment]);
    }
  });

  it('spends each existing output at most once, and never more than its value', () => {
    const unspent = new Map<string, bigint>();
    for (const { transactions } of blocks) {
      for (const [i, transaction] of transactions.entries()) {
        let inputValue = 0n;
        for (const { previousOutput } of i === 0 ? [] : transaction.inputs) {
          const key = `${previousOutput.hash}:${previousOutput.index}`;
          expect(unspent.has(key)).toBe(true);
          inputValue += unspent.get(key)!;
          unspent.delete(key);
        }
        const outputValue = transaction.outputs.reduce((sum, { value }) => sum + value, 0n);
        if (i > 0) expect(outputValue <= inputValue).toBe(true);
        transaction.outputs.forEach(({ value }, index) => unspent.set(`${txid(transaction)}:${index}`, value));
      }
    }
  });
});

describe('SimulatedChain', () => {
  const network = bitcoin.regtest;
  const chain = new SimulatedChain({ network, initialBlocks: 20 });
  const hashAt = (height: number): string => chain.at(height)!.hash;
  const zero = '0'.repeat(64);

  it('depends only on the seed', () => {
    const chain = new SimulatedChain({ network, seed: 7 });
    const twin = new SimulatedChain({ network, seed: 7 });
    const other = new SimulatedChain({ network, seed: 8 });
    expect([chain.relay().wtxid, chain.mine().hash]).toEqual([twin.relay().wtxid, twin.mine().hash]);
    expect(other.tip().hash).not.toBe(chain.at(10)!.hash);
    expect(other.at(0)!.hash).toBe(chain.at(0)!.hash);
  });

  it('finds the blocks after a locator', () => {
    const heights = (locator: string[], stopHash = zero, max = 100) =>
      chain.following({ locator, stopHash }, max).map(({ height }) => height);
    expect(heights([hashAt(17)])).toEqual([18, 19, 20]);
    expect(heights(['f'.repeat(64), hashAt(18), hashAt(3)])).toEqual([19, 20]);
    expect(heights(['f'.repeat(64)], zero, 3)).toEqual([1, 2, 3]);
    expect(heights([hashAt(5)], hashAt(7))).toEqual([6, 7]);
    expect(heights([hashAt(20)])).toEqual([]);
  });

  it('confirms all pooled transactions in the next block', () => {
    const pooled = [chain.relay(), chain.relay(), chain.relay()];
    expect(chain.mempool.list()).toEqual(pooled);
    expect(chain.mine().block!.transactions.slice(1)).toEqual(pooled.map(({ transaction }) => transaction));
    expect(chain.mempool.list()).toEqual([]);
    expect(chain.mempool.withTxid(pooled[0]!.txid)).toBe(pooled[0]!.transaction);
  });

  it('returns an unchanged copy of a block on every access', () => {
    const pooled = [chain.relay(), chain.relay()].map(({ transaction }) => transaction);
    const entry = chain.mine();
    const { block } = entry;
    expect(block!.header).toEqual(entry.header);
    expect(block!.transactions.slice(1)).toEqual(pooled);
    block!.transactions.length = 0;
    expect(entry.block!.transactions.slice(1)).toEqual(pooled);
    expect(chain.find(entry.hash)!.block).toEqual(entry.block);
  });

  it('stores 2000 blocks, and only the headers of older ones', () => {
    const long = new SimulatedChain({ network, initialBlocks: 2005 });
    expect(long.at(5)!.block).toBeUndefined();
    expect(long.find(long.at(5)!.hash)).toEqual(long.at(5));
    expect(blockHash(long.at(5)!.header)).toBe(long.at(5)!.hash);
    expect(long.at(6)!.block).toBeDefined();
    expect(long.following({ locator: [long.at(0)!.hash], stopHash: zero }, 2000)).toHaveLength(2000);
  });

  it('has at most 2000 pooled transactions, none of which spends an evicted one', () => {
    const busy = new SimulatedChain({ network, initialBlocks: 1 });
    const confirmed = new Set(blocksOf(busy).flatMap(({ transactions }) => transactions.map(txid)));
    for (let i = 0; i < 5000; i++) busy.relay();
    const pooled = busy.mempool.list();
    expect(pooled.length).toBeLessThanOrEqual(2000);
    const known = new Set(confirmed);
    const spent = new Set<string>();
    for (const each of pooled) {
      const { hash, index } = each.spends.outPoint;
      expect(known.has(hash)).toBe(true);
      expect(spent.has(`${hash}:${index}`)).toBe(false);
      spent.add(`${hash}:${index}`);
      known.add(each.txid);
    }
  });

  it('finds the last 2500 transactions, confirmed or not', () => {
    const busy = new SimulatedChain({ network, initialBlocks: 1 });
    const relayed = Array.from({ length: 2501 }, (_, i) => {
      if (i % 100 === 0) busy.mine();
      return busy.relay();
    });
    const { mempool } = busy;
    expect([mempool.withTxid(relayed[0]!.txid), mempool.withWtxid(relayed[0]!.wtxid)]).toEqual([undefined, undefined]);
    for (const { transaction, txid, wtxid } of relayed.slice(1)) {
      expect(mempool.withTxid(txid)).toBe(transaction);
      expect(mempool.withWtxid(wtxid)).toBe(transaction);
    }
  });

  it('rejects options that are out of range', () => {
    expect(() => new SimulatedChain({ network, seed: -1 })).toThrow(/^seed: /);
    expect(() => new SimulatedChain({ network, initialBlocks: 1.5 })).toThrow(/^initialBlocks: /);
  });
});
