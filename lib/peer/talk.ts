import type { ConversationContext } from '../protocol/runtime/conversation.js';
import type { ConversationHandler, CreateHandler, Voice } from '../protocol/runtime/handler.js';
import type { Message } from '../messages/table.js';
import type { Hearer, CommandState, CommandStates } from './receive/commandState.js';

/** The conversations of a peer: one that opens, and the others, which begin together when that has completed. */
export interface Cast {
  readonly opening: CreateHandler;
  readonly others: readonly CreateHandler[];
}

/** Whom a talk tells. */
export interface TalkOwner {
  /** What a conversation begins with. */
  readonly isPaused: boolean;
  say(message: Message): void;
  /** The opening has completed; the others begin next. */
  opened(): void;
  /**
   * A conversation has failed.
   *
   * @param create what made it
   * @returns whether that ends the others, too
   */
  conversationFailed(error: unknown, create: CreateHandler): boolean;
}

/** All conversations of one peer under way: each is told of what happens, in their order, until it ends. */
export class Talk {
  // Never changed in place: who begins or ends while a message goes round does not shift the others.
  private parties: readonly Party[] = [];
  private isOver = false;

  constructor(
    readonly owner: TalkOwner,
    readonly context: ConversationContext,
    private readonly routes: CommandStates,
  ) {}

  begin({ opening, others }: Cast): void {
    this.join(opening, () => {
      this.owner.opened();
      for (const other of others) this.join(other);
    });
  }

  /** @param payload valid until this returns */
  received(message: Message, payload: Uint8Array, route: CommandState): void {
    const hearers = route.hearers ?? this.hearersOf(route);
    for (let i = 0; i < hearers.length; i++) hearers[i]!.received(message, payload);
  }

  sent(message: Message): void {
    const { parties } = this;
    for (let i = 0; i < parties.length; i++) parties[i]!.sent(message);
  }

  paused(isPaused: boolean): void {
    for (const party of this.parties) party.paused(isPaused);
  }

  /** All of them end. */
  close(): void {
    this.isOver = true;
    for (const party of this.parties) party.end();
  }

  /** One of them has ended. */
  left(party: Party): void {
    this.setParties(this.parties.filter((each) => each !== party));
  }

  private join(create: CreateHandler, onComplete?: () => void): void {
    if (this.isOver) return;
    const party = new Party(this, create, onComplete);
    this.setParties([...this.parties, party]);
    party.begin();
  }

  private setParties(parties: readonly Party[]): void {
    this.parties = parties;
    for (const route of this.routes) route.hearers = undefined;
  }

  private hearersOf(route: CommandState): readonly Hearer[] {
    if (route.receivedMessages < FEW_MESSAGES) return this.parties;
    // Once more, since `filter` leaves room for seventeen.
    route.hearers = this.parties.filter((party) => party.hears(route.command)).slice();
    return route.hearers;
  }
}

/** For less it is not worth a list: most commands of most peers come once, at the handshake. */
const FEW_MESSAGES = 16;

/** One conversation, and its voice. */
class Party implements Voice, Hearer {
  private handler: ConversationHandler | undefined;
  /** The handler's `received`: handlers have as many shapes as there are conversations, so that to look it up is half of what a message costs. */
  private hear: ConversationHandler['received'];
  private isOver = false;

  constructor(
    private readonly talk: Talk,
    private readonly create: CreateHandler,
    private readonly onComplete: (() => void) | undefined,
  ) {}

  begin(): void {
    const { context, owner } = this.talk;
    try {
      const { create } = this;
      const handler = create(context, this);
      if (this.isOver) {
        handler.end?.();
        return;
      }
      this.handler = handler;
      // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the handler
      this.hear = handler.received;
      handler.paused?.(owner.isPaused);
      if (!this.isOver) handler.begin?.();
    } catch (error) {
      this.fail(error);
    }
  }

  hears(command: string): boolean {
    const { handler } = this;
    return handler === undefined || (handler.received !== undefined && (handler.hears?.has(command) ?? true));
  }

  received(message: Message, payload: Uint8Array): void {
    const { hear } = this;
    if (hear === undefined || this.isOver) return;
    try {
      hear.call(this.handler, message, payload);
    } catch (error) {
      this.fail(error);
    }
  }

  sent(message: Message): void {
    if (this.isOver || this.handler?.sent === undefined) return;
    try {
      this.handler.sent(message);
    } catch (error) {
      this.fail(error);
    }
  }

  paused(isPaused: boolean): void {
    if (this.isOver || this.handler?.paused === undefined) return;
    try {
      this.handler.paused(isPaused);
    } catch (error) {
      this.fail(error);
    }
  }

  say(message: Message): void {
    if (!this.isOver) this.talk.owner.say(message);
  }

  complete(): void {
    if (this.isOver) return;
    this.end();
    this.onComplete?.();
  }

  fail(error: unknown): void {
    if (this.isOver) return;
    const endsAll = this.talk.owner.conversationFailed(error, this.create);
    this.end();
    if (endsAll) this.talk.close();
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.talk.left(this);
    this.handler?.end?.();
  }
}
