import { describe, expect, it } from '@jest/globals';
import { claimIdOf, claimOf, withoutClaim, type Claim } from '../../lib/digests/claim.js';
import { txid } from '../../lib/digests/transactionId.js';
import type { LbryBlockHeader } from '../../lib/messages/blockHeader.js';
import type { OutPoint, Transaction } from '../../lib/messages/transaction.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { SimulatedChain } from '../../lib/simulator/chain.js';
import { MAX_CLAIMED_NAMES } from '../../lib/simulator/claimPayment.js';
import { claimScript } from '../../lib/simulator/claimScript.js';
import { ClaimTrie } from '../../lib/simulator/claimTrie.js';
import { claimHash, claimTrieRoot } from '../../lib/simulator/claimTrieRoot.js';

const EMPTY = `${'0'.repeat(63)}1`;
const locking = Uint8Array.of(0, 20, ...new Uint8Array(20));
const claimId = 'ab'.repeat(20);
const value = Uint8Array.of(1, 2, 3);

describe('claimScript', () => {
  it.each<[string, Claim]>([
    ['claims a name', { kind: 'claim', name: 'amber-1', value }],
    ['updates a claim', { kind: 'update', name: 'amber-1', claimId, value }],
    ['supports a claim', { kind: 'support', name: 'amber-1', claimId }],
    ['supports a claim with a value', { kind: 'support', name: 'amber-1', claimId, value }],
  ])('%s in a form that claimOf parses', (_, claim) => {
    const script = claimScript(claim, locking);
    expect([claimOf(script), withoutClaim(script)]).toEqual([claim, locking]);
  });
});

describe('claimTrieRoot', () => {
  // lbcd, claimtrie/claimtrie_test.go TestFixedHashes: a chain of transactions, four claims in block 1, two of which are of the same name.
  it("equals lbcd's root for lbcd's fixed claims", () => {
    const spending = (previousOutput: OutPoint): Transaction => ({
      version: 1,
      inputs: [{ previousOutput, script: new Uint8Array(0), sequence: 0xffff_ffff, witness: [] }],
      outputs: [{ value: 0n, script: new Uint8Array(0) }],
      lockTime: 0,
    });
    const outPoints: OutPoint[] = [{ hash: EMPTY, index: 0 }];
    for (let i = 0; i < 3; i++) outPoints.push({ hash: txid(spending(outPoints[i]!)), index: 0 });
    const [test, test2, sameName, tes] = outPoints.map((outPoint) => claimHash(outPoint, 1));
    const rootWith = (winner: Uint8Array) =>
      claimTrieRoot(
        [
          { name: 'test', hash: winner },
          { name: 'test2', hash: test2! },
          { name: 'tes', hash: tes! },
        ],
        { isOfAllClaims: false },
      );
    // Of two equal bids in the same block, the claim with the lower outpoint wins.
    const expected = '938fb93364bf8184e0b649c799ae27274e8db5221f1723c99fb2acd3386cfb00';
    expect([rootWith(test!), rootWith(sameName!)].filter((root) => root === expected)).toHaveLength(1);
  });

  it('is 1 without claims, before and after the fork', () => {
    expect([false, true].map((isOfAllClaims) => claimTrieRoot([], { isOfAllClaims }))).toEqual([EMPTY, EMPTY]);
  });

  it.each([false, true])('depends on every name and hash, but not on their order (all claims: %p)', (isOfAllClaims) => {
    const names = ['a', 'ab', 'abc', 'b', 'bcd', 'bce'].map((name, i) => ({
      name,
      hash: new Uint8Array(32).fill(i),
    }));
    const root = claimTrieRoot(names, { isOfAllClaims });
    expect(claimTrieRoot([...names].reverse(), { isOfAllClaims })).toBe(root);
    const others = names.flatMap(({ name, hash }, i) => [
      // From the fork on, the last characters of a name without siblings are not part of the hash.
      ...(isOfAllClaims ? [] : [names.with(i, { name: `${name}x`, hash })]),
      names.with(i, { name, hash: hash.with(31, 99) }),
      names.toSpliced(i, 1),
    ]);
    const roots = others.map((each) => claimTrieRoot(each, { isOfAllClaims }));
    expect(new Set([root, ...roots]).size).toBe(1 + others.length);
  });
});

