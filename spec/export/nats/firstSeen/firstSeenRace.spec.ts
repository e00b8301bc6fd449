import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { firstSeenIn, type FirstSeenByNatsOptions } from '../../../../lib/export/nats/firstSeen/firstSeenByNats.js';
import type { FirstSeenRecord } from '../../../../lib/export/nats/firstSeen/firstSeenRecord.js';
import type { Claim } from '../../../../lib/export/nats/firstSeen/firstSeenStore.js';
import { NatsError, type FirstSeenEvent, type TimedSighting } from '../../../../lib/nats.js';
import { VirtualTime } from '../../../../lib/virtual/virtualTime.js';
import { hashNumber, sightingOf } from '../../../helpers/nats/announcements.js';

const WINNER: FirstSeenRecord = { monitor: 'other', peer: 9, address: '198.51.100.1:8333', atMs: 1000 };

/** A store whose answers the test gives. */
class ManualStore {
  readonly claims: {
    readonly key: string;
    readonly record: FirstSeenRecord;
    readonly resolve: (claim: Claim) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];

  claim(key: string, record: FirstSeenRecord): Promise<Claim> {
    return new Promise((resolve, reject) => void this.claims.push({ key, record, resolve, reject }));
  }
}

/** Lets promises that are settled call their handlers. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function start(options: Partial<FirstSeenByNatsOptions> = {}) {
  const time = new VirtualTime({ startMs: 5000 });
  const store = new ManualStore();
  const sighting$ = new Subject<TimedSighting>();
  const events: FirstSeenEvent[] = [];
  const end = { isComplete: false, error: undefined as unknown };
  const settings = { monitor: 'me', scheduler: time, retries: 0, ...options };
  const subscription = sighting$.pipe(firstSeenIn(() => store, settings)).subscribe({
    next: (event) => events.push(event),
    error: (error: unknown) => (end.error = error),
    complete: () => (end.isComplete = true),
  });
  return { time, store, sighting$, events, end, subscription };
}

describe('the race for a hash', () => {
  it('emits nothing and completes for a source that is empty', () => {
    const { sighting$, events, end } = start();
    expect(end.isComplete).toBe(false);
    sighting$.complete();
    expect([events, end.isComplete]).toEqual([[], true]);
  });

  it('claims a hash once, and emits all that waited in order', async () => {
    const { store, sighting$, events, time } = start();
    sighting$.next(sightingOf(1, 1));
    time.advance(20);
    sighting$.next(sightingOf(1, 2));
    expect(store.claims.map(({ record }) => record)).toEqual([
      { monitor: 'me', peer: 1, address: '192.0.2.1:8333', atMs: 5000 },
    ]);
    store.claims[0]!.resolve({ isWon: true, winner: store.claims[0]!.record });
    await settled();
    sighting$.next(sightingOf(1, 3));
    expect(store.claims.length).toBe(1);
    const common = { kind: 'sighting', key: hashNumber(1), type: 'transaction', clockErrorMs: 0 };
    expect(events).toMatchObject([
      { ...common, peer: { id: 1 }, isFirst: true, isLocalFirst: true, delayMs: 0 },
      { ...common, peer: { id: 2 }, isFirst: false, isLocalFirst: false, delayMs: 20 },
      { ...common, peer: { id: 3 }, isFirst: false, isLocalFirst: false, delayMs: 20 },
    ]);
  });

  it('corrects the delay by the offset of the clock, and states its error', async () => {
    const asked: string[] = [];
    const clocks = {
      offsetOf(monitor: string) {
        asked.push(monitor);
        return { offsetMs: -120_000, errorMs: 0.75, measuredAtMs: 0 };
      },
    };
    const { store, sighting$, events } = start({ clocks });
    sighting$.next({ ...sightingOf(1), atMs: 121_250 });
    store.claims[0]!.resolve({ isWon: false, winner: WINNER });
    await settled();
    // Their clock is 120 s behind ours: their 1000 is our 121,000.
    expect(events).toMatchObject([
      { delayMs: 250, clockErrorMs: 0.75, winner: { monitor: 'other', address: WINNER.address, atMs: 121_000 } },
    ]);
    expect(asked).toEqual(['other']);
  });

  it('does not correct a delay by a clock that is unknown, and says so', async () => {
    const { store, sighting$, events } = start({ clocks: { offsetOf: () => undefined } });
    sighting$.next(sightingOf(1));
    store.claims[0]!.resolve({ isWon: false, winner: WINNER });
    await settled();
    expect(events).toMatchObject([{ delayMs: 4000, clockErrorMs: undefined, winner: { atMs: 1000 } }]);
  });

  it('publishes at most maxInFlight hashes at one time, and drops what exceeds maxQueued', async () => {
    const { store, sighting$, events, time } = start({ maxInFlight: 2, maxQueued: 4 });
    for (const index of [1, 2, 3, 3, 4, 5]) sighting$.next(sightingOf(index));
    expect(store.claims.map(({ key }) => key)).toEqual([hashNumber(1), hashNumber(2)]);
    store.claims[1]!.resolve({ isWon: false, winner: WINNER });
    await settled();
    expect(store.claims.map(({ key }) => key)).toEqual([hashNumber(1), hashNumber(2), hashNumber(3)]);
    // There is room again.
    sighting$.next(sightingOf(6));
    expect(events.length).toBe(1);
    time.advance(999);
    expect(events.length).toBe(1);
    time.advance(1);
    expect(events[1]).toMatchObject({ kind: 'fault', error: { code: 'QUEUE_FULL' }, sightings: 2 });
  });

  it('repeats a claim while the server is away, with the time of the sighting', async () => {
    const { store, sighting$, events, time } = start({ retries: 2, retryDelayMs: 100 });
    sighting$.next(sightingOf(1));
    for (const code of ['TIMEOUT', 'DISCONNECTED'] as const) {
      store.claims.at(-1)!.reject(new NatsError(code, ''));
      await settled();
      time.advance(100);
    }
    expect(store.claims.map(({ record: { atMs } }) => atMs)).toEqual([5000, 5000, 5000]);
    store.claims[2]!.resolve({ isWon: true, winner: store.claims[2]!.record });
    await settled();
    expect(events).toMatchObject([{ isFirst: true, winner: { atMs: 5000 } }]);
  });

  it('counts the sightings of a claim that fails to the end, and claims the hash again when it is seen again', async () => {
    const { store, sighting$, events, time } = start({ retries: 1, retryDelayMs: 100 });
    sighting$.next(sightingOf(1));
    sighting$.next(sightingOf(1, 2));
    store.claims[0]!.reject(new NatsError('TIMEOUT', ''));
    await settled();
    time.advance(100);
    store.claims[1]!.reject(new NatsError('TIMEOUT', ''));
    await settled();
    time.advance(1000);
    expect(events).toMatchObject([{ kind: 'fault', error: { code: 'TIMEOUT' }, sightings: 2 }]);
    sighting$.next(sightingOf(1));
    expect(store.claims.length).toBe(3);
  });

  it.each(['STORE_FULL', 'BAD_PAYLOAD', 'WRONG_STREAM', 'REFUSED', 'NOT_FOUND'] as const)(
    'does not repeat a claim that fails with %s',
    async (code) => {
      const { store, sighting$, events, end } = start({ retries: 5 });
      sighting$.next(sightingOf(1));
      store.claims[0]!.reject(new NatsError(code, ''));
      await settled();
      sighting$.complete();
      expect(store.claims.length).toBe(1);
      expect(events).toMatchObject([{ kind: 'fault', error: { code }, sightings: 1 }]);
      expect(end.isComplete).toBe(true);
    },
  );

  it('emits one fault per code and second', async () => {
    const { store, sighting$, events, time } = start();
    for (const index of [1, 2, 3]) sighting$.next(sightingOf(index));
    store.claims[0]!.reject(new NatsError('TIMEOUT', ''));
    store.claims[1]!.reject(new NatsError('STORE_FULL', ''));
    store.claims[2]!.reject(new Error('odd'));
    await settled();
    time.advance(500);
    sighting$.next(sightingOf(4));
    store.claims[3]!.reject(new NatsError('TIMEOUT', 'the last one'));
    await settled();
    time.advance(500);
    expect(events).toMatchObject([
      { error: { code: 'TIMEOUT', message: 'the last one' }, sightings: 2 },
      { error: { code: 'STORE_FULL' }, sightings: 1 },
      { error: { code: 'REFUSED' }, sightings: 1 },
    ]);
  });

  it('completes when the last claim has ended, with what it counted', async () => {
    const { store, sighting$, events, end } = start();
    sighting$.next(sightingOf(1));
    sighting$.next(sightingOf(2));
    sighting$.complete();
    store.claims[0]!.reject(new NatsError('TIMEOUT', ''));
    await settled();
    expect(end.isComplete).toBe(false);
    store.claims[1]!.resolve({ isWon: false, winner: WINNER });
    await settled();
    expect(events.map(({ kind }) => kind)).toEqual(['sighting', 'fault']);
    expect(end.isComplete).toBe(true);
  });

  it('errors with its source', () => {
    const { sighting$, end } = start();
    const error = new Error('of the source');
    sighting$.error(error);
    expect(end.error).toBe(error);
  });

  it('leaves no timer when the subscriber leaves', async () => {
    const { store, sighting$, subscription, time } = start({ retries: 5, maxQueued: 1 });
    sighting$.next(sightingOf(1));
    sighting$.next(sightingOf(2));
    store.claims[0]!.reject(new NatsError('TIMEOUT', ''));
    await settled();
    expect(time.waitingCount).toBe(2);
    subscription.unsubscribe();
    expect([time.waitingCount, sighting$.observed]).toEqual([0, false]);
  });

  it('remembers the winners of `capacity` hashes, and claims an older one again', async () => {
    const { store, sighting$ } = start({ capacity: 2 });
    for (const index of [1, 2, 3]) {
      sighting$.next(sightingOf(index));
      store.claims.at(-1)!.resolve({ isWon: false, winner: WINNER });
      await settled();
    }
    sighting$.next(sightingOf(2));
    sighting$.next(sightingOf(3));
    expect(store.claims.length).toBe(3);
    sighting$.next(sightingOf(1));
    expect(store.claims.length).toBe(4);
  });

  it('gives each subscriber a race of its own', () => {
    let stores = 0;
    const sighting$ = new Subject<TimedSighting>();
    const event$ = sighting$.pipe(firstSeenIn(() => (stores++, new ManualStore()), { monitor: 'me' }));
    event$.subscribe();
    event$.subscribe();
    expect(stores).toBe(2);
  });

  it.each([
    [{ monitor: '' }, 'monitor'],
    [{ monitor: 'm'.repeat(101) }, 'monitor'],
    [{ capacity: 0 }, 'capacity'],
    [{ maxInFlight: 65_537 }, 'maxInFlight'],
    [{ maxQueued: 0 }, 'maxQueued'],
    [{ retries: -1 }, 'retries'],
    [{ retryDelayMs: 0.5 }, 'retryDelayMs'],
  ])('refuses %j', (options, path) => {
    expect(() => firstSeenIn(() => new ManualStore(), { monitor: 'me', ...options })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path }),
    );
  });
});
