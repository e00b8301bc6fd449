import type { Observable } from 'rxjs';
import { LocalProtocolError } from '../errors.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { HotStream } from './hotStream.js';

/** A stream a command, made when the command is first asked for, and one for all: a message costs one look-up, not a filter each. */
export class CommandStreams {
  private readonly all = new HotStream<Message>();
  private byCommand: Map<string, HotStream<Message>> | undefined;
  private isOver = false;

  constructor(private readonly network: Network) {}

  get messages$(): Observable<Message> {
    return this.all.value$;
  }

  /** Errors at the call with LocalProtocolError `UNKNOWN_COMMAND` for one that the network's table does not have. */
  on(command: string): Observable<Message> {
    requireCommand(this.network, command);
    this.byCommand ??= new Map();
    let stream = this.byCommand.get(command);
    if (stream === undefined) {
      stream = new HotStream();
      this.byCommand.set(command, stream);
      if (this.isOver) stream.complete();
    }
    return stream.value$;
  }

  next(message: Message): void {
    this.byCommand?.get(message.command)?.next(message);
    // A receiver of the first may have closed the peer; what is complete lets nothing by.
    this.all.next(message);
  }

  complete(): void {
    this.isOver = true;
    for (const stream of this.byCommand?.values() ?? []) stream.complete();
    this.all.complete();
  }
}

/** Errors with LocalProtocolError `UNKNOWN_COMMAND` for one that the network's table does not have. */
export function requireCommand(network: Network, command: string): void {
  if (command === 'unknown' || network.messages.has(command)) return;
  throw new LocalProtocolError('UNKNOWN_COMMAND', `${network.name} has no message ${JSON.stringify(command)}`);
}
