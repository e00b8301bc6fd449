import type { Message } from '../messages/table.js';
import type { Agreement, Conversation, Features } from './runtime/conversation.js';
import { conversationOf } from './runtime/conversationOf.js';
import { unofferedBloom } from './refuseBloom.js';

/**
 * Says nothing; reports what the remote says of itself after its version: sendheaders, sendcmpct, feefilter. A filterload or filterclear to a side
 * that offers bloom filters asks for transactions that relay=0 in its version had refused (BIP37); matching the filter is the caller's part.
 *
 *     received  --h-----f---
 *     sent      ------------
 *     reports   --x-----y---
 *
 * A fee outside of 0 to 21e14 is not noticed (Bitcoin Core, MoneyRange), nor compact blocks of a version other than 2.
 */
export function noticeFeatures(): Conversation {
  return conversationOf(({ agreed, report }) => ({
    hears: HEARS,
    received(message) {
      const features = asksForRelay(message, agreed) ? { relay: true } : featuresIn(message);
      if (features !== undefined) report({ kind: 'features', features });
    },
  }));
}

const HEARS = new Set(['sendheaders', 'sendcmpct', 'feefilter', 'filterload', 'filterclear']);

function asksForRelay(message: Message, agreed: Agreement): boolean {
  if (message.command !== 'filterload' && message.command !== 'filterclear') return false;
  return unofferedBloom(message.command, agreed) === undefined;
}

/** Bitcoin Core, consensus/amount.h MAX_MONEY. */
const MAX_MONEY = 2_100_000_000_000_000n;

/** What this message says of the remote. */
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
