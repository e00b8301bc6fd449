import { Observable } from 'rxjs';
import type { Conversation } from './conversation.js';
import type { CreateHandler } from './handler.js';
import { OperatorHost } from './operatorHost.js';

/**
 * Creates a conversation from a handler. The same runner runs it in a peer, in a marble test, and as an operator in a `pipe`.
 *
 * In a `pipe`, the operator emits the messages that the handler sends, completes when the handler completes, and errors when it fails;
 * unsubscribing ends the handler.
 * The handler's `payload` is then the message encoded again.
 *
 * @param createHandler called once per connection
 * @example
 * const countInvs = defineConversation((context) => {
 *   let count = 0;
 *   return {
 *     commands: new Set(['inv']),
 *     begin: () => void context.every(60_000, () => console.log(count)),
 *     received: () => void (count += 1),
 *   };
 * });
 * connect({ network, host, conversations: [...defaultConversations(), countInvs] }).subscribe();
 */
export function defineConversation(createHandler: CreateHandler): Conversation {
  const conversation: Conversation = (context) => (received$) =>
    // Not a pipe: one handler listens to three streams, sends at any time, and has timers.
    new Observable((subscriber) => new OperatorHost(context, createHandler, subscriber).run(received$));
  // Without a name: errors state the name of a conversation, and a minifier would shorten this one.
  Object.defineProperty(conversation, 'name', { value: '' });
  return Object.assign(conversation, { createHandler });
}
