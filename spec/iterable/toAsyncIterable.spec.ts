import { describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, of, range, Subject, throwError } from 'rxjs';
import { LocalProtocolError, toAsyncIterable, type LossyStreamOptions } from '../../lib/index.js';
import { playScript } from '../helpers/iterable/playScript.js';

const LATEST: LossyStreamOptions = { overflow: 'latest' };
const last = (size: number): LossyStreamOptions => ({ overflow: 'last', size });

// `>` next(), `<` return(), `|` complete or done, `#` error, `!` abort; a column is a step.
describe('toAsyncIterable', () => {
  it.each([
    ['gives values to a loop that waits', LATEST, '> a > b > |', '- a - b - |'],
    ['keeps the newest value for a busy loop', LATEST, 'a b c > > d', '- - - c - d'],
    ['gives a waiting loop the first of several values, and keeps the newest', LATEST, '> abc >', '- a c'],
    ['keeps the last values in order', last(2), 'a b c > > >', '- - - b c -'],
    ['keeps exactly `size` values', last(3), 'abc >>>', '- abc'],
    ['gives the rest before the end', last(2), 'a b | > > > >', '- - - a b | |'],
    ['gives the rest before the error, and throws it once', last(2), 'a b # > > > >', '- - - a b #failed |'],
    ['settles concurrent calls in order', last(2), '>> a b', '- a b'],
    ['settles concurrent calls with values of one turn', last(2), '>>> abc', '- abc'],
    ['ends all waiting calls', LATEST, '>>> |', '- |||'],
    ['throws an error to the first waiting call, and ends the others', LATEST, '>>> #', '- #failed||'],
    ['ends at once by return(), whatever is not read', last(5), 'a b < > >', '- - < | |'],
    ['ends waiting calls by return()', LATEST, '>> < >', '- ||< |'],
    ['can be left before the first value', LATEST, '< a >', '< - |'],
    ['can be left twice', LATEST, '< <', '< <'],
    ['ignores what the source does after return()', LATEST, '< # ! >', '< - - |'],
    ['throws the reason of an abort at once, whatever is not read', last(5), 'a b ! > >', '- - - #aborted |'],
    ['throws the reason of an abort to a waiting call', LATEST, '>> ! >', '- #aborted| |'],
    ['throws the reason of an abort before the first call', LATEST, '! > >', '- #aborted |'],
    ['discards the rest of an ended source when it aborts', last(5), 'ab | > ! > >', '- - a - #aborted |'],
    ['throws the abort instead of the error that is not read', last(5), 'ab # ! > >', '- - - #aborted |'],
    ['ignores an abort after the end', LATEST, '> | ! >', '- | - |'],
    ['ends without an error after return() of a failed source', last(5), 'a # < >', '- - < |'],
  ] as const)('%s', async (_, options, script, expected) => {
    const { settled } = await playScript(script, options);
    expect(settled).toBe(expected);
  });

  it('counts what it has dropped, but not what a return() discards', async () => {
    const { stream } = await playScript('a b c > d e f <', last(2));
    expect(stream.dropped).toBe(3);
  });

  it.each(['<', '!', '|', '#'])('has no subscription after %s', async (end) => {
    const { source$ } = await playScript(`> a ${end}`, LATEST);
    expect(source$.observed).toBe(false);
  });

  it('subscribes at the call, not at the first next()', () => {
    const source$ = new Subject<string>();
    const stream = toAsyncIterable(source$, LATEST);
    expect(source$.observed).toBe(true);
    void stream.return();
    expect(source$.observed).toBe(false);
  });

  it.each([
    ['never', NEVER, []],
    ['empty', EMPTY, []],
    ['one', of(1), [1]],
    ['many, within the subscription', range(1, 5), [4, 5]],
  ])('reads a source with %s', async (name, source$, expected) => {
    const values: number[] = [];
    const stream = toAsyncIterable<number>(source$, last(2));
    if (name === 'never') await stream.return();
    for await (const value of stream) values.push(value);
    expect(values).toEqual(expected);
  });

  it('throws the error of the source itself in the loop', async () => {
    const failure = new LocalProtocolError('ABORTED', 'test');
    const read = async (): Promise<void> => {
      for await (const _ of toAsyncIterable(
        throwError(() => failure),
        LATEST,
      ))
        expect(_).toBeUndefined();
    };
    await expect(read()).rejects.toBe(failure);
  });

  it('lets two streams of one source read at their own pace', async () => {
    const source$ = new Subject<number>();
    const slow = toAsyncIterable(source$, last(10));
    const fast = toAsyncIterable(source$, LATEST);
    for (let n = 1; n <= 3; n++) source$.next(n);
    source$.complete();
    const read = async (stream: AsyncIterable<number>): Promise<number[]> => {
      const values: number[] = [];
      for await (const value of stream) values.push(value);
      return values;
    };
    expect(await Promise.all([read(slow), read(fast)])).toEqual([[1, 2, 3], [3]]);
  });

  it('unsubscribes when the body of the loop breaks or throws', async () => {
    for (const leave of ['break', 'throw'] as const) {
      const source$ = new Subject<number>();
      const read = async (): Promise<void> => {
        const stream = toAsyncIterable(source$, LATEST);
        source$.next(1);
        for await (const value of stream) {
          if (leave === 'throw') throw new Error(`body ${value}`);
          break;
        }
      };
      await (leave === 'throw' ? expect(read()).rejects.toThrow('body 1') : read());
      expect(source$.observed).toBe(false);
    }
  });

  it('unsubscribes at the end of a block with `await using`', async () => {
    const source$ = new Subject<number>();
    await toAsyncIterable(source$, LATEST)[Symbol.asyncDispose]();
    expect(source$.observed).toBe(false);
  });
});

