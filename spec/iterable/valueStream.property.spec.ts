import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Subject } from 'rxjs';
import { toAsyncIterable } from '../../lib/index.js';
import { numberOf, sized } from '../helpers/peer/messages.js';
import { readyRemote } from '../helpers/rawRemote.js';

/** The source emits this number of values at once, or the loop calls `next()`. */
type Step = number | 'next';

const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant('next' as const)), { maxLength: 40 });

/** Plays the steps, then reads to the end; returns the values in the order of the calls of `next()`. */
async function play(
  script: readonly Step[],
  emit: (n: number) => void,
  stream: AsyncIterableIterator<number>,
  complete: () => void,
): Promise<{ emitted: number; values: number[] }> {
  const calls: Promise<IteratorResult<number, undefined>>[] = [];
  let emitted = 0;
  for (const step of script) {
    if (step === 'next') calls.push(stream.next());
    else for (let i = 0; i < step; i++) emit(++emitted);
    // Half of the steps run within one turn.
    if (calls.length % 2 === 0) await Promise.resolve();
  }
  complete();
  const values: number[] = [];
  for (const result of await Promise.all(calls)) if (result.done !== true) values.push(result.value);
  for await (const value of stream) values.push(value);
  return { emitted, values };
}

it("'last' gives ascending values, and counts each one that is missing", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (script, size) => {
      const source$ = new Subject<number>();
      const stream = toAsyncIterable(source$, { overflow: 'last', size });
      const { emitted, values } = await play(
        script,
        (n) => source$.next(n),
        stream as AsyncIterableIterator<number>,
        () => source$.complete(),
      );
      expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
      expect(values.length + stream.dropped).toBe(emitted);
      if (emitted > 0) expect(values.at(-1)).toBe(emitted);
    }),
  );
});

it("'pause' gives every value in order, over a peer whose budget is small", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const { peer, sendToPeer } = readyRemote({ readBudgetBytes: 1000 });
      const messages = peer.stream('unknown');
      const numbers = {
        next: async () => {
          const { done, value } = await messages.next();
          return done === true ? { done, value: undefined } : { done, value: numberOf(value) };
        },
        [Symbol.asyncIterator]: () => numbers,
      } as AsyncIterableIterator<number>;
      let sent = 0;
      // The remote closes after its last message: what the peer has not read by then must still arrive, so read before.
      const { values } = await play(
        [...script, ...script.flatMap((step) => (step === 'next' ? [] : Array<Step>(step).fill('next')))],
        (n) => {
          sent = n;
          sendToPeer(sized(n));
        },
        numbers,
        () => peer.close(),
      );
      expect(values).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
      expect(peer.stats().unfinishedBytes).toBe(0);
    }),
    { numRuns: 50 },
  );
});
