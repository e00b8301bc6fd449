import { Subject, type Observable } from 'rxjs';
import { LocalProtocolError } from '../errors.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { guardedComplete, guardedNext } from './guard.js';

/** A Subject a command, made when the command is first asked for, and one for all: a message costs one look-up, not a filter each. */
export class CommandStreams {
  private readonly byCommand = new Map<string, Subject<Message>>();
  private readonly allMessages$ = new Subject<Message>();
  readonly messages$ = this.allMessages$.asObservable();
  private completed = false;

  constructor(private readonly network: Network) {}

  /** Errors at the call with LocalProtocolError `UNKNOWN_COMMAND` for one that the network's table does not have. */
  on(command: string): Observable<Message> {
    requireCommand(this.network, command);
    let subject$ = this.byCommand.get(command);
    if (subject$ === undefined) {
      subject$ = new Subject();
      this.byCommand.set(command, subject$);
      if (this.completed) subject$.complete();
    }
    return subject$.asObservable();
  }

  next(message: Message): void {
    const subject$ = this.byCommand.get(message.command);
    if (subject$?.observed) guardedNext(subject$, message);
    // A receiver of the first may have closed the peer; completed Subjects let nothing by.
    if (this.allMessages$.observed) guardedNext(this.allMessages$, message);
  }

  complete(): void {
    this.completed = true;
    for (const subject$ of this.byCommand.values()) guardedComplete(subject$);
    guardedComplete(this.allMessages$);
  }
}

/** Errors with LocalProtocolError `UNKNOWN_COMMAND` for one that the network's table does not have. */
export function requireCommand(network: Network, command: string): void {
  if (command === 'unknown' || network.messages.has(command)) return;
  throw new LocalProtocolError('UNKNOWN_COMMAND', `${network.name} has no message ${JSON.stringify(command)}`);
}
