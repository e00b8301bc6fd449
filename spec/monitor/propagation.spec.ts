import { describe, expect, it } from '@jest/globals';
import { from, last, map, merge, of, Subject, Subscription, takeUntil, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { blockHash } from '../../lib/digests/blockHash.js';
import type { Message } from '../../lib/messages/table.js';
import { propagation, type PropagationOptions } from '../../lib/monitor/propagation.js';
import { sightings, type Sighting } from '../../lib/monitor/sightings.js';
import type { Propagation } from '../../lib/monitor/spread.js';
import { block } from '../helpers/peer/messages.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { hash } from '../helpers/samples.js';

const { header } = block(1);
const tx: Message = { command: 'inv', items: [{ type: 1, hash: hash(7) }] };
const byInv: Message = { command: 'inv', items: [{ type: 2, hash: blockHash(header) }] };
const byHeaders: Message = { command: 'headers', headers: [header] };
const byCompactBlock: Message = { command: 'cmpctblock', header, nonce: 0n, shortIds: [], prefilledTransactions: [] };

/** When each peer announces the transaction t, and the block: by inv (b), by headers (h), by cmpctblock (c). */
const DIAGRAMS = {
  p1: '----tb----------',
  p2: '------t--b------',
  p3: '--h-------t-----',
  p4: '-------t-------h',
  p5: '----------------- 24ms b',
  p6: '-------------tb-',
  p7: '------------t---- 13ms h',
  p8: '------c----t----',
};

/** Computed by hand. Of 8 peers the fourth is 50 %, the eighth is 90 %: 7.2, rounded up. */
const TABLE = `
  at ms  item         peer  after ms  to50Ms  to90Ms
      2  block        p3           0       -       -
      4  transaction  p1           0       -       -
      5  block        p1           3       -       -
      6  transaction  p2           2       -       -
      6  block        p8           4       -       -
      7  transaction  p4           3       -       -
      9  block        p2           7       7       -
     10  transaction  p3           6       6       -
     11  transaction  p8           7       6       -
     12  transaction  p7           8       6       -
     13  transaction  p6           9       6       -
     14  block        p6          12       7       -
     15  block        p4          13       7       -
     30  block        p7          28       7       -
     41  block        p5          39       7      39
  60004  transaction  p6           9       6       -
`;

describe('propagation', () => {
  it('over 8 peers equals a table that was computed by hand', () => {
    const rows: string[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run((helpers) => {
      const message$ = merge(
        ...Object.entries(DIAGRAMS).map(([peer, diagram]) =>
          helpers
            .hot(diagram, { t: tx, b: byInv, h: byHeaders, c: byCompactBlock })
            .pipe(map((message) => ({ peer, message }))),
        ),
      );
      message$
        .pipe(sightings(), propagation({ connected$: of(Object.keys(DIAGRAMS)), scheduler }))
        .subscribe((each) => rows.push(rowOf(scheduler.now(), each)));
    });
    expect(rows).toEqual(
      TABLE.trim()
        .split('\n')
        .slice(1)
        .map((row) => row.trim().replace(/ +/g, ' ')),
    );
  });

  it('computes 50 % and 90 % of any number of peers, rounded up', () => {
    for (let n = 1; n <= 200; n++) {
      const peers = Array.from({ length: n }, (_, i) => i);
      // With its own clock: the k-th peer announces k - 1 ms after the first.
      let nowMs = 0;
      const scheduler = { now: () => nowMs++, schedule: () => Subscription.EMPTY };
      const sighting$ = from(peers).pipe(map((peer) => ({ peer, type: 'block' as const, key: hash(1) })));
      const { values } = outcomeOf(sighting$.pipe(propagation({ connected$: of(peers), scheduler }), last()));
      const kth = (share: number): number => peers.find((i) => (i + 1) * 100 >= n * share)!;
      expect(values).toMatchObject([{ connected: n, to50Ms: kth(50), to90Ms: kth(90) }]);
    }
  });

  it('runs on the asyncScheduler by default', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run((helpers) => {
      const result$ = helpers.hot('--p--q', sightingsOf('p', 'q')).pipe(
        propagation({ connected$: of(['p', 'q']) }),
        map(({ firstAtMs, to90Ms }) => [firstAtMs, to90Ms]),
      );
      helpers.expectObservable(result$).toBe('--x--y', { x: [2, undefined], y: [2, 3] });
    });
  });

  it('accepts a Set, and peers of any type, compared as the keys of a Map', () => {
    const [p, q] = [{ id: 1 }, { id: 1 }];
    const sighting$ = from([p, q]).pipe(map((peer) => ({ peer, type: 'block' as const, key: hash(1) })));
    const { values } = outcomeOf(sighting$.pipe(propagation({ connected$: of(new Set([p, q])) }), last()));
    expect(values[0]?.sightings.map(({ peer }) => peer === p)).toEqual([true, false]);
  });

  it('emits snapshots that do not change and cannot be changed', () => {
    const sighting$ = from(Object.values(sightingsOf('p', 'q')));
    const { values } = outcomeOf(sighting$.pipe(propagation({ connected$: of(['p', 'q']) })));
    expect(values.map((each) => each.sightings.length)).toEqual([1, 2]);
    expect(values.map((each) => Object.isFrozen(each.sightings))).toEqual([true, true]);
  });

  it('emits snapshots that can be read late, and copied', () => {
    const sighting$ = from(['p', 'q', 'p', 'q'].map((peer) => sightingsOf(peer)[peer]!));
    const { values } = outcomeOf(sighting$.pipe(propagation({ connected$: of(['p', 'q', 'r']), scheduler: still })));
    const copies = values.map((each) => ({ ...each }));
    const undelayed = (...peers: string[]) => peers.map((peer) => ({ peer, delayMs: 0 }));
    expect(copies.map((each) => each.sightings)).toEqual([undelayed('p'), undelayed('p', 'q')]);
    expect(values[1]!.sightings).toBe(copies[1]!.sightings);
    expect(JSON.parse(JSON.stringify(values[0]))).toEqual({ ...copies[0] });
  });

  it('emits nothing after all peers have announced an item, nor for a second announcement of a peer', () => {
    const sighting$ = from(['p', 'q', 'q', 'stranger', 'p'].map((peer) => sightingsOf(peer)[peer]!));
    const connected$ = of(['p', 'q', 'p']);
    const { values } = outcomeOf(sighting$.pipe(propagation({ connected$, scheduler: still })));
    expect(values).toMatchObject([
      { connected: 2, to50Ms: 0 },
      { connected: 2, to90Ms: 0 },
    ]);
    expect(values.map((each) => each.sightings.map(({ peer }) => peer))).toEqual([['p'], ['p', 'q']]);
  });

  it('counts the peers connected at the first sighting, even if the list changes later', () => {
    const peers = ['p', 'q'];
    const sighting$ = new Subject<{ peer: string; type: 'transaction'; key: string }>();
    const counts: [number, number][] = [];
    sighting$
      .pipe(propagation({ connected$: of(peers), scheduler: still }))
      .subscribe(({ connected, sightings: { length } }) => counts.push([connected, length]));
    peers.push('r');
    for (const peer of ['p', 'r', 'q']) sighting$.next(sightingsOf(peer)[peer]!);
    expect(counts).toEqual([
      [2, 1],
      [2, 2],
    ]);
  });

  it('stores 5000 items by default', () => {
    const sighting$ = new Subject<{ peer: string; type: 'block'; key: string }>();
    let count = 0;
    const connected$ = of(['p', 'q']);
    const subscription = sighting$
      .pipe(propagation({ connected$ }))
      .subscribe(({ sightings: { length } }) => (count = length));
    const see = (peer: string, n: number): number => {
      sighting$.next({ peer, type: 'block', key: String(n) });
      return count;
    };
    for (let n = 0; n < 100_000; n++) see('p', n);
    expect([see('q', 95_000), see('q', 94_999)]).toEqual([2, 1]);
    subscription.unsubscribe();
  });

  it('counts sightings for ten minutes by default', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run((helpers) => {
      const result$ = helpers.hot('p 599999ms q 10m r', sightingsOf('p', 'q', 'r')).pipe(
        propagation({ connected$: of(['p', 'q', 'r']), overdueAfterMs: 2 ** 31 - 1 }),
        map(({ sightings: { length } }) => length),
        takeUntil(timer(1_300_000)),
      );
      helpers.expectObservable(result$).toBe('x 599999ms y 699999ms |', { x: 1, y: 2 });
    });
  });

  describe('overdue items', () => {
    const peers = ['p', 'q', 'r', 's'];
    const item = (peer: string, key = 'k') => ({ peer, type: 'block' as const, key });

    /** The overdue emissions with their time and number of peers; the number of other emissions. */
    function overdueIn(
      act: (see: (atMs: number, ...seen: [peer: string, key?: string]) => void) => void,
      options: Partial<PropagationOptions<string>> = {},
      stopAtMs = 1_000_000,
    ): { overdue: [atMs: number, key: string, peers: number][]; others: number; isComplete: boolean } {
      const result = { overdue: [] as [number, string, number][], others: 0, isComplete: false };
      const time = new TestScheduler(() => undefined);
      time.run(() => {
        const sighting$ = new Subject<Sighting<string>>();
        const connected$ = of(peers);
        sighting$.pipe(propagation({ connected$, scheduler: time, ...options })).subscribe({
          next({ isOverdue, key, sightings: { length } }) {
            if (isOverdue) result.overdue.push([time.now(), key, length]);
            else result.others += 1;
          },
          complete: () => (result.isComplete = true),
        });
        act((atMs, ...seen) => void time.schedule(() => sighting$.next({ ...item(...seen), by: 'inv' }), atMs));
        time.schedule(() => sighting$.complete(), stopAtMs);
      });
      return result;
    }

    it('emits an item that 90 % have not announced, once, 60 seconds after its first sighting', () => {
      const { overdue, others, isComplete } = overdueIn((see) => {
        see(10, 'p');
        see(20, 'q');
        see(59_999, 'r');
        see(70_000, 's');
      });
      expect({ overdue, others, isComplete }).toEqual({ overdue: [[60_010, 'k', 3]], others: 4, isComplete: true });
    });

    it('does not emit an item that 90 % have announced in time, the last one in the same millisecond as the first', () => {
      for (const lastMs of [10, 60_009]) {
        const { overdue } = overdueIn((see) => {
          for (const peer of peers) see(peer === 's' ? lastMs : 10, peer);
        });
        expect(overdue).toEqual([]);
      }
    });

    it('emits many items in the order of their first sighting, with one timer for all of them', () => {
      const { overdue } = overdueIn(
        (see) => {
          for (let n = 0; n < 10; n++) see(n, 'p', `k${n}`);
          for (const peer of ['q', 'r', 's']) see(50, peer, 'k3');
          see(500, 'p', 'late');
        },
        { overdueAfterMs: 100 },
      );
      const expected = [0, 1, 2, 4, 5, 6, 7, 8, 9].map((n) => [n + 100, `k${n}`, 1]);
      expect(overdue).toEqual([...expected, [600, 'late', 1]]);
    });

    it('emits nothing for an evicted item, nor after the source has completed', () => {
      const { overdue } = overdueIn(
        (see) => {
          for (let n = 0; n < 5; n++) see(n, 'p', `k${n}`);
        },
        { maxItems: 2, overdueAfterMs: 100 },
        104,
      );
      expect(overdue).toEqual([[103, 'k3', 1]]);
    });

    it('emits at the limits of overdueAfterMs', () => {
      const see = (act: (...args: [number, string]) => void): void => act(5, 'p');
      expect(overdueIn(see, { overdueAfterMs: 1 }).overdue).toEqual([[6, 'k', 1]]);
      const longest = 2 ** 31 - 1;
      expect(overdueIn(see, { overdueAfterMs: longest }, 2 ** 32).overdue).toEqual([[longest + 5, 'k', 1]]);
    });

    it('handles sightings that a subscriber causes while an item is emitted as overdue', () => {
      const seen: [number, string, boolean][] = [];
      const time = new TestScheduler(() => undefined);
      time.run(() => {
        const sighting$ = new Subject<ReturnType<typeof item>>();
        const options = { connected$: of(peers), overdueAfterMs: 10, scheduler: time };
        const subscription = sighting$.pipe(propagation(options)).subscribe(({ key, isOverdue }) => {
          seen.push([time.now(), key, isOverdue]);
          if (key === 'a' && isOverdue) sighting$.next(item('p', 'b'));
        });
        sighting$.next(item('p', 'a'));
        time.schedule(() => subscription.unsubscribe(), 1000);
      });
      expect(seen).toEqual([
        [0, 'a', false],
        [10, 'a', true],
        [10, 'b', false],
        [20, 'b', true],
      ]);
    });

    it('runs no timer while no item waits, nor after unsubscribing', () => {
      const time = new TestScheduler(() => undefined);
      const sighting$ = new Subject<ReturnType<typeof item>>();
      let timers = 0;
      const scheduler = {
        now: () => time.now(),
        schedule: (...scheduled: Parameters<typeof time.schedule>) => {
          const timer = time.schedule(...scheduled);
          timers += 1;
          timer.add(() => (timers -= 1));
          return timer;
        },
      };
      const subscription = sighting$.pipe(propagation({ connected$: of(peers), scheduler })).subscribe();
      expect(timers).toBe(0);
      for (let n = 0; n < 1000; n++) sighting$.next(item('p', String(n)));
      expect(timers).toBe(1);
      subscription.unsubscribe();
      expect(timers).toBe(0);
    });
  });

  it.each([
    ['maxItems', 0],
    ['maxItems', 1.5],
    ['maxAgeMs', -1],
    ['maxAgeMs', NaN],
    ['overdueAfterMs', 0],
    ['overdueAfterMs', 2 ** 31],
    ['overdueAfterMs', 1.5],
  ])('refuses %s of %p at the call', (path, value) => {
    expect(() => propagation({ connected$: of([]), [path]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path }),
    );
  });
});

/** The clock does not advance from 0. */
const still = { now: () => 0, schedule: () => Subscription.EMPTY };

function rowOf(atMs: number, { type, sightings: all, to50Ms, to90Ms }: Propagation<string>): string {
  const { peer, delayMs } = all.at(-1)!;
  return [atMs, type, peer, delayMs, to50Ms ?? '-', to90Ms ?? '-'].join(' ');
}

/** Sightings of the same transaction by each of these peers. */
function sightingsOf(...peers: string[]) {
  return Object.fromEntries(peers.map((peer) => [peer, { peer, type: 'transaction' as const, key: hash(1) }]));
}
