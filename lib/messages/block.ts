import { list, struct, type StructCodec } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage } from './defineMessage.js';
import type { MessageLimits } from './limits.js';
import { transactionOf, type Transaction } from './transaction.js';

/** A block. Its size is limited by the payload of a frame (`limits.maxPayloadBytes`). */
export interface Block<H extends BlockHeader = BlockHeader> {
  /** The block header; on LBRY it has the field `claimTrie`. */
  header: H;
  /** All transactions in the order of the block; the first one is the coinbase. */
  transactions: Transaction[];
}
export function blockOf<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits): StructCodec<Block<H>> {
  return struct<Block<H>>({ header, transactions: list(transactionOf(limits), { maxItems: MAX_COMPACT_SIZE }) });
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
