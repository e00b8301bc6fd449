import { afterEach, describe, expect, it } from '@jest/globals';
import { config } from 'rxjs';
import { LazySubject } from '../../../lib/peer/streams/lazySubject.js';
import { nextTurn } from '../../helpers/nextTurn.js';

afterEach(() => {
  config.onUnhandledError = null;
});

/** A stream with further subscribers that do nothing: with one subscriber and with two, it takes different paths. */
function streamWith(others: number): LazySubject<number> {
  const stream = new LazySubject<number>();
  for (let i = 0; i < others; i++) stream.value$.subscribe();
  return stream;
}

describe.each([0, 1])('a stream whose subscriber is beside %i others', (others) => {
  it('emits to it until it unsubscribes', () => {
    const stream = streamWith(others);
    const seen: number[] = [];
    const subscription = stream.value$.subscribe((value) => seen.push(value));
    stream.next(1);
    subscription.unsubscribe();
    stream.next(2);
    expect(seen).toEqual([1]);
    expect(stream.observed).toBe(others > 0);
  });

  it('emits nothing after it has completed, even when the subscriber completes it during a delivery', () => {
    const stream = streamWith(others);
    const seen: unknown[] = [];
    stream.value$.subscribe({
      next(value) {
        seen.push(value);
        stream.complete();
      },
      complete: () => seen.push('complete'),
    });
    stream.next(1);
    stream.next(2);
    expect(seen).toEqual([1, 'complete']);
    expect(stream.observed).toBe(false);
  });

  it('emits the current value to no subscriber that joins during its delivery', () => {
    const stream = streamWith(others);
    const seen: string[] = [];
    let hasJoined = false;
    stream.value$.subscribe((value) => {
      seen.push(`first ${value}`);
      if (hasJoined) return;
      hasJoined = true;
      stream.value$.subscribe((later) => seen.push(`second ${later}`));
    });
    stream.next(1);
    stream.next(2);
    expect(seen).toEqual(['first 1', 'first 2', 'second 2']);
  });

  it('delivers a value that the subscriber emits during a delivery at once', () => {
    const stream = streamWith(others);
    const seen: string[] = [];
    stream.value$.subscribe((value) => {
      seen.push(`begin ${value}`);
      if (value < 2) stream.next(value + 1);
      seen.push(`end ${value}`);
    });
    stream.next(1);
    expect(seen).toEqual(['begin 1', 'begin 2', 'end 2', 'end 1']);
  });

  it('reports an error of the subscriber, and emits further values to it', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    const stream = streamWith(others);
    const oops = new Error('oops');
    const seen: number[] = [];
    stream.value$.subscribe((value) => {
      seen.push(value);
      throw oops;
    });
    stream.next(1);
    stream.next(2);
    await nextTurn();
    expect(seen).toEqual([1, 2]);
    expect(reported).toEqual([oops, oops]);
  });
});

it('a stream without subscribers drops values, and completes subscribers that come after its end', () => {
  const stream = new LazySubject<number>();
  stream.next(1);
  stream.complete();
  const seen: unknown[] = [];
  stream.value$.subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });
  expect(seen).toEqual(['complete']);
});
