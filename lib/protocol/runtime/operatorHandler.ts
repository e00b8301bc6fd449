import { BehaviorSubject, Subject, Subscription } from 'rxjs';
import type { Message } from '../../messages/table.js';
import type { Conversation } from './conversation.js';
import type { ConversationHandler, CreateHandler, HandlerContext } from './handler.js';
import { operatorOf } from './operatorOf.js';
import type { ReceivedMessage } from './receivedMessage.js';

/** The handler of a conversation: its own handler, or a handler that runs its operator. */
export function handlerOf(conversation: Conversation): CreateHandler {
  return conversation.createHandler ?? ((context) => new OperatorHandler(conversation, context));
}

/** Runs a conversation that is written as an operator. An operator reads every message, so every message is decoded. */
class OperatorHandler implements ConversationHandler {
  private readonly received$ = new Subject<Message>();
  private readonly sent$ = new Subject<Message>();
  private readonly paused$ = new BehaviorSubject(false);
  private subscription = Subscription.EMPTY;
  private isEnded = false;

  constructor(
    private readonly conversation: Conversation,
    private readonly context: HandlerContext,
  ) {}

  begin(): void {
    const { context } = this;
    const { agreed, direction, network, policy, random, scheduler } = context;
    const subscription = operatorOf(this.conversation, {
      ...{ agreed, direction, network, policy, random, scheduler },
      sent$: this.sent$.asObservable(),
      paused$: this.paused$.asObservable(),
      report: (outcome) => context.report(outcome),
      isObserved: (kind) => context.isObserved?.(kind) ?? true,
    })(this.received$).subscribe({
      next: (message) => context.send(message),
      error: (error: unknown) => context.fail(error),
      complete: () => context.complete(),
    });
    // The conversation may have ended during `subscribe`.
    if (this.isEnded) subscription.unsubscribe();
    else this.subscription = subscription;
  }

  received(received: ReceivedMessage): void {
    this.received$.next(received.message());
  }

  sent(message: Message): void {
    this.sent$.next(message);
  }

  paused(isPaused: boolean): void {
    this.paused$.next(isPaused);
  }

  inputEnded(): void {
    this.received$.complete();
  }

  end(): void {
    this.isEnded = true;
    this.subscription.unsubscribe();
    for (const input$ of [this.received$, this.sent$, this.paused$]) input$.complete();
  }
}
