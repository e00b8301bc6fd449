import { Observable } from 'rxjs';
import type { Message } from '../../messages/table.js';
import type { Conversation } from './conversation.js';
import type { ConversationHandler, CreateHandler, HandlerContext, Voice } from './handler.js';

const creators = new WeakMap<Conversation, CreateHandler>();

/** The conversation that such a handler holds: an operator like any other; a peer, however, plays it by calls (`handlerOf`). */
export function conversationOf(create: (context: HandlerContext, voice: Voice) => ConversationHandler): Conversation {
  const conversation: Conversation = (context) => (received$) =>
    // Not a pipe: one handler listens to three streams and speaks when it likes.
    new Observable((subscriber) => {
      const handler = create(context, {
        say: (message) => subscriber.next(message),
        complete: () => subscriber.complete(),
        fail: (error) => subscriber.error(error),
      });
      const attempt = (act: () => void): void => {
        try {
          act();
        } catch (error) {
          subscriber.error(error);
        }
      };
      const listenTo = <T>(value$: Observable<T>, tell: (value: T) => void, complete = (): void => undefined): void => {
        const error = (error: unknown): void => subscriber.error(error);
        subscriber.add(value$.subscribe({ next: (value) => attempt(() => tell(value)), error, complete }));
      };

      subscriber.add(() => handler.end?.());
      if (handler.paused !== undefined) listenTo(context.paused$, (isPaused) => handler.paused?.(isPaused));
      listenTo(
        received$,
        inOrder((message) => handler.received?.(message)),
        () => (handler.receivedAll === undefined ? subscriber.complete() : attempt(() => handler.receivedAll?.())),
      );
      if (handler.sent !== undefined) {
        listenTo(
          context.sent$,
          (message) => handler.sent?.(message),
          () => attempt(() => handler.sentAll?.()),
        );
      }
      // Listen, then speak: over a synchronous transport the answer comes before `say` returns.
      if (!subscriber.closed) attempt(() => handler.begin?.());
    });
  creators.set(conversation, create);
  return conversation;
}

/** Hands over one after the other: what comes while one is looked at waits until that is done, as it does in a peer. */
function inOrder(look: (message: Message) => void): (message: Message) => void {
  const waiting: Message[] = [];
  return (message) => {
    waiting.push(message);
    if (waiting.length > 1) return;
    try {
      for (; waiting.length > 0; waiting.shift()) look(waiting[0]!);
    } finally {
      waiting.length = 0;
    }
  };
}

/** How a conversation that was made so makes its handlers; undefined of any other. */
export function creatorOf(conversation: Conversation): CreateHandler | undefined {
  return creators.get(conversation);
}
