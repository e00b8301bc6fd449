import type { SchedulerAction, Subscription } from 'rxjs';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { Policy } from '../../policy/policy.js';
import type { Agreement } from './agreement.js';
import type { ConversationHost } from './conversationHost.js';
import type { DeliveryQueue } from './deliveryQueue.js';
import type { CancelTimer, ConversationHandler, CreateHandler, HandlerContext } from './handler.js';
import type { Outcome } from './outcome.js';
import type { ReceivedMessage } from './receivedMessage.js';

/** The part of a runner that a running conversation uses. */
export interface ConversationOwner {
  readonly host: ConversationHost;
  readonly queue: DeliveryQueue;
  /** Called once, when the conversation ends. */
  remove(conversation: RunningConversation): void;
  /** Stops all conversations: one of them has failed, and the host is going to close the runner. */
  stop(): void;
}

/**
 * One conversation of a runner, and the context of its handler.
 *
 *     Running ── complete(), or a failure that ends this conversation only ─▶ Ended
 *     Running ── a failure that ends all conversations ─▶ Stopped
 *     Running, Stopped ── the runner's close() ─▶ Ended
 *
 * A stopped conversation gets no calls and sends nothing. When it ends, its timers are cancelled and the handler's `end` is called.
 */
export class RunningConversation implements HandlerContext {
  private handler: ConversationHandler | undefined;
  /** The handler's method, looked up once: a lookup per message is slow, because every conversation has its own handler class. */
  private handleReceived: ConversationHandler['received'];
  private timers: readonly Subscription[] | undefined;
  private isStopped = false;
  private isEnded = false;

  constructor(
    private readonly owner: ConversationOwner,
    private readonly createHandler: CreateHandler,
    private readonly onComplete: (() => void) | undefined,
  ) {}

  get network(): Network {
    return this.host.network;
  }

  get policy(): Policy | undefined {
    return this.host.policy;
  }

  get direction(): 'inbound' | 'outbound' {
    return this.host.direction;
  }

  get scheduler(): ConversationHost['scheduler'] {
    return this.host.scheduler;
  }

  get random(): ConversationHost['random'] {
    return this.host.random;
  }

  get agreed(): Agreement {
    return this.host.agreed;
  }

  report(outcome: Outcome): void {
    this.host.report(outcome);
  }

  isObserved(kind: Outcome['kind']): boolean {
    return this.host.isObserved?.(kind) ?? true;
  }

  send(message: Message): void {
    if (!this.isStopped) this.host.send(message);
  }

  complete(): void {
    if (this.isStopped) return;
    this.end();
    this.onComplete?.();
  }

  fail(error: unknown): void {
    if (this.isStopped) return;
    if (this.host.conversationFailed(error, this.createHandler)) this.owner.stop();
    else this.end();
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    return this.startTimer({ conversation: this, callback, intervalMs: undefined }, delayMs);
  }

  every(intervalMs: number, callback: () => void): CancelTimer {
    return this.startTimer({ conversation: this, callback, intervalMs }, intervalMs);
  }

  start(): void {
    try {
      const handler = this.createHandler(this);
      if (this.isEnded) {
        handler.end?.();
        return;
      }
      this.handler = handler;
      // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the handler
      this.handleReceived = handler.received;
      handler.paused?.(this.host.isPaused);
      if (!this.isStopped) handler.begin?.();
    } catch (error) {
      this.fail(error);
    }
  }

  /** True if the handler's `received` is to be called for this command. */
  handles(command: string): boolean {
    const { handler } = this;
    return handler?.received !== undefined && (handler.commands?.has(command) ?? true);
  }

  received(message: ReceivedMessage): void {
    const { handleReceived } = this;
    if (handleReceived === undefined || this.isStopped) return;
    try {
      handleReceived.call(this.handler, message);
    } catch (error) {
      this.fail(error);
    }
  }

  sent(message: Message): void {
    if (this.isStopped || this.handler?.sent === undefined) return;
    try {
      this.handler.sent(message);
    } catch (error) {
      this.fail(error);
    }
  }

  paused(isPaused: boolean): void {
    this.attempt((handler) => handler.paused?.(isPaused));
  }

  inputEnded(): void {
    this.attempt((handler) => {
      if (handler.inputEnded === undefined) this.complete();
      else handler.inputEnded();
    });
  }

  stop(): void {
    this.isStopped = true;
  }

  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.isStopped = true;
    for (const timer of this.timers ?? []) timer.unsubscribe();
    this.owner.remove(this);
    this.handler?.end?.();
  }

  private get host(): ConversationHost {
    return this.owner.host;
  }

  /** Called when a timer fires. */
  onTimer(callback: () => void): void {
    this.owner.queue.afterMessage(() => this.attempt(callback));
  }

  private startTimer(started: Timer, delayMs: number): CancelTimer {
    const timer = this.host.scheduler.schedule(fire, delayMs, started);
    // Arrays of exact length: most conversations have one timer, and `push` allocates room for seventeen.
    this.timers = this.timers === undefined ? [timer] : this.timers.filter(({ closed }) => !closed).concat(timer);
    return () => timer.unsubscribe();
  }

  private attempt(call: (handler: ConversationHandler) => void): void {
    if (this.isStopped || this.handler === undefined) return;
    try {
      call(this.handler);
    } catch (error) {
      this.fail(error);
    }
  }
}

/** A timer of a conversation, as the state of the scheduled action: closures would take 0.1 KB more per timer. */
interface Timer {
  readonly conversation: RunningConversation;
  readonly callback: () => void;
  /** Absent for a timer that fires once. */
  readonly intervalMs: number | undefined;
}

function fire(this: SchedulerAction<Timer>, timer?: Timer): void {
  const { callback, conversation, intervalMs } = timer!;
  conversation.onTimer(callback);
  // Reuses the timer, as RxJS's interval does.
  if (intervalMs !== undefined) this.schedule(timer, intervalMs);
}