describe('the signal of a stream', () => {
  /** A signal that counts its listeners. */
  function countedSignal(): { controller: AbortController; listeners: () => number } {
    const controller = new AbortController();
    const { signal } = controller;
    let count = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      count += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      count -= 1;
      remove(...args);
    };
    return { controller, listeners: () => count };
  }

  it('keeps no listener of a stream that has ended', async () => {
    const { controller, listeners } = countedSignal();
    const source$ = new Subject<number>();
    const options = { ...LATEST, signal: controller.signal };
    const streams = [toAsyncIterable(source$, options), toAsyncIterable(source$, options)];
    expect(listeners()).toBe(2);
    await streams[0]!.return();
    expect(listeners()).toBe(1);
    source$.complete();
    await streams[1]!.next();
    expect(listeners()).toBe(0);
  });

  it('that has aborted before the call subscribes to nothing', async () => {
    const source$ = new Subject<number>();
    const stream = toAsyncIterable(source$, { ...LATEST, signal: AbortSignal.abort() });
    expect(source$.observed).toBe(false);
    await expect(stream.next()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('wraps a reason that is not an Error in an Error', async () => {
    const stream = toAsyncIterable(NEVER, { ...LATEST, signal: AbortSignal.abort('enough') });
    await expect(stream.next()).rejects.toThrow('enough');
  });
});

describe('the options of toAsyncIterable', () => {
  it.each([
    ['no policy', {}, 'overflow'],
    ['a policy that needs a peer', { overflow: 'pause' }, 'overflow'],
    ['an unknown policy', { overflow: 'drop' }, 'overflow'],
    ['no options', undefined, 'overflow'],
    ['no size', { overflow: 'last' }, 'size'],
    ['size 0', { overflow: 'last', size: 0 }, 'size'],
    ['a size above the maximum', { overflow: 'last', size: 1_000_001 }, 'size'],
    ['a size without need', { overflow: 'latest', size: 3 }, 'size'],
    ['a signal that is no AbortSignal', { overflow: 'latest', signal: 'now' }, 'signal'],
  ])('are refused with %s', (_, options, path) => {
    const source$ = new Subject<number>();
    const call = (): unknown => toAsyncIterable(source$, options as LossyStreamOptions);
    expect(call).toThrow(LocalProtocolError);
    expect(call).toThrow(`${path}: `);
    expect(source$.observed).toBe(false);
  });

  it('accept the largest size', async () => {
    await expect(toAsyncIterable(of(1), last(1_000_000)).next()).resolves.toEqual({ done: false, value: 1 });
  });
});
