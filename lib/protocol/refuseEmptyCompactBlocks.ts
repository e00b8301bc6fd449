import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import { onCommands } from './runtime/onCommands.js';
import { applyPolicy, violationError } from './violation.js';

/**
 * Sends nothing, and reports a cmpctblock without any transaction (`EMPTY_COMPACT_BLOCK`): a block has at least its coinbase. The policy
 * decides the reaction.
 *
 *     received  --c--e          c with transactions, e without
 *     sent      -----#
 *
 * Source: BIP152; Bitcoin Core, blockencodings.cpp PartiallyDownloadedBlock::InitData.
 */
export function refuseEmptyCompactBlocks(): Conversation {
  return defineConversation(
    onCommands(COMMANDS, (context, received) => {
      if (received.command !== 'cmpctblock') return;
      const { shortIds, prefilledTransactions } = received.message();
      if (shortIds.length + prefilledTransactions.length > 0) return;
      applyPolicy(context, violationError('EMPTY_COMPACT_BLOCK', 'cmpctblock without any transaction'));
    }),
  );
}

const COMMANDS = new Set(['cmpctblock']);
