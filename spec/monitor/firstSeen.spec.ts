import { describe, expect, it } from '@jest/globals';
import { concat, from, last, map, of, range, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { firstSeen } from '../../lib/monitor/firstSeen.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';
import { outcomeOf } from '../helpers/peer/outcome.js';

describe('firstSeen', () => {
  it('runs on the asyncScheduler by default', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run((helpers) => {
      const result$ = helpers.hot('--a--a').pipe(
        firstSeen(),
        map(({ firstAtMs, delayMs, isFirst }) => [firstAtMs, delayMs, isFirst]),
      );
      helpers.expectObservable(result$).toBe('--x--y', { x: [2, 0, true], y: [2, 3, false] });
    });
  });

  it('uses the item as its key and its field peer as the peer by default', () => {
    const { values } = outcomeOf(from(['a', 'b', 'a']).pipe(firstSeen()));
    expect(values).toMatchObject([
      { item: 'a', key: 'a', peer: undefined, isFirst: true },
      { item: 'b', key: 'b', peer: undefined, isFirst: true },
      { item: 'a', key: 'a', peer: undefined, isFirst: false },
    ]);
    const item = { peer: 7 };
    // The type of the peer is that of the field.
    const peers = outcomeOf(from([item]).pipe(firstSeen())).values.map(
      ({ peer, firstPeer }): number => peer + firstPeer,
    );
    expect(peers).toEqual([14]);
  });

  it('accepts items of any type', () => {
    const source$ = from(['p', 'q'].map((who) => ({ who, txid: 't' })));
    const { values } = outcomeOf(source$.pipe(firstSeen({ keyOf: ({ txid }) => txid, peerOf: ({ who }) => who })));
    expect(values).toMatchObject([
      { key: 't', peer: 'p', firstPeer: 'p', isFirst: true },
      { key: 't', peer: 'q', firstPeer: 'p', isFirst: false },
    ]);
  });

  it('stores 10,000 of a million keys by default, in linear time', () => {
    const cpuMs = cpuMsOf(() => {
      expect(isFirstAfter(range(0, 1_000_000), 990_000)).toBe(false);
    });
    expect(cpuMs).toBeLessThan(10_000);
    expect(isFirstAfter(range(0, 20_000), 9_999)).toBe(true);
  });

  it.each([0, -1, 1.5, NaN])('refuses a capacity of %p at the call', (capacity) => {
    expect(() => firstSeen({ capacity })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: 'capacity' }),
    );
  });

  it('uses the default for undefined', () => {
    expect(() =>
      firstSeen({ capacity: undefined, keyOf: undefined, peerOf: undefined, scheduler: undefined }),
    ).not.toThrow();
  });
});

/** True if the key is new after those keys. */
function isFirstAfter(keys$: Observable<number>, key: number): boolean | undefined {
  const { values } = outcomeOf(concat(keys$, of(key)).pipe(firstSeen(), last()));
  return values[0]?.isFirst;
}
