import type { Message } from '../messages/table.js';
import { unofferedBloom } from './refuseBloom.js';
import type { Features } from './runtime/agreement.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import { onCommands } from './runtime/onCommands.js';

/**
 * Sends nothing; reports the features that the remote announces after its version: sendheaders, sendcmpct, feefilter. If we offer NODE_BLOOM, a
 * filterload or filterclear sets the feature `relay`, which relay=0 in the remote's version had cleared (BIP37); the application has to match
 * transactions with the filter.
 *
 *     received  --h-----f---
 *     sent      ------------
 *     reports   --x-----y---
 *
 * Ignores a fee rate outside of 0 to 21e14 (Bitcoin Core, MoneyRange) and compact blocks of a version other than 2.
 */
export function noticeFeatures(): Conversation {
  return defineConversation(
    onCommands(COMMANDS, (context, received) => {
      const { command } = received;
      const features = FILTER_COMMANDS.has(command)
        ? unofferedBloom(command, context.agreed) === undefined && { relay: true }
        : featuresIn(received.message());
      if (features) context.report({ kind: 'features', features });
    }),
  );
}

const FILTER_COMMANDS = new Set<string>(['filterload', 'filterclear']);

const COMMANDS = new Set(['sendheaders', 'sendcmpct', 'feefilter', ...FILTER_COMMANDS]);

/** Bitcoin Core, consensus/amount.h MAX_MONEY. */
const MAX_MONEY = 2_100_000_000_000_000n;

/** The features of the remote that a message announces. */
export function featuresIn(message: Message): Partial<Features> | undefined {
  switch (message.command) {
    case 'sendheaders':
      return { sendHeaders: true };
    case 'sendcmpct':
      return message.version === 2n ? { compactBlocks: { announce: message.announce } } : undefined;
    case 'feefilter':
      return message.feeRate >= 0n && message.feeRate <= MAX_MONEY ? { feeRate: message.feeRate } : undefined;
    default:
      return undefined;
  }
}
