import type { Message } from '../../messages/table.js';
import type { ConversationEnvironment } from './environment.js';
import type { ReceivedMessage } from './receivedMessage.js';

/**
 * A conversation in progress. The runner calls these methods one at a time: while one runs, whatever it causes is queued. A method that throws
 * fails the conversation.
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
  /** The conversation is over, for whatever reason. The runner has cancelled its timers. Called once. */
  end?(): void;
}

/** Cancels a timer. Later calls do nothing. */
export type CancelTimer = () => void;

/** What a handler uses of its peer. Its methods must be called on the context, not taken off it. */
export interface HandlerContext extends ConversationEnvironment {
  /** Sends a message to the remote, after the messages queued before it. */
  send(message: Message): void;
  /** Ends the conversation; the peer continues. */
  complete(): void;
  /** Ends the conversation with an error. In a peer it ends the peer: a PeerError is the reason, anything else its cause. */
  fail(error: unknown): void;
  /** Calls back once after `delayMs` (at most 2^31 - 1), unless it is cancelled or the conversation ends before. */
  after(delayMs: number, callback: () => void): CancelTimer;
  /** Calls back every `intervalMs`, for the first time after one interval, until it is cancelled or the conversation ends. */
  every(intervalMs: number, callback: () => void): CancelTimer;
}

/** Creates the handler of one connection. */
export type CreateHandler = (context: HandlerContext) => ConversationHandler;
