import { expect } from '@jest/globals';
import type { OperatorFunction } from 'rxjs';
import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { nameOfError } from '../../../lib/marbles/recordedEvent.js';
import { Scene, type Source } from './scene.js';

/** Plays the cases of one page. */
export interface PageRunner {
  readonly owed: readonly string[];
  readonly play: (bookCase: BookCase) => void;
}

export interface OperatorPage {
  /** The rows for what goes in and what comes out. */
  readonly input: string;
  readonly output: string;
  readonly diagrams?: readonly string[];
  readonly plainLetters?: boolean;
  readonly operator: (scene: Scene) => OperatorFunction<never, unknown>;
}

/** Rule 18 of the style. */
const OWED = ['never', 'empty', 'one', 'many', 'error', 'early unsubscribe', 'two subscribers'];

/**
 * Rows: input, output, `unsub`, `joins` (when a second subscriber comes) and `second` (what it sees), `options`, `error`, and the
 * page's own.
 */
export function operatorPage({ input, output, operator, plainLetters = false, ...page }: OperatorPage): PageRunner {
  const diagrams = [input, output, 'unsub', 'joins', 'second', ...(page.diagrams ?? [])];
  const settings = ['options', 'error'];

  function play(bookCase: BookCase): void {
    const scene = new Scene(bookCase, { diagrams, settings, plainLetters });
    if (!scene.has(input) || !scene.has(output)) throw new Error(`rows ${input} and ${output} expected`);
    const ends: (() => number)[] = [];
    let log: Source<never>['subscriptions'] = [];
    scene.play(() => {
      const source$ = scene.hot<never>(input);
      log = source$.subscriptions;
      const result$ = source$.pipe(operator(scene));
      ends.push(scene.watch(output, result$));
      if (scene.has('joins')) ends.push(scene.watch('second', result$, scene.markMs('joins', '^')));
    });
    // Whatever the case: at the end of the result, or when its subscriber leaves, the source is let go of.
    const lettingGo = log.map(({ unsubscribedFrame }) => unsubscribedFrame);
    expect({ lettingGo }).toEqual({ lettingGo: ends.map((end) => end()) });
  }

  return { owed: OWED, play };
}

/** Notes in this row what a callback is told. */
export function noteIn(scene: Scene, row: string): (value: unknown) => void {
  scene.expect(row);
  return (value) => scene.note(row, { kind: 'N', value: value instanceof Error ? nameOfError(value) : value });
}
