import type { Codec } from '../codec/codec.js';
import {
  constrained,
  list,
  requireArray,
  requireObject,
  struct,
  within,
  type StructCodec,
} from '../codec/combinators.js';
import { writeCompactSize } from '../codec/compactSize.js';
import { hash32, requireInteger, u64le, type Hash } from '../codec/primitives.js';
import type { Reader } from '../codec/reader.js';
import { readPart, readSize } from '../codec/readPart.js';
import type { Writer } from '../codec/writer.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage } from './defineMessage.js';
import type { MessageLimits } from './limits.js';
import { transactionOf, type Transaction } from './transaction.js';

/** An index has 16 bits (BIP152; Bitcoin Core, blockencodings.h). */
export const MAX_COMPACT_BLOCK_TRANSACTIONS = 65_535;

/** A transaction that a cmpctblock contains in full; usually the coinbase (BIP152). */
export interface PrefilledTransaction {
  /** Index of the transaction in the block, from 0, below 65,535. On the wire it is a difference. */
  index: number;
  /** The transaction with its witness. */
  transaction: Transaction;
}

/** The lower 48 bits of a SipHash. A JavaScript number represents them exactly. */
const shortId: Codec<number> = {
  minBytes: 6,
  fieldKind: 'u48le',
  read: (reader) => reader.u32le() + reader.u16le() * 0x1_0000_0000,
  write(writer, value) {
    requireInteger(writer, value, 0, 0xffff_ffff_ffff);
    writer.u32le(value % 0x1_0000_0000);
    writer.u16le(Math.floor(value / 0x1_0000_0000));
  },
};

/**
 * A block with short ids instead of transactions: the answer to a getdata of type `compactBlock`, or an announcement to a remote that has
 * sent sendcmpct with `announce: true` (BIP152). `matchShortIds` fills it from a mempool.
 *
 * `shortIds` and `prefilledTransactions` together have one item for each transaction of the block, at most 65,535.
 */
export interface CmpctblockMessage<H extends BlockHeader = BlockHeader> {
  readonly command: 'cmpctblock';
  /** Header of the block. */
  header: H;
  /** Random number; a part of the key of the short ids (`compactBlockKey`). */
  nonce: bigint;
  /** Short ids of the transactions that are not prefilled, in the order of the block: integers of 48 bits. */
  shortIds: number[];
  /** Transactions sent in full, with ascending indexes. */
  prefilledTransactions: PrefilledTransaction[];
}
export function cmpctblockMessage<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits) {
  const transaction = transactionOf(limits);
  const prefilled: Codec<PrefilledTransaction[]> = ascending(
    transaction.minBytes,
    (reader, index) => ({ index, transaction: readPart(reader, 'transaction', transaction) }),
    (writer, item) => transaction.write(writer, item.transaction),
    (writer, item) => {
      requireObject(writer, item);
      return item.index;
    },
    'index',
  );
  const layout = struct<{
    header: H;
    nonce: bigint;
    shortIds: number[];
    prefilledTransactions: PrefilledTransaction[];
  }>({
    header,
    nonce: u64le,
    shortIds: list(shortId, { maxItems: MAX_COMPACT_BLOCK_TRANSACTIONS }),
    prefilledTransactions: prefilled,
  });
  return defineMessage(
    'cmpctblock',
    constrained(layout, ({ shortIds, prefilledTransactions }) => {
      const count = shortIds.length + prefilledTransactions.length;
      if (count <= MAX_COMPACT_BLOCK_TRANSACTIONS) return undefined;
      return `${count} transactions, at most ${MAX_COMPACT_BLOCK_TRANSACTIONS} allowed`;
    }),
  );
}

const indexes: Codec<number[]> = ascending(
  0,
  (_, index) => index,
  () => undefined,
  (_, index) => index,
);

/** Asks for transactions of a block by their indexes; the answer is blocktxn (BIP152). */
export interface GetblocktxnMessage {
  readonly command: 'getblocktxn';
  /** Hash of the block. */
  blockHash: Hash;
  /** Ascending indexes of the transactions in the block, from 0, each below 65,535. On the wire they are differences. */
  indexes: number[];
}
export const getblocktxn = defineMessage('getblocktxn', struct({ blockHash: hash32, indexes }));

/** The transactions that a getblocktxn asked for (BIP152). */
export interface BlocktxnMessage {
  readonly command: 'blocktxn';
  /** Hash of the block. */
  blockHash: Hash;
  /** The transactions in the order of the request, at most 65,535. */
  transactions: Transaction[];
}
export function blocktxnMessage(limits: MessageLimits) {
  const transactions = list(transactionOf(limits), { maxItems: MAX_COMPACT_BLOCK_TRANSACTIONS });
  return defineMessage('blocktxn', struct({ blockHash: hash32, transactions }));
}

/**
 * Items with ascending indexes in a block. On the wire an index is the difference to the preceding index, minus one (BIP152, "differential
 * encoding"); the decoded item has the index itself.
 */
function ascending<T>(
  restMinBytes: number,
  readRest: (reader: Reader, index: number) => T,
  writeRest: (writer: Writer, item: T) => void,
  indexOf: (writer: Writer, item: T) => number,
  indexField?: string,
): Codec<T[]> {
  return {
    minBytes: 1,
    read(reader) {
      const count = readSize(reader, 'count');
      reader.require(count * (1 + restMinBytes));
      const items: T[] = [];
      let next = 0;
      const item = { read: readItem };
      try {
        for (let i = 0; i < count; i++) items.push(readPart(reader, i, item));
      } catch (error) {
        throw within(error, items.length);
      }
      return items;

      function readItem(): T {
        const index = next + readSize(reader, 'difference', indexField);
        if (index >= MAX_COMPACT_BLOCK_TRANSACTIONS) {
          reader.fail('LIMIT_EXCEEDED', `index ${index}, below ${MAX_COMPACT_BLOCK_TRANSACTIONS} allowed`);
        }
        next = index + 1;
        return readRest(reader, index);
      }
    },
    write(writer, items) {
      requireArray(writer, items);
      writeCompactSize(writer, items.length);
      let next = 0;
      let i = 0;
      try {
        for (; i < items.length; i++) {
          const index = indexOf(writer, items[i]!);
          requireInteger(writer, index, next, MAX_COMPACT_BLOCK_TRANSACTIONS - 1);
          writeCompactSize(writer, index - next);
          writeRest(writer, items[i]!);
          next = index + 1;
        }
      } catch (error) {
        throw within(error, i);
      }
    },
  };
}
