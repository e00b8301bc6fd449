import type { Message } from '../../messages/table.js';
import type { ConversationContext } from './conversation.js';

/**
 * A conversation under way, as calls instead of streams: it is told of what happens, and speaks by its voice. What it throws ends it.
 *
 * Each peer has a dozen conversations. As an object with a few fields one costs a tenth of the memory and of the time that its
 * subscribers and operators cost: 0.1 KB where those were 3 KB.
 */
export interface ConversationHandler {
  /** The commands of which `received` makes anything; without it all of them. A peer need not tell it of others. */
  readonly hears?: ReadonlySet<string>;
  /** It is listened to: it may speak, and start its timers. */
  begin?(): void;
  /**
   * The remote has said this.
   *
   * @param payload its bytes, where they are at hand: valid until this returns
   */
  received?(message: Message, payload?: Uint8Array): void;
  /** This was handed to the transport, whoever said it. */
  sent?(message: Message): void;
  /** The reading is held back, or goes on. Called once before `begin`, too. */
  paused?(isPaused: boolean): void;
  /** The remote will say no more. Without it the conversation completes then. */
  receivedAll?(): void;
  /** Nobody here will say any more. */
  sentAll?(): void;
  /** It is over, by whomever: its timers go. Called once. */
  end?(): void;
}

/** How a handler speaks. */
export interface Voice {
  say(message: Message): void;
  /** The conversation is done. */
  complete(): void;
  /** It failed; in a live peer this is what ends it. */
  fail(error: unknown): void;
}

/** What a handler may know of its peer: what happens is told it by calls. */
export type HandlerContext = Omit<ConversationContext, 'sent$' | 'paused$'>;

export type CreateHandler = (context: ConversationContext, voice: Voice) => ConversationHandler;
