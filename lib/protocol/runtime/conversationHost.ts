import type { Message } from '../../messages/table.js';
import type { ConversationEnvironment } from './environment.js';
import type { CreateHandler } from './handler.js';

/** The owner of a ConversationRunner: a peer, or the operator of a single conversation. */
export interface ConversationHost extends ConversationEnvironment {
  /** True while reading is stopped: each conversation gets this value when it starts. */
  readonly isPaused: boolean;
  /** Sends a message of a conversation. */
  send(message: Message): void;
  /**
   * A conversation has failed.
   *
   * @param createHandler identifies the conversation
   * @returns true if the failure ends all conversations: the host then closes the runner, at the latest after the current delivery
   */
  conversationFailed(error: unknown, createHandler: CreateHandler): boolean;
}
