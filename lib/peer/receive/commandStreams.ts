import { Observable, skipWhile } from 'rxjs';
import { didYouMean } from '../../base/didYouMean.js';
import { LocalProtocolError } from '../../base/errors.js';
import { show } from '../../base/show.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import { LazySubject } from '../streams/lazySubject.js';
import type { Backlog } from './backlog.js';
import type { CommandState, CommandStates } from './commandState.js';
import { deliverTo } from './consumers.js';

/**
 * The subscribers of a peer's messages: one Subject per command, one for all messages, and the consumers.
 *
 * `beginDelivery` decides when a message arrives whether it has listeners. A subscriber or consumer that joins during the delivery starts with
 * the next message.
 */
export class CommandStreams {
  private readonly all = new LazySubject<Message>();
  private all$: Observable<Message> | undefined;
  private isComplete = false;
  /** The message whose delivery is in progress, if it has listeners, and the consumers that get it. */
  private current: Message | undefined;
  private currentBacklogs: readonly Backlog<unknown>[] = [];

  constructor(
    private readonly network: Network,
    private readonly states: CommandStates,
  ) {}

  get messages$(): Observable<Message> {
    this.all$ ??= this.startingWithNext(this.all);
    return this.all$;
  }

  /** Errors at the call with LocalProtocolError `UNKNOWN_COMMAND` for a command that the network's table does not have. */
  on(command: string): Observable<Message> {
    requireCommand(this.network, command);
    const state = this.states.of(command);
    if (state.stream$ === undefined) {
      state.subject = new LazySubject();
      if (this.isComplete) state.subject.complete();
      state.stream$ = this.startingWithNext(state.subject);
    }
    return state.stream$;
  }

  /** A message arrives. @returns true if it has listeners, so that it must be decoded */
  beginDelivery({ backlogs, subject }: CommandState): boolean {
    const ofAll = this.states.backlogs;
    this.currentBacklogs = ofAll.length === 0 ? backlogs : [...backlogs, ...ofAll];
    return this.currentBacklogs.length > 0 || this.all.observed || (subject !== undefined && subject.observed);
  }

  /** The message was decoded for its listeners; conversations get it first. */
  decoded(message: Message): void {
    this.current = message;
  }

  /** Emits the message. */
  emit(message: Message, { subject }: CommandState, sizeBytes: number): void {
    subject?.next(message);
    // A subscriber may have closed the peer in the meantime: then the other streams are complete and emit nothing.
    this.all.next(message);
    if (this.currentBacklogs.length > 0 && !this.isComplete) deliverTo(this.currentBacklogs, message, sizeBytes);
  }

  endDelivery(): void {
    this.current = undefined;
  }

  complete(): void {
    this.isComplete = true;
    for (const { subject } of this.states) subject?.complete();
    this.all.complete();
  }

  private startingWithNext(subject: LazySubject<Message>): Observable<Message> {
    // Not subject.value$ itself: a subscriber that joins during a delivery must not get the current message.
    return new Observable((subscriber) => {
      const { current } = this;
      const value$ = subject.value$;
      return (current === undefined ? value$ : value$.pipe(skipWhile((message) => message === current))).subscribe(
        subscriber,
      );
    });
  }
}

/** Errors with LocalProtocolError `UNKNOWN_COMMAND` for a command that the network's table does not have. */
export function requireCommand(network: Network, command: string): void {
  if (command === 'unknown' || network.messages.has(command)) return;
  throw new LocalProtocolError(
    'UNKNOWN_COMMAND',
    `${network.name} has no message ${show(command)}${didYouMean(command, network.messages.keys())}`,
  );
}
