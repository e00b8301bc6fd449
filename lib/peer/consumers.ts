import { defer, finalize, mergeMap, Observable, throwError, type ObservableInput } from 'rxjs';
import { LocalProtocolError, toPeerError } from '../errors.js';
import type { Message } from '../messages/table.js';
import { Backlog, type Weighed } from './backlog.js';
import type { ReadGate } from './readGate.js';

export interface ConsumeOptions {
  /** How many messages are under way at a time. Default 1. */
  concurrency?: number | undefined;
}

/** The consumers that may hold the reading back. Each has its own queue; what is in it counts against the gate's budget. */
export class Consumers {
  private readonly byCommand = new Map<string, Set<Backlog>>();

  constructor(private readonly gate: ReadGate) {}

  /** Hot from the call: what comes between it and the subscription waits. One subscriber. */
  consume<R>(
    command: string,
    project: (message: Message) => ObservableInput<R>,
    { concurrency = 1 }: ConsumeOptions,
  ): Observable<R> {
    const backlog = new Backlog(this.gate);
    this.register(command, backlog);
    let isTaken = false;
    return defer(() => {
      if (isTaken) return throwError(() => new LocalProtocolError('INVALID_OPTION', 'consume() has one subscriber'));
      isTaken = true;
      return new Observable<Weighed>((subscriber) => backlog.flowTo(subscriber)).pipe(
        mergeMap(
          ({ message, sizeBytes }) =>
            defer(() => guardedProject(project, message)).pipe(finalize(() => backlog.finished(sizeBytes))),
          concurrency,
        ),
        finalize(() => {
          this.byCommand.get(command)?.delete(backlog);
          backlog.abandon();
        }),
      );
    });
  }

  deliver(message: Message, sizeBytes: number): void {
    const backlogs = this.byCommand.get(message.command);
    if (backlogs === undefined) return;
    for (const backlog of backlogs) backlog.push({ message, sizeBytes });
  }

  /** Nothing more comes; what has been read is still handed out. */
  complete(): void {
    for (const backlogs of this.byCommand.values()) for (const backlog of backlogs) backlog.end();
  }

  private register(command: string, backlog: Backlog): void {
    let backlogs = this.byCommand.get(command);
    if (backlogs === undefined) {
      backlogs = new Set();
      this.byCommand.set(command, backlogs);
    }
    backlogs.add(backlog);
  }
}

function guardedProject<R>(project: (message: Message) => ObservableInput<R>, message: Message): ObservableInput<R> {
  try {
    return project(message);
  } catch (error) {
    throw toPeerError(error, 'project');
  }
}