describe('the claims of a simulated LBRY chain', () => {
  const chain = new SimulatedChain({ network: lbry.regtest, initialBlocks: 700, seed: 7 });
  const blocks = Array.from({ length: 701 }, (_, height) => chain.at(height)!.block!);

  it('are created, updated, supported and abandoned, and each header has the root', () => {
    const counts = { claim: 0, update: 0, support: 0 };
    const trie = new ClaimTrie(lbry.regtest.name);
    const names = new Set<string>();
    let abandoned = 0;
    let sizeBefore = 0;
    for (const [height, { header, transactions }] of blocks.entries()) {
      const claims = transactions.flatMap(({ outputs }) => outputs.map(({ script }) => claimOf(script)));
      for (const claim of claims) {
        if (claim === undefined) continue;
        counts[claim.kind] += 1;
        if (claim.kind !== 'claim') continue;
        expect(names.has(claim.name)).toBe(false);
        names.add(claim.name);
      }
      expect((header as LbryBlockHeader).claimTrie).toBe(trie.connect(transactions, height));
      abandoned += Math.max(0, sizeBefore - trie.size);
      sizeBefore = trie.size;
      expect(trie.size).toBeLessThanOrEqual(MAX_CLAIMED_NAMES + 3);
    }
    for (const count of [counts.claim, counts.update, counts.support, abandoned]) expect(count).toBeGreaterThan(10);
    expect(trie.list()).toEqual(chain.claims());
  });

  it('keep the id of the output that created them', () => {
    const ids = new Map<string, string>();
    for (const { transactions } of blocks) {
      for (const transaction of transactions) {
        for (const [index, { script }] of transaction.outputs.entries()) {
          const claim = claimOf(script);
          if (claim?.kind === 'claim') ids.set(claim.name, claimIdOf({ hash: txid(transaction), index }));
          else if (claim !== undefined) expect(claim.claimId).toBe(ids.get(claim.name));
        }
      }
    }
    expect(ids.size).toBeGreaterThan(10);
  });

  it('do not exist on a Bitcoin chain', () => {
    const other = new SimulatedChain({ network: bitcoin.regtest, initialBlocks: 50 });
    const scripts = Array.from({ length: 51 }, (_, height) => other.at(height)!.block!.transactions)
      .flat()
      .flatMap(({ outputs }) => outputs.map(({ script }) => claimOf(script)));
    expect(scripts.filter((claim) => claim !== undefined)).toEqual([]);
    expect(other.claims()).toEqual([]);
  });
});

describe('ClaimTrie on regtest', () => {
  const made = transactionWith({ kind: 'claim', name: 'opal', value }, { hash: 'ff'.repeat(32), index: 0 });

  it.each([
    [10, 510],
    // From block 301 on (800 - 500) the lifetime is 600 blocks.
    [300, 800],
    [301, 901],
  ])('expires a claim of block %p in block %p', (height, expiry) => {
    const trie = new ClaimTrie('lbry.regtest');
    trie.connect([made], height);
    expect([trie.connect([], expiry - 1) === EMPTY, trie.connect([], expiry) === EMPTY]).toEqual([false, true]);
  });

  it('has another root from block 349, the fork, on', () => {
    const trie = new ClaimTrie('lbry.regtest');
    const roots = [10, 348, 349, 350].map((height) => trie.connect(height === 10 ? [made] : [], height));
    expect([roots[0] === roots[1], roots[1] === roots[2], roots[2] === roots[3]]).toEqual([true, false, true]);
  });

  it('keeps the takeover height and restarts the lifetime of an updated claim, and removes one that is spent without its update', () => {
    const outPoint = { hash: txid(made), index: 0 };
    const update = transactionWith({ kind: 'update', name: 'opal', claimId: claimIdOf(outPoint), value }, outPoint);
    const trie = new ClaimTrie('lbry.regtest');
    trie.connect([made], 10);
    trie.connect([update], 20);
    expect(trie.list()).toMatchObject([
      { acceptedAt: 20, takenOverAt: 10, outPoint: { hash: txid(update), index: 0 } },
    ]);
    const updateOfOtherClaim = transactionWith(
      { kind: 'update', name: 'opal', claimId, value },
      { hash: txid(update), index: 0 },
    );
    expect(trie.connect([updateOfOtherClaim], 30)).toBe(EMPTY);
  });
});

function transactionWith(claim: Claim, previousOutput: OutPoint): Transaction {
  return {
    version: 2,
    inputs: [{ previousOutput, script: new Uint8Array(0), sequence: 0, witness: [] }],
    outputs: [{ value: 1000n, script: claimScript(claim, locking) }],
    lockTime: 0,
  };
}
