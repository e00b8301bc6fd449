import { defer, finalize, Observable, throwError, type ObservableInput } from 'rxjs';
import { LocalProtocolError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import { requireInteger } from '../../base/optionChecks.js';
import { Backlog } from './backlog.js';
import { guarded } from '../streams/guard.js';
import type { ReadGate } from './readGate.js';
import type { CommandState, CommandStates } from './commandState.js';

export interface ConsumeOptions {
  /** How many messages are under way at a time. Default 1. */
  concurrency?: number | undefined;
}

/** Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function requireConsumeOptions({ concurrency }: ConsumeOptions): void {
  if (concurrency !== Infinity) requireInteger('concurrency', concurrency, 1, Number.MAX_SAFE_INTEGER);
}

/** The consumers that may hold the reading back. Each has its own queue; what is in it counts against the gate's budget. */
export class Consumers {
  private isEnded = false;

  constructor(
    private readonly gate: ReadGate,
    private readonly routes: CommandStates,
  ) {}

  /** Hot from the call: what comes between it and the subscription waits. One subscriber. */
  consume<R>(
    command: string,
    project: (message: Message) => ObservableInput<R>,
    options: ConsumeOptions,
  ): Observable<R> {
    requireConsumeOptions(options);
    const { concurrency = 1 } = options;
    const backlog = new Backlog(this.gate, project, concurrency);
    const route = this.routes.of(command);
    this.register(route, backlog);
    let isTaken = false;
    return defer(() => {
      if (isTaken) return throwError(() => new LocalProtocolError('INVALID_OPTION', 'consume() has one subscriber'));
      isTaken = true;
      // Not a Subject: what weighs on the gate is taken off by the subscription's own end.
      return new Observable<R>((subscriber) => backlog.flowTo(subscriber)).pipe(
        finalize(() => route.backlogs?.delete(backlog)),
      );
    });
  }

  deliver(message: Message, sizeBytes: number, backlogs: Iterable<Backlog<unknown>>): void {
    guarded(() => {
      for (const backlog of backlogs) backlog.push(message, sizeBytes);
    });
  }

  /** Nothing more comes; what has been read is still handed out. */
  complete(): void {
    this.isEnded = true;
    for (const { backlogs } of this.routes) for (const backlog of backlogs ?? []) backlog.end();
  }

  private register(route: CommandState, backlog: Backlog<unknown>): void {
    if (this.isEnded) {
      backlog.end();
      return;
    }
    route.backlogs ??= new Set();
    route.backlogs.add(backlog);
  }
}
