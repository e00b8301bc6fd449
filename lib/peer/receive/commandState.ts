import type { Observable } from 'rxjs';
import type { AnyMessageDefinition } from '../../messages/defineMessage.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { CommandListeners } from '../../protocol/runtime/conversationRunner.js';
import type { RunningConversation } from '../../protocol/runtime/runningConversation.js';
import type { LazySubject } from '../streams/lazySubject.js';
import type { Backlog } from './backlog.js';

/** Everything a peer stores for one command: a received message looks it up once. */
export class CommandState implements CommandListeners {
  // Plain fields, not counter objects: each of thousands of peers has a dozen of these.
  receivedMessages = 0;
  receivedBytes = 0;
  sentMessages = 0;
  sentBytes = 0;
  listeners: readonly RunningConversation[] | undefined;
  listenersVersion = -1;
  /** The Subject of `on(command)`, and the Observable that subscribers get. Absent before the first call of `on`. */
  subject: LazySubject<Message> | undefined;
  stream$: Observable<Message> | undefined;
  /** The backlogs of `consume(command)`. Replaced, never changed in place. */
  backlogs: readonly Backlog<unknown>[] = NO_BACKLOGS;

  constructor(
    /** The command if the network's table has it; `unknown` for all others. */
    readonly command: string,
    /** Absent for `unknown`. */
    readonly definition: AnyMessageDefinition | undefined,
  ) {}
}

const NO_BACKLOGS: readonly Backlog<unknown>[] = [];

/** The command states of one peer, created when first needed: at most one per command of the network, and one for unknown commands. */
export class CommandStates implements Iterable<CommandState> {
  /** The backlogs that get all messages. Replaced, never changed in place. */
  backlogs: readonly Backlog<unknown>[] = NO_BACKLOGS;
  private readonly byCommand = new Map<string, CommandState>();

  constructor(private readonly network: Network) {}

  /** The state for a command. @param command the command in the header of a frame */
  of(command: string): CommandState {
    return this.byCommand.get(command) ?? this.create(command);
  }

  [Symbol.iterator](): Iterator<CommandState> {
    return this.byCommand.values();
  }

  private create(command: string): CommandState {
    const definition = this.network.messages.get(command);
    const name = definition === undefined ? 'unknown' : command;
    let state = this.byCommand.get(name);
    if (state === undefined) {
      state = new CommandState(name, definition);
      this.byCommand.set(name, state);
    }
    return state;
  }
}
