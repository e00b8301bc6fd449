import { defer, finalize, Observable, throwError, type ObservableInput } from 'rxjs';
import { LocalProtocolError } from '../errors.js';
import type { Message } from '../messages/table.js';
import { requireInteger } from '../optionChecks.js';
import { Backlog } from './backlog.js';
import type { ReadGate } from './readGate.js';

export interface ConsumeOptions {
  /** How many messages are under way at a time. Default 1. */
  concurrency?: number | undefined;
}

/** The consumers that may hold the reading back. Each has its own queue; what is in it counts against the gate's budget. */
export class Consumers {
  private byCommand: Map<string, Set<Backlog<unknown>>> | undefined;
  private isEnded = false;

  constructor(private readonly gate: ReadGate) {}

  /** Hot from the call: what comes between it and the subscription waits. One subscriber. */
  consume<R>(
    command: string,
    project: (message: Message) => ObservableInput<R>,
    { concurrency = 1 }: ConsumeOptions,
  ): Observable<R> {
    if (concurrency !== Infinity) requireInteger('concurrency', concurrency, 1, Number.MAX_SAFE_INTEGER);
    const backlog = new Backlog(this.gate, project, concurrency);
    this.register(command, backlog);
    let isTaken = false;
    return defer(() => {
      if (isTaken) return throwError(() => new LocalProtocolError('INVALID_OPTION', 'consume() has one subscriber'));
      isTaken = true;
      // Not a Subject: what weighs on the gate is taken off by the subscription's own end.
      return new Observable<R>((subscriber) => backlog.flowTo(subscriber)).pipe(
        finalize(() => this.byCommand?.get(command)?.delete(backlog)),
      );
    });
  }

  /** Whether anybody consumes this command. */
  isAwaiting(command: string): boolean {
    return this.byCommand !== undefined && this.byCommand.has(command);
  }

  deliver(message: Message, sizeBytes: number): void {
    const backlogs = this.byCommand?.get(message.command);
    if (backlogs !== undefined) for (const backlog of backlogs) backlog.push(message, sizeBytes);
  }

  /** Nothing more comes; what has been read is still handed out. */
  complete(): void {
    this.isEnded = true;
    for (const backlogs of this.byCommand?.values() ?? []) for (const backlog of backlogs) backlog.end();
  }

  private register(command: string, backlog: Backlog<unknown>): void {
    if (this.isEnded) {
      backlog.end();
      return;
    }
    this.byCommand ??= new Map();
    let backlogs = this.byCommand.get(command);
    if (backlogs === undefined) {
      backlogs = new Set();
      this.byCommand.set(command, backlogs);
    }
    backlogs.add(backlog);
  }
}
