import { from, type Observable, type OperatorFunction } from 'rxjs';
import type { Message } from '../../messages/table.js';
import type { Conversation, ConversationContext } from './conversation.js';

/**
 * Returns the operator of a conversation.
 *
 * Throws a TypeError if the value is not a conversation; the operator throws it if it returns no Observable. Typical cause: a function such as
 * `answerPings` that creates a conversation and was not called.
 */
export function operatorOf(
  conversation: Conversation,
  context: ConversationContext,
): (received$: Observable<Message>) => Observable<Message> {
  const operator: unknown = conversation(context);
  if (typeof operator !== 'function') {
    throw new TypeError(`a conversation must return an operator, it returned ${kindOf(operator)}`);
  }
  return (received$) => {
    const sent$: unknown = (operator as OperatorFunction<Message, Message>)(received$);
    if (typeof sent$ === 'object' && sent$ !== null) return from(sent$ as Observable<Message>);
    const advice = typeof sent$ === 'function' ? '; call the function that creates it, as in answerPings()' : '';
    throw new TypeError(`its operator must return an Observable, it returned ${kindOf(sent$)}${advice}`);
  };
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
