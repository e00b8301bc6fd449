import { describe, expect, it } from '@jest/globals';
import { hash32, type Hash } from '../../lib/codec/primitives.js';
import { readCompactSize } from '../../lib/codec/compactSize.js';
import { Reader } from '../../lib/codec/reader.js';
import { RemoteProtocolError } from '../../lib/base/errors.js';
import { blockHash } from '../../lib/digests/blockHash.js';
import { matchShortIds, type CompactBlock } from '../../lib/digests/matchShortIds.js';
import { checkMerkleRoot, merkleRootOf } from '../../lib/digests/merkle.js';
import { compactBlockKey, shortIdOf } from '../../lib/digests/shortId.js';
import { txid, wtxid } from '../../lib/digests/transactionId.js';
import { blockHeader } from '../../lib/messages/blockHeader.js';
import { BITCOIN_LIMITS } from '../../lib/messages/limits.js';
import { transactionOf, type Transaction } from '../../lib/messages/transaction.js';
import { bitcoinBlock, decode, GENESIS_BLOCK, sampleTransaction } from './blocks.js';
import { capturedMessages, sharedPath } from './sharedFiles.js';

const header = GENESIS_BLOCK.header;
const nonce = 0x0123_4567_89ab_cdefn;
const key = compactBlockKey(header, nonce);
const idOf = (transaction: Transaction): number => shortIdOf(key, wtxid(transaction));

describe('shortIdOf', () => {
  it('has 48 bits', () => {
    const ids = Array.from({ length: 200 }, (_, i) => shortIdOf(key, i.toString(16).padStart(64, '0')));
    expect(Math.max(...ids)).toBeLessThan(2 ** 48);
    expect(Math.max(...ids)).toBeGreaterThan(2 ** 47);
    expect(new Set(ids).size).toBe(200);
  });

  it('depends on header, nonce and witness', () => {
    const one = sampleTransaction(1, [Uint8Array.of(1)]);
    const other = sampleTransaction(1, [Uint8Array.of(2)]);
    expect(idOf(one)).not.toBe(idOf(other));
    expect(shortIdOf(compactBlockKey(header, nonce + 1n), txid(one))).not.toBe(shortIdOf(key, txid(one)));
    expect(shortIdOf(compactBlockKey({ ...header, nonce: 1 }, nonce), txid(one))).not.toBe(shortIdOf(key, txid(one)));
  });
});

describe('matchShortIds', () => {
  const [coinbase, a, b, c] = [0, 1, 2, 3].map((n) => sampleTransaction(n)) as [
    Transaction,
    Transaction,
    Transaction,
    Transaction,
  ];
  const compact: CompactBlock = {
    header,
    nonce,
    shortIds: [a, b, c].map(idOf),
    prefilledTransactions: [{ index: 0, transaction: coinbase }],
  };

  it('fills in the candidates', () => {
    expect(matchShortIds(compact, [c, sampleTransaction(9), a])).toEqual({
      transactions: [coinbase, a, undefined, c],
      missing: [2],
    });
  });

  it('uses no candidate if all transactions are prefilled', () => {
    const full = { ...compact, shortIds: [] };
    expect(matchShortIds(full, [a])).toEqual({ transactions: [coinbase], missing: [] });
  });

  it('stores prefilled transactions at their indexes', () => {
    const prefilledTransactions = [
      { index: 1, transaction: b },
      { index: 3, transaction: coinbase },
    ];
    const matched = matchShortIds({ ...compact, shortIds: [a, c].map(idOf), prefilledTransactions }, [a, c]);
    expect(matched).toEqual({ transactions: [a, b, c, coinbase], missing: [] });
  });

  it('accepts the same candidate twice', () => {
    expect(matchShortIds(compact, [a, a, b, c]).missing).toEqual([]);
  });

  it('reports both indexes of a repeated short id as missing', () => {
    const shortIds = [idOf(a), idOf(b), idOf(a)];
    expect(matchShortIds({ ...compact, shortIds }, [a, b])).toEqual({
      transactions: [coinbase, undefined, b, undefined],
      missing: [1, 3],
    });
  });

  it.each([
    ['beyond the block', [{ index: 4, transaction: coinbase }]],
    [
      'at the same place',
      [
        { index: 1, transaction: coinbase },
        { index: 1, transaction: coinbase },
      ],
    ],
    [
      'descending',
      [
        { index: 2, transaction: coinbase },
        { index: 1, transaction: coinbase },
      ],
    ],
  ])('refuses prefilled transactions %s', (_, prefilledTransactions) => {
    expect(() => matchShortIds({ ...compact, prefilledTransactions }, [])).toThrow(RemoteProtocolError);
  });
});

/** The fields of a cmpctblock, with prefilled indexes in the block. */
function compactBlockOf(payload: Uint8Array): CompactBlock {
  const reader = new Reader(payload, 70_016);
  const compact = { header: blockHeader.read(reader), nonce: reader.u64le() };
  const shortIds = Array.from({ length: readCompactSize(reader) }, () => reader.u32le() + reader.u16le() * 2 ** 32);
  const prefilledTransactions: { index: number; transaction: Transaction }[] = [];
  let index = -1;
  for (let count = readCompactSize(reader); count > 0; count--) {
    index += readCompactSize(reader) + 1;
    prefilledTransactions.push({ index, transaction: layout.read(reader) });
  }
  expect(reader.remaining).toBe(0);
  return { ...compact, shortIds, prefilledTransactions };
}

const layout = transactionOf(BITCOIN_LIMITS);
const captures = ['relay-v1/msgs_recv', 'relay-v1/msgs_sent', 'client-announces/msgs_recv', 'client-modern/msgs_sent']
  .map((name) => `captures/messages/${name}.dat`)
  .filter((name) => sharedPath(name) !== undefined);

(captures.length === 0 ? describe.skip : describe)(
  'compact blocks of real nodes (skipped without ../shared/captures)',
  () => {
    it('are filled from the captured transactions and blocks', () => {
      const compactBlocks: CompactBlock[] = [];
      const transactions = new Map<Hash, Transaction>();
      const keep = (transaction: Transaction): unknown => transactions.set(wtxid(transaction), transaction);
      for (const { command, payload } of captures.flatMap(capturedMessages)) {
        if (command === 'cmpctblock') compactBlocks.push(compactBlockOf(payload));
        if (command === 'tx') keep(decode(layout, payload));
        if (command === 'block') decode(bitcoinBlock, payload).transactions.forEach(keep);
        if (command === 'blocktxn') {
          const reader = new Reader(payload, 70_016);
          hash32.read(reader);
          for (let count = readCompactSize(reader); count > 0; count--) keep(layout.read(reader));
        }
      }
      const withShortIds = compactBlocks.filter(({ shortIds }) => shortIds.length > 0);
      expect(withShortIds.length).toBeGreaterThan(0);
      let finished = 0;
      for (const compact of withShortIds) {
        const matched = matchShortIds(compact, transactions.values());
        if (matched.missing.length > 0) continue;
        finished += 1;
        const block = { header: compact.header, transactions: matched.transactions as Transaction[] };
        expect(merkleRootOf(block.transactions)).toBe(block.header.merkleRoot);
        expect(() => checkMerkleRoot(block)).not.toThrow();
        expect(blockHash(block.header)).toMatch(/^[0-9a-f]{64}$/);
      }
      expect(finished).toBeGreaterThan(0);
    });
  },
);
