import type { Codec } from '../codec/codec.js';
import { list, struct, type StructCodec } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import type { Reader } from '../codec/reader.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage } from './defineMessage.js';
import type { MessageLimits } from './limits.js';
import { transactionOf, type Transaction } from './transaction.js';
import { readUpToUnknownFlag, writeWithUndecoded, type UndecodedTransactions } from './undecodedTransactions.js';

/** A block. Its size is limited by the payload of a frame (`limits.maxPayloadBytes`). */
export interface Block<H extends BlockHeader = BlockHeader> {
  /** The block header; on LBRY it has the field `claimTrie`. */
  header: H;
  /** All transactions in the order of the block; the first one is the coinbase. */
  transactions: Transaction[];
  /**
   * The bytes after `transactions`, if one of the transactions has an unknown flag and the network keeps it. The block then has more
   * transactions than `transactions`, so its Merkle root, witness commitment, weight and filter cannot be computed.
   */
  undecoded?: UndecodedTransactions;
}
export function blockOf<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits): StructCodec<Block<H>> {
  const transaction = transactionOf(limits);
  if (limits.unknownTransactionFlags === 'keep') return keepingBlock(header, transaction);
  const layout = struct<Omit<Block<H>, 'undecoded'>>({
    header,
    transactions: list(transaction, { maxItems: MAX_COMPACT_SIZE }),
  });
  return {
    ...layout,
    write(writer, value) {
      layout.write(writer, value);
      if (value.undecoded !== undefined)
        writer.fail('INVALID_VALUE', "undecoded needs unknownTransactionFlags: 'keep'");
    },
  };
}

/** A block of a network that keeps some transactions as bytes: the first one with an unknown flag, and all after it. */
function keepingBlock<H extends BlockHeader>(
  header: StructCodec<H>,
  transaction: Codec<Transaction>,
): StructCodec<Block<H>> {
  const first = struct({ header });
  const readInto = (reader: Reader, target: object): Block<H> =>
    Object.assign(first.readInto(reader, target), readUpToUnknownFlag(reader, transaction));
  return {
    minBytes: header.minBytes + 1,
    readInto,
    read: (reader) => readInto(reader, {}),
    write(writer, value) {
      first.write(writer, value);
      writeWithUndecoded(writer, value, transaction);
    },
  };
}

/** A block: the answer to a getdata of type `block` or `witnessBlock`. */
export interface BlockMessage<H extends BlockHeader = BlockHeader> {
  readonly command: 'block';
  /** The block; its transactions have their witnesses if the getdata asked for type `witnessBlock` (BIP144). */
  block: Block<H>;
}
export function blockMessage<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits) {
  return defineMessage('block', struct({ block: blockOf(header, limits) }));
}
