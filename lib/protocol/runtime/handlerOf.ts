import { Subject, Subscription } from 'rxjs';
import type { Message } from '../../messages/table.js';
import { operatorOf } from './operatorOf.js';
import type { Conversation, ConversationContext } from './conversation.js';
import { creatorOf } from './conversationOf.js';
import type { ConversationHandler, CreateHandler, Voice } from './handler.js';

/** The handler of any conversation: its own, or one that plays its operator. */
export function handlerOf(conversation: Conversation): CreateHandler {
  return creatorOf(conversation) ?? ((context, voice) => new StreamHandler(conversation, context, voice));
}

/** Plays a conversation that is made of streams. */
class StreamHandler implements ConversationHandler {
  private readonly received$ = new Subject<Message>();
  private subscription = Subscription.EMPTY;
  private isOver = false;

  constructor(
    private readonly conversation: Conversation,
    private readonly context: ConversationContext,
    private readonly voice: Voice,
  ) {}

  begin(): void {
    const { voice } = this;
    const { agreed, direction, network, paused$, policy, random, report, scheduler, sent$ } = this.context;
    // An object of plain fields, so that its owner may spread it.
    const context = { agreed, direction, network, paused$, policy, random, report, scheduler, sent$ };
    const subscription = operatorOf(
      this.conversation,
      context,
    )(this.received$).subscribe({
      next: (message) => voice.say(message),
      error: (error: unknown) => voice.fail(error),
      complete: () => voice.complete(),
    });
    // It may have been ended by what it said at once.
    if (this.isOver) subscription.unsubscribe();
    else this.subscription = subscription;
  }

  received(message: Message): void {
    this.received$.next(message);
  }

  end(): void {
    this.isOver = true;
    this.subscription.unsubscribe();
    this.received$.complete();
  }
}
