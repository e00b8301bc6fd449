import { describe, expect, it } from '@jest/globals';
import { readCompactSize } from '../../lib/codec/compactSize.js';
import { hash32, varBytes, type Hash } from '../../lib/codec/primitives.js';
import { Reader } from '../../lib/codec/reader.js';
import { blockHash, proofOfWorkHash } from '../../lib/digests/blockHash.js';
import { compactFilterOfBlock, compactFilterMatchesAny } from '../../lib/digests/compactFilter.js';
import {
  compactFilterVerifyHeaders,
  compactFilterHash,
  FIRST_PREVIOUS_FILTER_HEADER,
} from '../../lib/digests/compactFilterHeader.js';
import { checkMerkleRoot } from '../../lib/digests/merkle.js';
import { matchedTransactions } from '../../lib/digests/partialMerkleTree.js';
import { meetsTarget } from '../../lib/digests/target.js';
import { txid } from '../../lib/digests/transactionId.js';
import { checkWitnessCommitment } from '../../lib/digests/witnessCommitment.js';
import type { Frame } from '../../lib/frame/frameDecoder.js';
import type { Block } from '../../lib/messages/block.js';
import { blockHeader } from '../../lib/messages/blockHeader.js';
import type { Transaction } from '../../lib/messages/transaction.js';
import { bitcoinBlock, decode, lbryBlock } from './blocks.js';
import { capturedMessages, framesOf, sharedPath } from './sharedFiles.js';

const reader = ({ payload }: Frame): Reader => new Reader(payload, 70_016);
const isHere = sharedPath('captures/') !== undefined;

(isHere ? describe : describe.skip)('what real nodes sent (skipped without ../shared/captures)', () => {
  const captured = (name: string, command: string): Frame[] =>
    capturedMessages(`captures/messages/${name}.dat`).filter((message) => message.command === command);

  it('merkleblocks prove the transactions that follow them', () => {
    const messages = framesOf('captures/raw/v1-client-bloom/listener.bin');
    const merkleBlocks = messages.filter(({ command }) => command === 'merkleblock');
    expect(merkleBlocks.length).toBe(7);
    const matches = merkleBlocks.map((message) => {
      const payload = reader(message);
      const { merkleRoot } = blockHeader.read(payload);
      const totalTransactions = payload.u32le();
      const hashes = Array.from({ length: readCompactSize(payload) }, () => hash32.read(payload));
      return matchedTransactions({ totalTransactions, hashes, flags: varBytes().read(payload), merkleRoot });
    });
    expect(matches.flat().length).toBeGreaterThan(0);
  });

  it('blocks match the Merkle root in their headers', () => {
    const blocks = captured('client-modern/msgs_sent', 'block').map(({ payload }) => decode(bitcoinBlock, payload));
    expect(blocks.length).toBeGreaterThan(0);
    const hasWitness = ({ transactions }: Block): boolean =>
      transactions.some(({ inputs }) => inputs.some(({ witness }) => witness.length > 0));
    for (const block of blocks) {
      checkMerkleRoot(block);
      // Blocks that were requested by the plain inventory type have no witnesses.
      if (hasWitness(block)) checkWitnessCommitment(block);
      expect(meetsTarget(blockHash(block.header), block.header.bits)).toBe(true);
    }
    expect(blocks.some(hasWitness)).toBe(true);
  });

  it('cfilters equal the filters of the blocks, and the cfheaders commit to them', () => {
    const blocks = new Map<Hash, Block>();
    const transactions = new Map<Hash, Transaction>();
    for (const name of ['client-modern/msgs_sent', 'relay-v1/msgs_sent', 'relay-v1/msgs_recv']) {
      for (const { payload } of captured(name, 'block')) {
        const block = decode(bitcoinBlock, payload);
        blocks.set(blockHash(block.header), block);
        for (const transaction of block.transactions) transactions.set(txid(transaction), transaction);
      }
    }
    const filters = captured('client-modern/msgs_sent', 'cfilter').map((message) => {
      const payload = reader(message);
      expect(payload.u8()).toBe(0);
      return { hash: hash32.read(payload), filter: varBytes().read(payload) };
    });
    let rebuilt = 0;
    for (const { hash, filter } of filters) {
      const block = blocks.get(hash);
      expect(compactFilterMatchesAny(filter, hash, [Uint8Array.of(1, 2, 3)])).toBe(false);
      if (block === undefined) continue;
      for (const { script } of block.transactions.flatMap(({ outputs }) => outputs)) {
        if (script[0] !== 0x6a) expect(compactFilterMatchesAny(filter, hash, [script])).toBe(true);
      }
      const spent = block.transactions
        .slice(1)
        .flatMap(({ inputs }) => inputs.map(({ previousOutput }) => previousOutput));
      const scripts = spent.map(({ hash, index }) => transactions.get(hash)?.outputs[index]?.script);
      if (scripts.includes(undefined)) continue;
      expect(compactFilterOfBlock({ block, previousOutputScripts: scripts as Uint8Array[] })).toStrictEqual(filter);
      rebuilt += 1;
    }
    expect(filters.length).toBe(17);
    expect(rebuilt).toBeGreaterThan(0);
    const chains = captured('client-modern/msgs_sent', 'cfheaders').map((message) => cfheadersOf(reader(message)));
    expect(chains.map(({ filterHashes }) => filterHashes.length)).toEqual([2000, 181]);
    expect(chains[0]!.previousFilterHeader).toBe(FIRST_PREVIOUS_FILTER_HEADER);
    const last = compactFilterVerifyHeaders(chains[0]!, {}).at(-1)!;
    expect(compactFilterVerifyHeaders(chains[1]!, { previous: last })).toHaveLength(181);
    const known = new Set(chains.flatMap(({ filterHashes }) => filterHashes));
    expect(filters.filter(({ filter }) => !known.has(compactFilterHash(filter)))).toEqual([]);
  });

  it('blocks of lbcd match the Merkle root in their headers', () => {
    const blocks = capturedMessages('captures/lbry/client-to-node.tsv')
      .filter(({ direction, command }) => direction === 'received' && command === 'block')
      .map(({ payload }) => decode(lbryBlock, payload));
    expect(blocks).toHaveLength(13);
    for (const block of blocks) {
      checkMerkleRoot(block);
      expect(meetsTarget(proofOfWorkHash(block.header), block.header.bits)).toBe(true);
    }
  });
});

function cfheadersOf(payload: Reader): { previousFilterHeader: Hash; filterHashes: Hash[] } {
  expect(payload.u8()).toBe(0);
  hash32.read(payload);
  const previousFilterHeader = hash32.read(payload);
  return {
    previousFilterHeader,
    filterHashes: Array.from({ length: readCompactSize(payload) }, () => hash32.read(payload)),
  };
}
