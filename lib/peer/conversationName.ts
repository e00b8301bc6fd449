import { escapeText } from '../base/escapeText.js';
import type { CreateHandler } from '../protocol/runtime/handler.js';
import type { PeerSettings } from './peerSettings.js';

/**
 * How an error names a conversation: by its place in the option, and by the name of its function if it has one of its own, as in
 * `conversations[2] (announceNews)`. Found when a conversation fails, so that peers need not keep names.
 */
export function conversationName(create: CreateHandler, { conversations, options }: PeerSettings): string {
  const place = conversations.indexOf(create);
  if (place === -1) return 'a conversation';
  const name = options.conversations?.[place]?.name ?? '';
  return `conversations[${place}]${UNNAMED.has(name) ? '' : ` (${escapeText(name)})`}`;
}

/** Functions without a name of their own; those of the library are called `conversation`. */
const UNNAMED = new Set(['', 'conversation']);
