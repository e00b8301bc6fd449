import {
  catchError,
  defer,
  EMPTY,
  filter,
  groupBy,
  map,
  merge,
  mergeMap,
  reduce,
  retry,
  Subject,
  tap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { wallClockMs, type ClockScheduler } from '../../../base/clock.js';
import { MruMap } from '../../../collections/mruMap.js';
import type { PeerIdentity } from '../../../monitor/peerMessage.js';
import { NatsError, toNatsError } from '../natsError.js';
import type {
  FirstSeenEvent,
  FirstSeenFault,
  FirstSeenSighting,
  TimedSighting,
  WinnerComparison,
} from './firstSeenEvent.js';
import type { FirstSeenRecord } from './firstSeenRecord.js';
import type { Claim, FirstSeenStore } from './firstSeenStore.js';

/** How long faults of one code are counted before an event reports them. */
const FAULT_INTERVAL_MS = 1000;

/** Failures after which the same claim may succeed. */
const TRANSIENT_CODES = ['TIMEOUT', 'NO_STREAM', 'NO_JETSTREAM', 'DISCONNECTED'];

/** The bounds of a race; see the options of `firstSeenByNats`. */
export interface RaceSettings {
  readonly monitor: string;
  readonly capacity: number;
  readonly maxInFlight: number;
  readonly maxQueued: number;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly scheduler: ClockScheduler;
}

interface Waiting<P> {
  readonly sighting: TimedSighting<P>;
  readonly atMs: number;
}

/**
 * The race of one subscription.
 *
 * A hash is *unknown*, *pending* or *known*. The first sighting of an unknown hash makes it pending: it waits for one of `maxInFlight` places, and its
 * record is claimed. Further sightings of a pending hash wait for the same claim. A claim makes the hash known, and emits all waiting
 * sightings in order. A failed claim makes it unknown again, and counts all waiting sightings as faults. A sighting of a known hash is
 * emitted at once.
 */
export class FirstSeenRace<P extends PeerIdentity> {
  private readonly known: MruMap<string, FirstSeenRecord>;
  private readonly pending = new Map<string, Waiting<P>[]>();
  private readonly claim$ = new Subject<string>();
  private readonly faults$ = new Subject<{ readonly error: NatsError; readonly sightings: number }>();
  private readonly queueFull: NatsError;
  private waitingCount = 0;

  constructor(
    private readonly store: FirstSeenStore,
    private readonly comparison: WinnerComparison,
    private readonly settings: RaceSettings,
  ) {
    this.known = new MruMap(settings.capacity);
    this.queueFull = new NatsError(
      'QUEUE_FULL',
      `more than ${settings.maxQueued} sightings wait for NATS: raise maxQueued, or find out why the server is slow`,
    );
  }

  /** Runs the race. Completes when the source is complete and every claim has ended. */
  events(sighting$: Observable<TimedSighting<P>>): Observable<FirstSeenEvent<P>> {
    const ended = (): void => this.claim$.complete();
    // The source last: it may emit while it is subscribed to.
    return merge(
      this.faultEvents(),
      this.claim$.pipe(
        mergeMap((key) => this.claimed(key), this.settings.maxInFlight),
        tap({ complete: () => this.faults$.complete() }),
      ),
      sighting$.pipe(
        tap({ complete: ended }),
        map((sighting) => this.add(sighting)),
        filter((event) => event !== undefined),
      ),
    );
  }

  /** The event of a sighting, if the winner is known. */
  private add(sighting: TimedSighting<P>): FirstSeenSighting<P> | undefined {
    const { key, atMs = wallClockMs(this.settings.scheduler) } = sighting;
    const winner = this.known.use(key);
    if (winner !== undefined) {
      return this.comparison.eventOf(sighting, atMs, winner, { isFirst: false, isLocalFirst: false });
    }
    if (this.waitingCount === this.settings.maxQueued) {
      this.faults$.next({ error: this.queueFull, sightings: 1 });
      return undefined;
    }
    this.waitingCount += 1;
    const waiting = this.pending.get(key);
    if (waiting !== undefined) {
      waiting.push({ sighting, atMs });
      return undefined;
    }
    this.pending.set(key, [{ sighting, atMs }]);
    this.claim$.next(key);
    return undefined;
  }

  /** Claims a pending hash, repeatedly if NATS does not answer. */
  private claimed(key: string): Observable<FirstSeenSighting<P>> {
    const { sighting, atMs } = this.pending.get(key)![0]!;
    const { id, address } = sighting.peer;
    const { monitor, retries, retryDelayMs, scheduler } = this.settings;
    const record = { monitor, peer: id, address, atMs };
    return defer(() => this.store.claim(key, record)).pipe(
      retry({
        count: retries,
        delay: (error: NatsError) => (isTransient(error) ? timer(retryDelayMs, scheduler) : throwError(() => error)),
      }),
      mergeMap((claim) => this.resolved(key, claim)),
      catchError((error: unknown) => {
        const sightings = this.takeWaiting(key).length;
        this.faults$.next({ error: toNatsError(error, `the race for ${key}`), sightings });
        return EMPTY;
      }),
    );
  }

  private resolved(key: string, { isWon, winner }: Claim): FirstSeenSighting<P>[] {
    this.known.set(key, winner);
    return this.takeWaiting(key).map(({ sighting, atMs }, index) =>
      this.comparison.eventOf(sighting, atMs, winner, { isFirst: isWon && index === 0, isLocalFirst: index === 0 }),
    );
  }

  private takeWaiting(key: string): Waiting<P>[] {
    const waiting = this.pending.get(key) ?? [];
    this.pending.delete(key);
    this.waitingCount -= waiting.length;
    return waiting;
  }

  /** Counts the faults of each code for FAULT_INTERVAL_MS from the first one on. */
  private faultEvents(): Observable<FirstSeenFault> {
    return this.faults$.pipe(
      groupBy(({ error }) => error.code, { duration: () => timer(FAULT_INTERVAL_MS, this.settings.scheduler) }),
      mergeMap((fault$) =>
        fault$.pipe(
          reduce((sum, { error, sightings }) => ({ error, sightings: sum.sightings + sightings }), {
            error: this.queueFull,
            sightings: 0,
          }),
        ),
      ),
      map(({ error, sightings }) => ({ kind: 'fault', error, sightings })),
    );
  }
}

function isTransient({ code }: NatsError): boolean {
  return TRANSIENT_CODES.includes(code);
}
