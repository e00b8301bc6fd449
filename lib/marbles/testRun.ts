import { Subscription, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { requireTime, type Diagram } from './diagram.js';
import { formatTime } from './formatTime.js';
import type { RecordedEvent } from './recordedEvent.js';
import { requireDefinedLetters } from './letters.js';
import { MarbleError, MarbleMismatch } from './marbleErrors.js';
import { mismatchReport } from './mismatchReport.js';
import type { Expectation } from './expectation.js';

/** Records an event at the current virtual time. */
export type RecordEvent = (event: Omit<RecordedEvent, 'atMs'>) => void;

interface Input {
  readonly name: string;
  readonly subscriptions: readonly { readonly unsubscribedFrame: number }[];
  /** Number of subscriptions that `play` itself made. The test owns those, so they are not reported as left over. */
  playSubscriptionCount: number;
}

/**
 * One run in virtual time.
 *
 * States: *preparing* while `play` adds inputs, expectations, actors and actions; *running* from the return of `play` to the end of the
 * longest diagram; *ended*. At 0 ms the run first subscribes the recorders of all expectations, then starts the actors (peers,
 * conversations) and schedules the actions; the inputs of 0 ms follow. At the end it unsubscribes the recorders and then stops the actors.
 * After that it compares the events and reports leftovers: timers, subscriptions, unused inputs.
 */
export class TestRun {
  readonly scheduler = new TestScheduler(() => undefined);
  private readonly expectations: Expectation[] = [];
  private readonly inputs: Input[] = [];
  private readonly startRecorders: (() => void)[] = [];
  private readonly startActors: (() => void)[] = [];
  private readonly recorders = new Subscription();
  private readonly actors = new Subscription();
  private readonly leftoverChecks: (() => readonly string[])[] = [];
  private isPreparing = true;
  private endMs = 0;

  hot<V>(diagram: Diagram, letters: ReadonlyMap<string, unknown>, error: unknown): Observable<V> {
    this.requirePreparing();
    requireDefinedLetters(diagram, letters);
    this.extendTo(diagram.lengthMs);
    // RxJS recognises a time such as 10ms only with a blank on both sides, so a blank is appended.
    const source$ = this.scheduler.createHotObservable(
      `${diagram.text} `,
      Object.fromEntries(letters) as Record<string, V>,
      error,
    );
    this.inputs.push({
      name: `the input '${diagram.text}'`,
      subscriptions: source$.subscriptions,
      playSubscriptionCount: 0,
    });
    return source$;
  }

  /** Expects events. `subscribe` is called at 0 ms and records the actual ones. */
  expectEvents(expectation: Omit<Expectation, 'actual'>, subscribe: (record: RecordEvent) => Subscription): void {
    this.requirePreparing();
    this.extendTo(expectation.lengthMs);
    const actual: RecordedEvent[] = [];
    this.expectations.push({ ...expectation, actual });
    const record: RecordEvent = (event) => actual.push({ atMs: this.scheduler.now(), ...event });
    this.startRecorders.push(() => this.recorders.add(subscribe(record)));
  }

  /** Calls `action` at this time, after the inputs of the same time. */
  schedule(atMs: number, action: () => void): void {
    this.requirePreparing();
    requireTime(atMs);
    this.extendTo(atMs + 1);
    this.startActors.push(() => this.scheduler.schedule(action, atMs));
  }

  /** Adds a participant: `start` is called at 0 ms, and the function that it returns at the end of the run. */
  addActor(start: () => () => void): void {
    this.requirePreparing();
    this.startActors.push(() => this.actors.add(start()));
  }

  /** Adds a check for the end of the run. It returns one sentence per problem. */
  addLeftoverCheck(check: () => readonly string[]): void {
    this.leftoverChecks.push(check);
  }

  /** Runs the test. Errors with MarbleMismatch, and with MarbleError `ASYNC_PLAY` and `NO_EXPECTATION`. */
  run<T>(play: () => T): T {
    let result: T;
    try {
      result = this.scheduler.run(() => {
        const returned = play();
        requireNoPromise(returned);
        this.prepareTime();
        return returned;
      });
    } finally {
      this.isPreparing = false;
      this.stop();
    }
    const reports = [...this.mismatchReports(), ...this.leftoverReports()];
    if (reports.length > 0) throw new MarbleMismatch(reports.join('\n\n'));
    return result;
  }

  requirePreparing(): void {
    if (this.isPreparing) return;
    throw new MarbleError('OUTSIDE_RUN', 'inputs and expectations must be added inside play, before virtual time runs');
  }

  private extendTo(ms: number): void {
    this.endMs = Math.max(this.endMs, ms);
  }

  private prepareTime(): void {
    if (this.expectations.length === 0) {
      throw new MarbleError('NO_EXPECTATION', 'play expects nothing, so the test would always pass');
    }
    this.isPreparing = false;
    for (const input of this.inputs) input.playSubscriptionCount = input.subscriptions.length;
    this.scheduler.schedule(() => {
      for (const start of [...this.startRecorders, ...this.startActors]) start();
    });
    this.scheduler.schedule(() => this.stop(), this.endMs);
    this.scheduler.maxFrames = this.endMs;
  }

  private stop(): void {
    this.recorders.unsubscribe();
    this.actors.unsubscribe();
  }

  private mismatchReports(): string[] {
    const names = this.expectations.map(({ name }) => name);
    return this.expectations.flatMap((expectation, i) => {
      const number = names.slice(0, i + 1).filter((name) => name === expectation.name).length;
      const isUnique = names.indexOf(expectation.name) === names.lastIndexOf(expectation.name);
      const name = isUnique ? expectation.name : `${expectation.name} (${number})`;
      return mismatchReport({ ...expectation, name }) ?? [];
    });
  }

  private leftoverReports(): string[] {
    const timers = this.scheduler.actions
      .filter(({ closed }) => !closed)
      .map(({ delay }) => `a timer is left at the end, due at ${formatTime(delay)}`);
    const inputs = this.inputs.flatMap(({ name, subscriptions, playSubscriptionCount }) => {
      if (subscriptions.length === 0) return [`${name} is never subscribed`];
      const isOpen = subscriptions
        .slice(playSubscriptionCount)
        .some(({ unsubscribedFrame }) => unsubscribedFrame === Infinity);
      return isOpen ? [`${name} is still subscribed at the end`] : [];
    });
    return [...timers, ...inputs, ...this.leftoverChecks.flatMap((check) => check())];
  }
}

/** Errors with MarbleError `ASYNC_PLAY` for a promise: virtual time would end before it settles. */
function requireNoPromise(returned: unknown): void {
  const then = (returned as { then?: unknown } | null | undefined)?.then;
  if (typeof then !== 'function') return;
  // Handles a rejection of the promise, which would otherwise be reported as unhandled beside the MarbleError.
  then.call(returned, undefined, () => undefined);
  throw new MarbleError('ASYNC_PLAY', 'play returns a promise, and promises do not settle in virtual time');
}
