import { Subscription, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { requireMoment, type Diagram } from './diagram.js';
import { momentText } from './duration.js';
import type { RecordedEvent } from './recordedEvent.js';
import { requireLetters } from './letters.js';
import { MarbleError, MarbleMismatch } from './marbleErrors.js';
import { reportOf } from './report.js';
import type { Expectation } from './expectation.js';

/** Writes down what happens now. */
export type Note = (happening: Omit<RecordedEvent, 'frame'>) => void;

interface Input {
  readonly name: string;
  readonly subscriptions: readonly { readonly unsubscribedFrame: number }[];
  /** How many of the subscriptions `play` itself has made. */
  ownCount: number;
}

/**
 * One run of virtual time: what goes in, who acts, what is watched, and what is left behind. At 0 ms first the watchers listen, then the
 * actors start, then comes what goes in; at the end, behind the longest diagram, the watchers leave, and then the actors.
 */
export class TestRun {
  readonly scheduler = new TestScheduler(() => undefined);
  private readonly rows: Expectation[] = [];
  private readonly inputs: Input[] = [];
  private readonly beginnings: { readonly watch: (() => void)[]; readonly act: (() => void)[] } = {
    watch: [],
    act: [],
  };
  private readonly watchers = new Subscription();
  private readonly actors = new Subscription();
  private readonly checks: (() => readonly string[])[] = [];
  private isPreparing = true;
  private endMs = 0;

  hot<V>(diagram: Diagram, letters: ReadonlyMap<string, unknown>, error: unknown): Observable<V> {
    this.requirePreparing();
    requireLetters(diagram, letters);
    this.prolong(diagram.lengthMs);
    // The blank behind it: RxJS knows a time by the blanks around it.
    const source$ = this.scheduler.createHotObservable(
      `${diagram.text} `,
      Object.fromEntries(letters) as Record<string, V>,
      error,
    );
    this.inputs.push({ name: `the input '${diagram.text}'`, subscriptions: source$.subscriptions, ownCount: 0 });
    return source$;
  }

  /** Holds what `subscribe` notes, from 0 ms on, against what is expected. */
  watch(row: Omit<Expectation, 'actual'>, subscribe: (note: Note) => Subscription): void {
    this.requirePreparing();
    this.prolong(row.lengthMs);
    const actual: RecordedEvent[] = [];
    this.rows.push({ ...row, actual });
    const note: Note = (happening) => actual.push({ frame: this.scheduler.now(), ...happening });
    this.beginnings.watch.push(() => this.watchers.add(subscribe(note)));
  }

  /** Does something at a moment, behind what comes in then. */
  at(atMs: number, action: () => void): void {
    this.requirePreparing();
    requireMoment(atMs);
    this.prolong(atMs + 1);
    this.beginnings.act.push(() => this.scheduler.schedule(action, atMs));
  }

  /** Starts somebody at 0 ms; what `start` gives is called at the end. */
  start(start: () => () => void): void {
    this.requirePreparing();
    this.beginnings.act.push(() => this.actors.add(start()));
  }

  /** Asks at the end what was left behind. */
  check(leftBehind: () => readonly string[]): void {
    this.checks.push(leftBehind);
  }

  /** Plays it. Errors with MarbleMismatch, and with MarbleError `ASYNC_PLAY`, `NO_EXPECTATION`. */
  run<T>(play: () => T): T {
    let result: T;
    try {
      result = this.scheduler.run(() => {
        const played = play();
        requireSettled(played);
        this.prepareTime();
        return played;
      });
    } finally {
      this.isPreparing = false;
      this.leave();
    }
    const reports = [...this.reports(), ...this.looseEnds()];
    if (reports.length > 0) throw new MarbleMismatch(reports.join('\n\n'));
    return result;
  }

  requirePreparing(): void {
    if (this.isPreparing) return;
    throw new MarbleError('OUTSIDE_RUN', 'what goes in and what is expected is said in play, before time runs');
  }

  private prolong(ms: number): void {
    this.endMs = Math.max(this.endMs, ms);
  }

  private prepareTime(): void {
    if (this.rows.length === 0) throw new MarbleError('NO_EXPECTATION', 'play expects nothing, so nothing is tested');
    this.isPreparing = false;
    for (const input of this.inputs) input.ownCount = input.subscriptions.length;
    this.scheduler.schedule(() => {
      for (const begin of [...this.beginnings.watch, ...this.beginnings.act]) begin();
    });
    this.scheduler.schedule(() => this.leave(), this.endMs);
    this.scheduler.maxFrames = this.endMs;
  }

  private leave(): void {
    this.watchers.unsubscribe();
    this.actors.unsubscribe();
  }

  private reports(): string[] {
    const names = this.rows.map(({ name }) => name);
    return this.rows.flatMap((row, i) => {
      const number = names.slice(0, i + 1).filter((name) => name === row.name).length;
      const isAlone = names.indexOf(row.name) === names.lastIndexOf(row.name);
      return reportOf(isAlone ? row : { ...row, name: `${row.name} (${number})` }) ?? [];
    });
  }

  private looseEnds(): string[] {
    const timers = this.scheduler.actions
      .filter(({ closed }) => !closed)
      .map(({ delay }) => `a timer is left behind, due at ${momentText(delay)}`);
    const inputs = this.inputs.flatMap(({ name, subscriptions, ownCount }) => {
      if (subscriptions.length === 0) return [`nobody has listened to ${name}`];
      const isHeld = subscriptions.slice(ownCount).some(({ unsubscribedFrame }) => unsubscribedFrame === Infinity);
      return isHeld ? [`${name} is still listened to at the end`] : [];
    });
    return [...timers, ...inputs, ...this.checks.flatMap((leftBehind) => leftBehind())];
  }
}

/** Errors where time would run out before a promise settles. */
function requireSettled(played: unknown): void {
  const then = (played as { then?: unknown } | null | undefined)?.then;
  if (typeof then !== 'function') return;
  // Its own failure would be reported as unhandled, beside the error that says what is wrong.
  then.call(played, undefined, () => undefined);
  throw new MarbleError('ASYNC_PLAY', 'play gives a promise, and promises do not settle in virtual time');
}
