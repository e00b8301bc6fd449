import type { Message } from '../../messages/table.js';
import type { ConversationEnvironment } from './environment.js';
import type { ReceivedMessage } from './receivedMessage.js';

/**
 * A conversation in progress. The runner calls these methods one at a time: messages that it sends, and timers that fire, are processed after
 * it returns. A method that throws fails the conversation.
 *
 * A handler costs about 0.1 KB per peer. A conversation made of operators and subscriptions costs about 3 KB.
 */
export interface ConversationHandler {
  /** The commands for which `received` is called. Must not change. Absent: all commands. */
  readonly commands?: ReadonlySet<string>;
  /** The conversation starts: it may send messages and start timers. */
  begin?(): void;
  /** The remote sent a message. */
  received?(received: ReceivedMessage): void;
  /** A message was handed to the transport: by this conversation, another one, or the application. */
  sent?(message: Message): void;
  /** Reading from the remote has stopped (backpressure), or continues. Called once before `begin`, too. */
  paused?(isPaused: boolean): void;
  /** The remote will send nothing more. If this method is absent, the conversation completes then. */
  inputEnded?(): void;
  /** The conversation has ended for any reason; its timers are cancelled. Called once. */
  end?(): void;
}

/** Cancels a timer. Later calls do nothing. */
export type CancelTimer = () => void;

/** The part of a peer that a handler can use. Call its methods on the context: destructured methods do not work. */
export interface HandlerContext extends ConversationEnvironment {
  /** Sends a message to the remote, after the messages queued before it. */
  send(message: Message): void;
  /** Ends the conversation; the peer continues. */
  complete(): void;
  /**
   * Ends the conversation with an error. In a peer the error ends the peer: a PeerError is the close reason, any other error is the cause of
   * the close reason.
   */
  fail(error: unknown): void;
  /** Calls back once after `delayMs` (at most 2^31 - 1), unless it is cancelled or the conversation ends before. */
  after(delayMs: number, callback: () => void): CancelTimer;
  /** Calls back every `intervalMs`, for the first time after one interval, until it is cancelled or the conversation ends. */
  every(intervalMs: number, callback: () => void): CancelTimer;
}

/** Creates the handler of one connection. */
export type CreateHandler = (context: HandlerContext) => ConversationHandler;
