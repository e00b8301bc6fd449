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
import { readCompactSize, writeCompactSize } from '../codec/compactSize.js';
import { hash32, requireInteger, u64le } from '../codec/primitives.js';
import type { Reader } from '../codec/reader.js';
import type { Writer } from '../codec/writer.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import type { MessageLimits } from './limits.js';
import { transactionOf, type Transaction } from './transaction.js';

/** Indexes have 16 bits (BIP152; Bitcoin Core, blockencodings.h). */
export const MAX_COMPACT_BLOCK_TRANSACTIONS = 65_535;

/** A transaction that is sent along with its block's short ids; `index` is its place in the block. */
export interface PrefilledTransaction {
  index: number;
  transaction: Transaction;
}

/** The lower 48 bits of a SipHash, which a number holds exactly. */
const shortId: Codec<number> = {
  minBytes: 6,
  read: (reader) => reader.u32le() + reader.u16le() * 0x1_0000_0000,
  write(writer, value) {
    requireInteger(writer, value, 0, 0xffff_ffff_ffff);
    writer.u32le(value % 0x1_0000_0000);
    writer.u16le(Math.floor(value / 0x1_0000_0000));
  },
};

/** A block by short ids of its transactions, for those who have most of them (BIP152). */
export function cmpctblockMessage<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits) {
  const transaction = transactionOf(limits);
  const prefilled: Codec<PrefilledTransaction[]> = ascending(
    transaction.minBytes,
    (reader, index) => ({ index, transaction: transaction.read(reader) }),
    (writer, item) => transaction.write(writer, item.transaction),
    (writer, item) => {
      requireObject(writer, item);
      return item.index;
    },
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
export type CmpctblockMessage = MessageOfDefinition<ReturnType<typeof cmpctblockMessage<BlockHeader>>>;

const indexes: Codec<number[]> = ascending(
  0,
  (_, index) => index,
  () => undefined,
  (_, index) => index,
);

/** "Of this block I lack the transactions at these places" (BIP152). */
export const getblocktxn = defineMessage('getblocktxn', struct({ blockHash: hash32, indexes }));
export type GetblocktxnMessage = MessageOfDefinition<typeof getblocktxn>;

/** The transactions that a getblocktxn asked for, in its order (BIP152). */
export function blocktxnMessage(limits: MessageLimits) {
  const transactions = list(transactionOf(limits), { maxItems: MAX_COMPACT_BLOCK_TRANSACTIONS });
  return defineMessage('blocktxn', struct({ blockHash: hash32, transactions }));
}
export type BlocktxnMessage = MessageOfDefinition<ReturnType<typeof blocktxnMessage>>;

/**
 * Items at rising places of a block. On the wire stands the distance to the one before, less one: "differential encoding" of BIP152;
 * in the message the place itself.
 */
function ascending<T>(
  restMinBytes: number,
  readRest: (reader: Reader, index: number) => T,
  writeRest: (writer: Writer, item: T) => void,
  indexOf: (writer: Writer, item: T) => number,
): Codec<T[]> {
  return {
    minBytes: 1,
    read(reader) {
      const count = readCompactSize(reader);
      reader.require(count * (1 + restMinBytes));
      const items: T[] = [];
      let next = 0;
      try {
        for (let i = 0; i < count; i++) {
          const index = next + readCompactSize(reader);
          if (index >= MAX_COMPACT_BLOCK_TRANSACTIONS) {
            reader.fail('LIMIT_EXCEEDED', `index ${index}, below ${MAX_COMPACT_BLOCK_TRANSACTIONS} allowed`);
          }
          items.push(readRest(reader, index));
          next = index + 1;
        }
      } catch (error) {
        throw within(error, items.length);
      }
      return items;
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
