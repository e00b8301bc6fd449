import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { parseDiagram } from '../../lib/marbles/diagram.js';
import {
  expectedEventsOf,
  nameOfError,
  type ExpectedEvent,
  type RecordedEvent,
} from '../../lib/marbles/recordedEvent.js';
import { requireDefinedLetters } from '../../lib/marbles/letters.js';
import { parseLooseJson } from './parseLooseJson.js';
import type { BookCase } from '../../scripts/book/parsePage.mjs';
import { BookError } from './bookError.js';
import type { CaseResult } from './caseResult.js';
import { lengthMs, requireDiagram } from './diagramLength.js';
import { StepBudget } from './stepBudget.js';
import { watchTimers } from './watchTimers.js';
import { constructors } from './values/constructors.js';
import { createLetterLookup } from './values/definitions.js';

/** The rows that a page may have. */
export interface RowKinds {
  /** Names of the rows that are diagrams. */
  readonly diagrams: readonly string[];
  /** Names of the rows that are text. */
  readonly settings: readonly string[];
  /** True if a letter without a definition represents itself. */
  readonly plainLetters: boolean;
}

/** An input with its log of subscriptions. */
export interface Source<T> extends Observable<T> {
  readonly subscriptions: readonly { readonly subscribedFrame: number; readonly unsubscribedFrame: number }[];
}

/**
 * Runs one case of a page in virtual time.
 *
 * `hot` turns a row into an input. `expectRow` and `recordStream` turn a row into an expectation, and record the actual events under its
 * name. `run` runs virtual time, and returns both.
 */
export class CaseRun {
  readonly scheduler: SchedulerLike;
  readonly valueOf: (letter: string) => unknown;
  private readonly diagrams: readonly string[];
  private readonly testScheduler = new TestScheduler(() => undefined);
  private readonly timers = watchTimers(this.testScheduler);
  private readonly budget = new StepBudget();
  private readonly actual = new Map<string, RecordedEvent[]>();
  private readonly expected = new Map<string, readonly ExpectedEvent[]>();

  /** Errors with a BookError if the case has a row that is not in `rowKinds`, or a diagram beyond the limits. */
  constructor(
    private readonly bookCase: BookCase,
    { diagrams, settings, plainLetters }: RowKinds,
  ) {
    const { rows, where } = bookCase;
    for (const row of rows.keys()) {
      if (diagrams.includes(row) || settings.includes(row)) continue;
      const known = [...diagrams, ...settings].join(', ');
      throw new BookError('UNKNOWN_ROW', `unknown row ${row}: expected one of ${known}`, row);
    }
    this.valueOf = createLetterLookup(where, constructors, (letter) => (plainLetters ? letter : undefined));
    this.scheduler = this.timers.scheduler;
    const ownDiagrams = [...rows].filter(([row]) => diagrams.includes(row));
    for (const [row, diagram] of ownDiagrams) requireDiagram(row, diagram);
    this.diagrams = ownDiagrams.map(([, diagram]) => diagram);
    this.budget.watch(this.testScheduler);
  }

  /** Errors with BookError `BAD_ROW` unless the case has all of these rows. */
  requireRows(...rows: string[]): void {
    const missing = rows.find((row) => !this.has(row));
    if (missing !== undefined) throw new BookError('BAD_ROW', `row ${missing} expected`, missing);
  }

  has(row: string): boolean {
    return this.bookCase.rows.has(row);
  }

  text(row: string, defaultText = ''): string {
    return this.bookCase.rows.get(row) ?? defaultText;
  }

  options(): Record<string, unknown> {
    return parseLooseJson(this.text('options', '{}'));
  }

  /** Expects the events of this row. An absent row expects none. */
  expectRow(row: string): void {
    const diagram = parseDiagram(this.text(row));
    this.expected.set(row, expectedEventsOf(diagram, this.letters(), this.text('error', 'error')));
    this.recordedEvents(row);
  }

