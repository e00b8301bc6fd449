import type { Observable } from 'rxjs';
import { didYouMean } from '../../base/didYouMean.js';
import { show } from '../../base/show.js';
import { LocalProtocolError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import { HotStream } from '../streams/hotStream.js';
import type { CommandState, CommandStates } from './commandState.js';

/** A stream a command, made when the command is first asked for, and one for all: a message costs one look-up, not a filter each. */
export class CommandStreams {
  private readonly all = new HotStream<Message>();
  private isOver = false;

  constructor(
    private readonly network: Network,
    private readonly routes: CommandStates,
  ) {}

  get messages$(): Observable<Message> {
    return this.all.value$;
  }

  /** Errors at the call with LocalProtocolError `UNKNOWN_COMMAND` for one that the network's table does not have. */
  on(command: string): Observable<Message> {
    requireCommand(this.network, command);
    const route = this.routes.of(command);
    route.stream ??= this.makeStream();
    return route.stream.value$;
  }

  next(message: Message, { stream }: CommandState): void {
    stream?.next(message);
    // A receiver of the first may have closed the peer; what is complete lets nothing by.
    this.all.next(message);
  }

  complete(): void {
    this.isOver = true;
    for (const { stream } of this.routes) stream?.complete();
    this.all.complete();
  }

  private makeStream(): HotStream<Message> {
    const stream = new HotStream<Message>();
    if (this.isOver) stream.complete();
    return stream;
  }
}

/** Errors with LocalProtocolError `UNKNOWN_COMMAND` for one that the network's table does not have. */
export function requireCommand(network: Network, command: string): void {
  if (command === 'unknown' || network.messages.has(command)) return;
  throw new LocalProtocolError(
    'UNKNOWN_COMMAND',
    `${network.name} has no message ${show(command)}${didYouMean(command, network.messages.keys())}`,
  );
}
