import type { Conversation } from './runtime/conversation.js';
import { conversationOf } from './runtime/conversationOf.js';
import { applyPolicy, violationError } from './violation.js';

/**
 * Sends nothing, and notices a cmpctblock without any transaction (`EMPTY_COMPACT_BLOCK`): a block has at least its coinbase. The policy
 * decides what follows.
 *
 *     received  --c--e          c with transactions, e without
 *     sent      -----#
 *
 * BIP152; Bitcoin Core, blockencodings.cpp PartiallyDownloadedBlock::InitData.
 */
export function refuseEmptyCompactBlocks(): Conversation {
  return conversationOf((context) => ({
    hears: HEARS,
    received(message) {
      if (message.command !== 'cmpctblock') return;
      if (message.shortIds.length + message.prefilledTransactions.length > 0) return;
      applyPolicy(context, violationError('EMPTY_COMPACT_BLOCK', 'cmpctblock without any transaction'));
    },
  }));
}

const HEARS = new Set(['cmpctblock']);