  /** Records an event of this row at the current virtual time. */
  record(row: string, event: Omit<RecordedEvent, 'atMs'>): void {
    if (this.spendStep()) this.recordedEvents(row).push({ atMs: this.testScheduler.now(), ...event });
  }

  /** Counts a step of the run. @returns false if it is beyond the limit and must not be made */
  spendStep(): boolean {
    return this.budget.spend();
  }

  /** The time of the `^` or `!` at the end of this row; undefined if the case does not have the row. */
  markMs(row: string, mark: '^' | '!'): number | undefined {
    const diagram = this.bookCase.rows.get(row);
    if (diagram === undefined) return undefined;
    if (!diagram.endsWith(mark)) throw new BookError('BAD_ROW', `row ${row}: ${mark} expected at its end`, row);
    return lengthMs(diagram) - 1;
  }

  /**
   * Expects the events of this row from a stream. Subscribes at `startMs`; unsubscribes at the time of the row `unsub`, or else at the end
   * of the longest diagram.
   *
   * @returns a function that returns the time at which the subscription has ended
   */
  recordStream(row: string, stream$: Observable<unknown>, startMs = 0): () => number {
    this.expectRow(row);
    const unsubscribeMs = this.markMs('unsub', '!') ?? Math.max(...this.diagrams.map(lengthMs));
    let endMs: number | undefined;
    const subscription = new Subscription();
    const end = (event: Omit<RecordedEvent, 'atMs'>): void => {
      this.record(row, event);
      endMs = this.testScheduler.now();
    };
    this.testScheduler.schedule(() => {
      const subscriber = stream$.subscribe({
        next: (value) => this.record(row, { kind: 'N', value }),
        error: (error: unknown) => end({ kind: 'E', value: nameOfError(error) }),
        complete: () => end({ kind: 'C' }),
      });
      subscription.add(subscriber);
    }, startMs);
    // Scheduled before the inputs of that time, so that the subscriber receives none of them.
    this.testScheduler.schedule(() => subscription.unsubscribe(), unsubscribeMs);
    return () => endMs ?? unsubscribeMs;
  }

  /** The input that this row describes; an absent row is an input without events. */
  hot<T>(row: string): Source<T> {
    const letters = this.letters();
    // createHotObservable would emit undefined for an undefined letter.
    requireDefinedLetters(parseDiagram(this.text(row)), letters);
    // RxJS recognises a time such as 10ms only with a blank on both sides, so one is appended.
    return this.testScheduler.createHotObservable<T>(
      `${this.text(row)} `,
      Object.fromEntries(letters) as Record<string, T>,
    );
  }

  /** Calls `prepare`, and runs virtual time. Errors with BookError `TOO_LONG` if that takes too many steps. */
  run(prepare: () => void): CaseResult {
    this.testScheduler.run(prepare);
    this.budget.requireWithin();
    const letters = this.letters();
    const names = new Set([...this.expected.keys(), ...this.actual.keys()]);
    const timersLeft = this.timers.open();
    return {
      comparisons: Array.from(names, (name) => ({
        name,
        lengthMs: lengthMs(this.text(name)),
        letters,
        expected: this.expected.get(name) ?? [],
        actual: this.recordedEvents(name),
      })),
      leaks: timersLeft === 0 ? [] : [`${timersLeft} timers left`],
    };
  }

  private recordedEvents(row: string): RecordedEvent[] {
    const events = this.actual.get(row) ?? [];
    this.actual.set(row, events);
    return events;
  }

  /** The values of all defined letters, and of the plain letters in the diagrams. */
  private letters(): Map<string, unknown> {
    const characters = this.diagrams.flatMap((diagram) => Array.from(diagram));
    const letters = new Set([...this.bookCase.where.keys(), ...characters]);
    return new Map(
      Array.from(letters, (letter) => [letter, this.valueOf(letter)] as const).filter(
        ([, value]) => value !== undefined,
      ),
    );
  }
}
