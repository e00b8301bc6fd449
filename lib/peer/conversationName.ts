import { escapeText } from '../base/escapeText.js';
import type { CreateHandler } from '../protocol/runtime/handler.js';
import type { PeerSettings } from './peerSettings.js';

/**
 * The name of a conversation in an error: its index in the option, and the name of its function if it has one, as in
 * `conversations[2] (announceNews)`. Computed when a conversation fails, so peers store no names.
 */
export function conversationName(createHandler: CreateHandler, { conversations, options }: PeerSettings): string {
  const index = conversations.indexOf(createHandler);
  if (index === -1) return 'a conversation';
  const name = options.conversations?.[index]?.name ?? '';
  return `conversations[${index}]${name === '' ? '' : ` (${escapeText(name)})`}`;
}
