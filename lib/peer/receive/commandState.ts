import type { AnyMessageDefinition } from '../../messages/defineMessage.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { Backlog } from './backlog.js';
import type { HotStream } from '../streams/hotStream.js';

/** Who is told of a message that came in. */
export interface Hearer {
  /** @param payload valid until this returns */
  received(message: Message, payload: Uint8Array): void;
}

/**
 * What a peer has for one command. Its reader, its counters, conversations, streams and consumers each put their part here: a message is
 * looked up once, and once only is its command read from it, which is one of thirty shapes.
 */
export class CommandState {
  // Not counters of their own: of thousands of peers each has a dozen of these.
  receivedMessages = 0;
  receivedBytes = 0;
  sentMessages = 0;
  sentBytes = 0;
  /** The conversations that hear it; undefined until that was found out. */
  hearers: readonly Hearer[] | undefined;
  /** Absent until somebody asks for it. */
  stream: HotStream<Message> | undefined;
  backlogs: Set<Backlog<unknown>> | undefined;

  constructor(
    /** As the network's table has it; `unknown` for all that it does not have. */
    readonly command: string,
    readonly definition: AnyMessageDefinition | undefined,
  ) {}
}

/** The routes of one peer, each made when it is first needed: as many as the network has commands at most, and one for the unknown ones. */
export class CommandStates implements Iterable<CommandState> {
  private readonly byCommand = new Map<string, CommandState>();

  constructor(private readonly network: Network) {}

  /** @param command as the wire spells it */
  of(command: string): CommandState {
    return this.byCommand.get(command) ?? this.make(command);
  }

  [Symbol.iterator](): Iterator<CommandState> {
    return this.byCommand.values();
  }

  private make(command: string): CommandState {
    const definition = this.network.messages.get(command);
    const name = definition === undefined ? 'unknown' : command;
    let route = this.byCommand.get(name);
    if (route === undefined) {
      route = new CommandState(name, definition);
      this.byCommand.set(name, route);
    }
    return route;
  }
}
