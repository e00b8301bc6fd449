import { Subscription, type Observable, type Subscriber } from 'rxjs';
import type { Message } from '../../messages/table.js';
import type { ConversationContext } from './conversation.js';
import type { ConversationHost } from './conversationHost.js';
import { ConversationRunner, type CommandListeners } from './conversationRunner.js';
import { DeliveryQueue } from './deliveryQueue.js';
import type { CreateHandler } from './handler.js';
import type { Outcome } from './outcome.js';
import { receivedMessage } from './givenMessage.js';

/** Runs one conversation between streams: the host of a conversation that is used as an operator. */
export class OperatorHost implements ConversationHost {
  readonly network;
  readonly policy;
  readonly direction;
  readonly scheduler;
  readonly random;
  readonly agreed;
  isPaused = false;
  private readonly queue = new DeliveryQueue();
  private readonly runner = new ConversationRunner(this, this.queue);
  private readonly caches = new Map<string, CommandListeners & { receivedMessages: number }>();
  /** True while a message of the conversation is emitted: `sent$` then emits it as well. */
  private isSending = false;
  private isStarted = false;

  constructor(
    private readonly context: ConversationContext,
    private readonly createHandler: CreateHandler,
    private readonly subscriber: Subscriber<Message>,
  ) {
    const { network, policy, direction, scheduler, random, agreed } = context;
    this.network = network;
    this.policy = policy;
    this.direction = direction;
    this.scheduler = scheduler;
    this.random = random;
    this.agreed = agreed;
  }

  /** @returns the teardown */
  run(received$: Observable<Message>): Subscription {
    const inputs = new Subscription();
    // One task: values that the sources emit when they are subscribed to are delivered after the conversation has started.
    this.queue.afterMessage(() => {
      const { runner, queue } = this;
      inputs.add(() => runner.close());
      const error = (cause: unknown): void => this.subscriber.error(cause);
      inputs.add(this.context.paused$.subscribe({ next: (isPaused) => this.pausedChanged(isPaused), error }));
      inputs.add(this.context.sent$.subscribe({ next: (message) => this.messageSent(message), error }));
      inputs.add(
        received$.subscribe({
          next: (message) => queue.afterChunk(() => this.received(message)),
          error,
          complete: () => queue.afterChunk(() => runner.inputEnded()),
        }),
      );
      this.isStarted = true;
      runner.start(this.createHandler, () => queue.afterMessage(() => this.subscriber.complete()));
    });
    return inputs;
  }

  report(outcome: Outcome): void {
    this.context.report(outcome);
  }

  isObserved(kind: Outcome['kind']): boolean {
    return this.context.isObserved?.(kind) ?? true;
  }

  send(message: Message): void {
    this.queue.afterMessage(() => {
      this.isSending = true;
      try {
        this.subscriber.next(message);
      } finally {
        this.isSending = false;
      }
    });
  }

  conversationFailed(error: unknown): boolean {
    this.queue.afterMessage(() => this.subscriber.error(error));
    return true;
  }

  private pausedChanged(isPaused: boolean): void {
    if (isPaused === this.isPaused) return;
    this.isPaused = isPaused;
    // Before it has started, the conversation gets the value at its start.
    if (this.isStarted) this.runner.paused(isPaused);
  }

  private messageSent(message: Message): void {
    // As in a peer: a message reaches the handlers within the task that hands it to the transport.
    if (this.isSending) this.runner.sent(message);
    else this.queue.afterMessage(() => this.runner.sent(message));
  }

  private received(message: Message): void {
    const cache = this.cacheOf(message.command);
    cache.receivedMessages += 1;
    this.runner.received(receivedMessage(message, this), cache);
  }

  private cacheOf(command: string): CommandListeners & { receivedMessages: number } {
    let cache = this.caches.get(command);
    if (cache === undefined) {
      cache = { command, receivedMessages: 0, listeners: undefined, listenersVersion: -1 };
      this.caches.set(command, cache);
    }
    return cache;
  }
}
