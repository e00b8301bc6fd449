import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Subject, type Observable, type Subscription } from 'rxjs';
import { HotStream } from '../../../lib/peer/streams/hotStream.js';

type Act =
  | { readonly kind: 'tell' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'join'; readonly who: number }
  | { readonly kind: 'leave'; readonly who: number }
  /** Whoever is told the next value does this. */
  | { readonly kind: 'within'; readonly who: number; readonly act: Act };

const who = fc.nat(3);
const plain: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'tell' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'complete' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), who }) },
);
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: plain },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('within' as const), who, act: plain }) },
  ),
  { maxLength: 30 },
);

interface Stream {
  readonly value$: Observable<number>;
  readonly observed: boolean;
  next(value: number): void;
  complete(): void;
}

/** What everybody hears, in one order. */
function play(stream: Stream, script: readonly Act[]): unknown[] {
  const log: unknown[] = [];
  const joined = new Map<number, Subscription[]>();
  const within = new Map<number, Act>();
  let last = 0;

  function perform(act: Act): void {
    if (act.kind === 'tell') stream.next(++last);
    else if (act.kind === 'complete') stream.complete();
    else if (act.kind === 'within') within.set(act.who, act.act);
    else if (act.kind === 'leave') joined.get(act.who)?.shift()?.unsubscribe();
    else join(act.who);
  }

  function join(name: number): void {
    const subscription = stream.value$.subscribe({
      next(value) {
        log.push([name, value]);
        const next = within.get(name);
        within.delete(name);
        if (next !== undefined) perform(next);
      },
      complete: () => log.push([name, 'complete']),
    });
    joined.set(name, [...(joined.get(name) ?? []), subscription]);
  }

  for (const act of script) {
    perform(act);
    log.push(stream.observed);
  }
  return log;
}

function subjectStream(): Stream {
  const subject$ = new Subject<number>();
  return {
    value$: subject$.asObservable(),
    get observed() {
      return subject$.observed;
    },
    next: (value) => subject$.next(value),
    complete: () => subject$.complete(),
  };
}

describe('HotStream', () => {
  it('is to its subscribers what a Subject is, whatever they do while they are told', () => {
    fc.assert(
      fc.property(acts, (script) => {
        expect(play(new HotStream<number>(), script)).toEqual(play(subjectStream(), script));
      }),
      { numRuns: 2000 },
    );
  });
});
