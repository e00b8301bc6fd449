import { list, struct, type StructCodec } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import type { MessageLimits } from './limits.js';
import { transactionOf, type Transaction } from './transaction.js';

export interface Block<H extends BlockHeader = BlockHeader> {
  header: H;
  transactions: Transaction[];
}

/** A block: its header, then its transactions, the coinbase first. Its size is bounded by the frame's. */
export function blockOf<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits): StructCodec<Block<H>> {
  return struct<Block<H>>({ header, transactions: list(transactionOf(limits), { maxItems: MAX_COMPACT_SIZE }) });
}

/** "I send you this block." */
export function blockMessage<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits) {
  return defineMessage('block', struct({ block: blockOf(header, limits) }));
}
export type BlockMessage = MessageOfDefinition<ReturnType<typeof blockMessage<BlockHeader>>>;
