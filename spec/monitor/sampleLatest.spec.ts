import { describe, expect, it } from '@jest/globals';
import { TestScheduler } from 'rxjs/testing';
import { sampleLatest } from '../../lib/monitor/sampleLatest.js';

const createScheduler = () => new TestScheduler((actual, expected) => expect(actual).toEqual(expected));

describe('sampleLatest', () => {
  it('runs on the asyncScheduler by default', () => {
    createScheduler().run((helpers) => {
      helpers.expectObservable(helpers.hot('-abc----').pipe(sampleLatest({ intervalMs: 5 }))).toBe('-a----c-');
    });
  });

  it('emits the last item at the end of its interval, and then completes', () => {
    createScheduler().run((helpers) => {
      const source$ = helpers.hot('-abc|');
      helpers.expectObservable(source$.pipe(sampleLatest({ intervalMs: 5 }))).toBe('-a----(c|)');
      helpers.expectSubscriptions(source$.subscriptions).toBe('^---!');
    });
  });

  it.each([0, -1, 1.5, NaN, 2 ** 31])('refuses intervalMs of %p at the call', (intervalMs) => {
    expect(() => sampleLatest({ intervalMs })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: 'intervalMs' }),
    );
  });
});
