import type { Observable, OperatorFunction } from 'rxjs';
import type { Message } from '../../messages/table.js';
import type { ConversationEnvironment } from './environment.js';
import type { CreateHandler } from './handler.js';

/**
 * One task of a peer, such as answering pings: a function from the received messages to the messages to send. It has no socket and no clock, so
 * the same conversation runs over a socket, in a marble test's virtual time, and in your own `pipe`.
 *
 * If a conversation completes, it ends and the peer continues. If it errors, the peer closes: a PeerError is the close reason, any other error
 * becomes the cause of a LocalProtocolError `CONVERSATION_FAILED`.
 *
 * There are two ways to write one. `defineConversation` accepts a handler: about 0.1 KB per peer, and messages that no handler needs are not
 * decoded. A plain operator, `(context) => (received$) => sent$`, costs about 3 KB per peer, and every message is decoded for it.
 */
export interface Conversation {
  (context: ConversationContext): OperatorFunction<Message, Message>;
  /** Present if `defineConversation` created it: peers then run the handler without the operator. */
  readonly createHandler?: CreateHandler;
}

/** The part of a peer that a conversation written as an operator can use. */
export interface ConversationContext extends ConversationEnvironment {
  /** Each message when it is handed to the transport: ours, those of the other conversations, the application's. */
  readonly sent$: Observable<Message>;
  /** True while reading from the remote is stopped (backpressure). Replays the last value. */
  readonly paused$: Observable<boolean>;
}
