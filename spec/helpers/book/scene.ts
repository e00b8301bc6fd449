import { expect } from '@jest/globals';
import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { parseDiagram } from '../../../lib/marbles/diagram.js';
import {
  recordedEventsOf,
  nameOfError,
  type ExpectedEvent,
  type RecordedEvent,
} from '../../../lib/marbles/recordedEvent.js';
import { requireLetters } from '../../../lib/marbles/letters.js';
import { parseLooseJson } from './looseJson.js';
import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { expectSame, lengthMs } from './recording.js';
import { watchTimers } from './timers.js';
import { vocabulary } from './vocabulary.js';
import { createLetters } from './words.js';

export interface SceneRows {
  /** Rows that are diagrams. */
  readonly diagrams: readonly string[];
  /** Rows that are text. */
  readonly settings: readonly string[];
  /** A letter that no `where` explains stands for itself. */
  readonly plainLetters: boolean;
}

/** What goes in, and who was subscribed to it for how long. */
export interface Source<T> extends Observable<T> {
  readonly subscriptions: readonly { readonly unsubscribedFrame: number }[];
}

/** One case on the stage: its rows as streams in virtual time, and what is to come of them. */
export class Scene {
  readonly scheduler: SchedulerLike;
  readonly letter: (letter: string) => unknown;
  private readonly diagrams: readonly string[];
  private readonly testScheduler = new TestScheduler(() => undefined);
  private readonly timers = watchTimers(this.testScheduler);
  private readonly actual = new Map<string, RecordedEvent[]>();
  private readonly expected = new Map<string, readonly ExpectedEvent[]>();

  constructor(
    private readonly bookCase: BookCase,
    { diagrams, settings, plainLetters }: SceneRows,
  ) {
    const { rows, where } = bookCase;
    for (const row of rows.keys()) {
      if (!diagrams.includes(row) && !settings.includes(row)) throw new Error(`nobody reads the row ${row}`);
    }
    this.letter = createLetters(where, vocabulary, (letter) => (plainLetters ? letter : undefined));
    this.scheduler = this.timers.scheduler;
    this.diagrams = [...rows].filter(([row]) => diagrams.includes(row)).map(([, diagram]) => diagram);
  }

  has(row: string): boolean {
    return this.bookCase.rows.has(row);
  }

  text(row: string, otherwise = ''): string {
    return this.bookCase.rows.get(row) ?? otherwise;
  }

  options(): Record<string, unknown> {
    return parseLooseJson(this.text('options', '{}'));
  }

  /** What this row says happens, to be compared with what does; a row that is not there says: nothing. */
  expect(row: string): void {
    const diagram = parseDiagram(this.text(row));
    this.expected.set(row, recordedEventsOf(diagram, this.letters(), this.text('error', 'error')));
    this.happened(row);
  }

  note(row: string, happening: Omit<RecordedEvent, 'frame'>): void {
    this.happened(row).push({ frame: this.testScheduler.now(), ...happening });
  }

  /** Where the mark stands in this row. */
  markMs(row: string, mark: '^' | '!'): number | undefined {
    const diagram = this.bookCase.rows.get(row);
    if (diagram === undefined) return undefined;
    if (!diagram.endsWith(mark)) throw new Error(`row ${row}: ${mark} expected at its end`);
    return lengthMs(diagram) - 1;
  }

  /** Subscribes until it ends or the subscriber leaves, and notes what comes. Gives the time of the end. */
  watch(row: string, stream$: Observable<unknown>, fromMs = 0): () => number {
    this.expect(row);
    const leavesMs = this.markMs('unsub', '!') ?? Math.max(...this.diagrams.map(lengthMs));
    let endMs: number | undefined;
    const subscription = new Subscription();
    const end = (happening: Omit<RecordedEvent, 'frame'>): void => {
      this.note(row, happening);
      endMs = this.testScheduler.now();
    };
    this.testScheduler.schedule(() => {
      const subscriber = stream$.subscribe({
        next: (value) => this.note(row, { kind: 'N', value }),
        error: (error: unknown) => end({ kind: 'E', value: nameOfError(error) }),
        complete: () => end({ kind: 'C' }),
      });
      subscription.add(subscriber);
    }, fromMs);
    // From here, not from within: so that who leaves at a moment sees nothing of that moment.
    this.testScheduler.schedule(() => subscription.unsubscribe(), leavesMs);
    return () => endMs ?? leavesMs;
  }

  hot<T>(row: string): Source<T> {
    const letters = this.letters();
    // A letter that is not explained fails here, where createHotObservable would emit undefined.
    requireLetters(parseDiagram(this.text(row)), letters);
    // The blank behind it: RxJS knows a time progression by the blanks around it.
    return this.testScheduler.createHotObservable<T>(
      `${this.text(row)} `,
      Object.fromEntries(letters) as Record<string, T>,
    );
  }

  /** Plays it, and compares. Whatever the case, no timer may be left behind. */
  play(prepare: () => void): void {
    this.testScheduler.run(prepare);
    const letters = this.letters();
    const names = new Set([...this.expected.keys(), ...this.actual.keys()]);
    expectSame(
      Array.from(names, (name) => ({
        name,
        lengthMs: lengthMs(this.text(name)),
        letters,
        expected: this.expected.get(name) ?? [],
        actual: this.happened(name),
      })),
    );
    expect(`${this.timers.open()} timers left`).toBe('0 timers left');
  }
  private happened(row: string): RecordedEvent[] {
    const happenings = this.actual.get(row) ?? [];
    this.actual.set(row, happenings);
    return happenings;
  }

  /** All that the case explains, and the plain letters of its diagrams. */
  private letters(): Map<string, unknown> {
    const plain = this.diagrams.flatMap((diagram) => Array.from(diagram));
    const letters = new Set([...this.bookCase.where.keys(), ...plain]);
    return new Map(
      Array.from(letters, (letter) => [letter, this.letter(letter)] as const).filter(
        ([, value]) => value !== undefined,
      ),
    );
  }
}
