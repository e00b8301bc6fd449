import type { Subscription } from 'rxjs';
import { mergeMap, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { rates, type DirectionRates, type Rates } from '../../monitor/rates.js';
import type { Network } from '../../networks/network.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { ObservedPeer, ObservedPool } from '../../pool/observedPool.js';
import type { RateIncrementQuery, RateQuery, RateRange } from '../protocol/rateRange.js';
import { BucketHistory } from './bucketHistory.js';
import type { LevelOptions } from './bucketLevel.js';
import { RateBucket, type RateSample } from './rateBucket.js';
import { REST, toRateRange, TOTAL } from './toRateRange.js';

/** The finest buckets: one per emission of `rates`. */
const TICK_MS = 1000;
/**
 * 5 minutes of seconds, an hour of 10 s, a day of minutes, a week of 10 minutes, and the whole run in at most 512 buckets, which have 20
 * minutes in the first week, then 40 minutes, and so on.
 */
export const RATE_LEVELS: readonly LevelOptions[] = [
  { widthTicks: 1, size: 300 },
  { widthTicks: 10, size: 360 },
  { widthTicks: 60, size: 1440 },
  { widthTicks: 600, size: 1008 },
  { widthTicks: 1200, size: 512, doubles: true },
];
/** The number of commands of one direction that have a separate series. Further commands are added up as REST. */
export const MAX_COMMANDS = 32;

/** Options of `RateHistory`. */
export interface RateHistoryOptions {
  /** The pool. */
  readonly pool: Pick<ObservedPool, 'joined$'>;
  /** The network whose commands are counted separately. */
  readonly network: Network;
  /** Emits each connection before its first byte, so that handshakes count. Default: the pool's `joined$`, which emits after the handshake. */
  readonly connection$?: Observable<Pick<ObservedPeer, 'traffic$'>> | undefined;
  /** Timer and clock. Default preciseScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * The rates of all connections together by direction and command, from the call on, for as long as the process runs.
 *
 * Stores 3,620 buckets in RATE_LEVELS and MAX_COMMANDS + 2 series per direction: 58 kB per series, which is allocated with its first message, 3.9 MB
 * at most. A message takes as long as in `rates`, and a tick takes a few additions per series and level.
 */
export class RateHistory {
  private readonly history: BucketHistory<RateSample>;
  private readonly commands = { received: new Set<string>(), sent: new Set<string>() };
  private readonly subscription: Subscription;

  constructor({ connection$, network, pool, scheduler = preciseScheduler }: RateHistoryOptions) {
    this.history = new BucketHistory({
      tickMs: TICK_MS,
      levels: RATE_LEVELS,
      mergeRule: (column) => (column.startsWith('max ') ? 'max' : 'mean'),
      createBucket: () => new RateBucket(),
      startMs: wallClockMs(scheduler),
    });
    let lastMs = scheduler.now();
    const connected$: Observable<Pick<ObservedPeer, 'traffic$'>> = connection$ ?? pool.joined$;
    this.subscription = connected$
      .pipe(
        mergeMap(({ traffic$ }) => traffic$),
        rates({ windowMs: TICK_MS, intervalMs: TICK_MS, network, scheduler }),
      )
      .subscribe((emitted) => {
        const nowMs = scheduler.now();
        this.history.add({ seconds: (nowMs - lastMs) / 1000, rates: this.ratesBySeries(emitted) });
        this.history.tick(emitted.atMs);
        lastMs = nowMs;
      });
  }

  /**
   * The rates of a range of time, at most 45 kB of JSON on a busy node; never more than 66 kB. Errors with LocalProtocolError
   * `INVALID_OPTION`.
   */
  points(query: RateQuery): RateRange {
    return toRateRange(this.history.range(query), query);
  }

  /** The rates after the last complete bucket of a page: the next buckets, and the one that is not complete. Errors as `points`. */
  after(query: RateIncrementQuery): RateRange {
    return toRateRange(this.history.after(query), query);
  }

  /** Unsubscribes from the pool. */
  close(): void {
    this.subscription.unsubscribe();
  }

  private ratesBySeries({ received, sent }: Rates): Map<string, number> {
    const bySeries = new Map<string, number>();
    const addDirection = (direction: 'received' | 'sent', { byCommand, bytes, messages }: DirectionRates): void => {
      const add = (command: string, rate: { readonly bytes: number; readonly messages: number }): void => {
        for (const unit of ['messages', 'bytes'] as const) {
          const series = `${direction} ${unit} ${command}`;
          bySeries.set(series, (bySeries.get(series) ?? 0) + rate[unit]);
        }
      };
      for (const [command, rate] of Object.entries(byCommand)) {
        if (rate.messages > 0) add(this.seriesName(direction, command), rate);
      }
      if (messages > 0) add(TOTAL, { bytes, messages });
    };
    addDirection('received', received);
    addDirection('sent', sent);
    return bySeries;
  }

  private seriesName(direction: 'received' | 'sent', command: string): string {
    const commands = this.commands[direction];
    if (commands.has(command)) return command;
    if (commands.size === MAX_COMMANDS) return REST;
    commands.add(command);
    return command;
  }
}
