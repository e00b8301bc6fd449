import { defer, finalize, Observable, throwError, type ObservableInput } from 'rxjs';
import { LocalProtocolError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import { requireInteger } from '../../base/optionChecks.js';
import { Backlog } from './backlog.js';
import { guarded } from '../streams/guard.js';
import type { ReadGate } from './readGate.js';
import type { CommandStates } from './commandState.js';

const SECOND_SUBSCRIBER =
  'the Observable of consume() has a subscriber already, at most one is allowed: call consume() once for each';

/** Options of `peer.consume`. */
export interface ConsumeOptions {
  /** The number of messages that are processed at the same time; 1 or more, Infinity for no limit. Default 1. */
  concurrency?: number | undefined;
}

/** Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function requireConsumeOptions({ concurrency }: ConsumeOptions): void {
  if (concurrency !== Infinity) requireInteger('concurrency', concurrency, 1, Number.MAX_SAFE_INTEGER);
}

/** The consumers of a peer's messages. Each has its own queue, whose messages count against the budget of the read gate. */
export class Consumers {
  private isComplete = false;

  constructor(
    private readonly gate: ReadGate,
    private readonly states: CommandStates,
  ) {}

  /**
   * Hot from the call: messages that arrive before the subscription are queued. One subscriber.
   *
   * @param command undefined: all messages
   */
  consume<R>(
    command: string | undefined,
    project: (message: Message) => ObservableInput<R>,
    options: ConsumeOptions,
  ): Observable<R> {
    requireConsumeOptions(options);
    const { concurrency = 1 } = options;
    const backlog = new Backlog(this.gate, project, concurrency);
    const target = command === undefined ? this.states : this.states.of(command);
    this.register(target, backlog);
    let isSubscribed = false;
    return defer(() => {
      if (isSubscribed) return throwError(() => new LocalProtocolError('INVALID_OPTION', SECOND_SUBSCRIBER));
      isSubscribed = true;
      // Not a Subject: the end of this subscription must release the unfinished messages of the gate.
      return new Observable<R>((subscriber) => backlog.deliverTo(subscriber)).pipe(
        finalize(() => (target.backlogs = target.backlogs.filter((each) => each !== backlog))),
      );
    });
  }

  /** No further message arrives. Queued messages are still delivered. */
  complete(): void {
    this.isComplete = true;
    for (const { backlogs } of [this.states, ...this.states]) for (const backlog of backlogs) backlog.end();
  }

  private register(target: { backlogs: readonly Backlog<unknown>[] }, backlog: Backlog<unknown>): void {
    if (this.isComplete) backlog.end();
    else target.backlogs = [...target.backlogs, backlog];
  }
}

/** Queues a message for these consumers. */
export function deliverTo(backlogs: readonly Backlog<unknown>[], message: Message, sizeBytes: number): void {
  guarded(() => {
    for (const backlog of backlogs) backlog.push(message, sizeBytes);
  });
}
