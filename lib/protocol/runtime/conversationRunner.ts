import type { Message } from '../../messages/table.js';
import type { ConversationHost } from './conversationHost.js';
import type { DeliveryQueue } from './deliveryQueue.js';
import type { CreateHandler } from './handler.js';
import type { ReceivedMessage } from './receivedMessage.js';
import { RunningConversation, type ConversationOwner } from './runningConversation.js';

/** The conversations that handle one command, as a host caches them for the runner. */
export interface CommandListeners {
  readonly command: string;
  /** Messages received with this command so far. */
  readonly receivedMessages: number;
  /** Written by the runner only. Valid while `listenersVersion` is the runner's version. */
  listeners: readonly RunningConversation[] | undefined;
  listenersVersion: number;
}

/**
 * A listener list is allocated for a command that was received more often than this number of times. Most commands of most peers arrive
 * once, in the handshake.
 */
const MESSAGES_BEFORE_LIST = 16;

/**
 * Runs the conversations of one connection: it hands each event to every conversation, in the order in which they were started, until the
 * conversation ends. Peers, marble tests and the operators of `defineConversation` all use this class.
 *
 * Events are delivered one at a time. The host calls `received`, `sent` and `inputEnded` inside tasks of the delivery queue; the runner itself
 * queues pauses and timers. So no handler is called while another call to it is in progress.
 */
export class ConversationRunner implements ConversationOwner {
  // Replaced, never changed in place: a conversation that starts or ends during a delivery does not shift the others.
  private conversations: readonly RunningConversation[] = [];
  private version = 0;
  private isClosed = false;

  constructor(
    readonly host: ConversationHost,
    readonly queue: DeliveryQueue,
  ) {}

  /** Starts a conversation; does nothing after `close`. @param onComplete called when it completes, not when it fails */
  start(createHandler: CreateHandler, onComplete?: () => void): void {
    if (this.isClosed) return;
    const conversation = new RunningConversation(this, createHandler, onComplete);
    this.replace([...this.conversations, conversation]);
    conversation.start();
  }

  /** Starts several conversations in this order. */
  startAll(createHandlers: readonly CreateHandler[]): void {
    if (this.isClosed) return;
    const started = createHandlers.map((createHandler) => new RunningConversation(this, createHandler, undefined));
    // One array for all: a peer starts about nine conversations at a time.
    this.replace([...this.conversations, ...started]);
    for (const conversation of started) if (!this.isClosed) conversation.start();
  }

  received(message: ReceivedMessage, cache: CommandListeners): void {
    if (cache.receivedMessages < MESSAGES_BEFORE_LIST) {
      for (const conversation of this.conversations) {
        if (conversation.handles(cache.command)) conversation.received(message);
      }
      return;
    }
    const listeners = cache.listenersVersion === this.version ? cache.listeners! : this.listListeners(cache);
    for (let i = 0; i < listeners.length; i++) listeners[i]!.received(message);
  }

  sent(message: Message): void {
    const { conversations } = this;
    for (let i = 0; i < conversations.length; i++) conversations[i]!.sent(message);
  }

  paused(isPaused: boolean): void {
    this.queue.afterMessage(() => {
      for (const conversation of this.conversations) conversation.paused(isPaused);
    });
  }

  /** The remote will send nothing more. */
  inputEnded(): void {
    for (const conversation of this.conversations) conversation.inputEnded();
  }

  /** Called by a conversation that has failed: no conversation gets further calls. */
  stop(): void {
    this.isClosed = true;
    for (const conversation of this.conversations) conversation.stop();
  }

  /** Ends all conversations. */
  close(): void {
    this.isClosed = true;
    for (const conversation of this.conversations) conversation.end();
  }

  /** Called by a conversation that has ended. */
  remove(conversation: RunningConversation): void {
    this.replace(this.conversations.filter((each) => each !== conversation).slice());
  }

  private replace(conversations: readonly RunningConversation[]): void {
    this.conversations = conversations;
    this.version += 1;
  }

  private listListeners(cache: CommandListeners): readonly RunningConversation[] {
    // `filter` allocates room for 17 items; `slice` copies without it.
    cache.listeners = this.conversations.filter((conversation) => conversation.handles(cache.command)).slice();
    cache.listenersVersion = this.version;
    return cache.listeners;
  }
}
