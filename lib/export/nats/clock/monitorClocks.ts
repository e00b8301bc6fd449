import type { Msg, NatsConnection } from '@nats-io/nats-core';
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  from,
  mergeMap,
  range,
  Subject,
  timer,
  type Observable,
  type Subscription,
} from 'rxjs';
import { wallClockMs, type ClockScheduler } from '../../../base/clock.js';
import { MAX_DELAY_MS, requireInteger } from '../../../base/optionChecks.js';
import { show } from '../../../base/show.js';
import { MruMap } from '../../../collections/mruMap.js';
import { preciseScheduler } from '../../../peer/preciseScheduler.js';
import { isMonitorName, requireMonitorName } from '../monitorName.js';
import { toNatsError, type NatsError } from '../natsError.js';
import { subjectToken } from '../subject.js';
import { decodeClockReply, encodeClockReply } from './clockReply.js';
import { betterSample, clockSample, errorAt, type ClockSample } from './clockSample.js';

/**
 * Maximum number of monitors whose clocks are measured. Beyond it the monitor whose offset was not requested for the longest time is
 * forgotten.
 */
export const MAX_MEASURED_MONITORS = 1000;

/** Number of monitors that are asked at one time. */
const MAX_PARALLEL = 16;

/** The difference between the clock of another monitor and ours. */
export interface ClockOffset {
  /** Their clock minus ours, in milliseconds. Subtract it from their times to get ours. */
  readonly offsetMs: number;
  /** Maximum error of `offsetMs` now, in milliseconds: half of the shortest round trip, and 50 ppm of the time since then. */
  readonly errorMs: number;
  /** When it was measured, by our clock, in milliseconds since 1970. */
  readonly measuredAtMs: number;
}

/** The clocks of other monitors. */
export interface MonitorClocks {
  /**
   * The offset of the clock of a monitor; undefined until it has answered, and when it has not answered for `maxAgeMs`. The first call for a
   * name starts the measurement: at once, and then every `intervalMs`. Of more than 1000 names the least recently used one is forgotten.
   */
  offsetOf(monitor: string): ClockOffset | undefined;
  /** Replies that cannot be parsed (`BAD_PAYLOAD`), and requests that NATS refuses. A monitor that does not answer is not a fault. */
  readonly faults$: Observable<NatsError>;
  /** Ends the measurements, and no longer answers. `offsetOf` returns undefined from then on. */
  close(): void;
}

/** Options of `monitorClocks`. */
export interface MonitorClocksOptions {
  /** The network that the monitors watch. */
  network: { readonly name: string };
  /** The name of this monitor, 1 to 100 characters: it answers the others. */
  monitor: string;
  /** Monitors to measure from the start; others are measured when `offsetOf` is called. Default none. */
  monitors?: readonly string[] | undefined;
  /** Time in milliseconds between two measurements, 1 to 2^31 - 1. Default 10_000. */
  intervalMs?: number | undefined;
  /** Number of questions per measurement, 1 to 100. The question with the shortest round trip is used. Default 8. */
  samples?: number | undefined;
  /** Time in milliseconds to wait for each answer, 1 to 2^31 - 1. Default 1000. */
  timeoutMs?: number | undefined;
  /** Age in milliseconds at which an offset is no longer used, 1 to 2^31 - 1. Default 60_000. */
  maxAgeMs?: number | undefined;
  /** The clock to compare, and the timers. Default preciseScheduler. */
  scheduler?: ClockScheduler | undefined;
}

/**
 * Measures how far the clocks of other monitors are from ours, over NATS, and answers when they measure ours.
 *
 * As NTP does: a question has two times of our clock (sent, answered) and two of theirs (received, replied); the question with the shortest
 * round trip counts, and half of its round trip bounds the error, however the way there and back differ. Each monitor answers on the
 * subject `rxpeer-clock.<network>.<monitor>`; the names are written by `subjectToken`.
 *
 * Answers at most one request at a time and stores nothing per request. A monitor with a hostile answer can only make its own offset wrong.
 * Errors with LocalProtocolError `INVALID_OPTION` at the call.
 * Source: RFC 5905 (NTP), sections 8 and 10.
 *
 * @example
 * const clocks = monitorClocks(connection, { network: bitcoin.mainnet, monitor: 'zurich', monitors: ['oslo'] });
 * setInterval(() => console.log(clocks.offsetOf('oslo')), 10_000);
 */
export function monitorClocks(connection: ClockConnection, options: MonitorClocksOptions): MonitorClocks {
  return new MeasuredClocks(connection, settingsOf(options));
}

/** The part of a connection that the measurement uses. */
export type ClockConnection = Pick<NatsConnection, 'subscribe' | 'request'>;

/** The subject on which a monitor answers questions about its clock. */
export function clockSubject(network: { readonly name: string }, monitor: string): string {
  return `rxpeer-clock.${subjectToken(network.name)}.${subjectToken(monitor)}`;
}

type Settings = { readonly [K in keyof MonitorClocksOptions]-?: NonNullable<MonitorClocksOptions[K]> };

function settingsOf({
  network,
  monitor,
  monitors = [],
  intervalMs = 10_000,
  samples = 8,
  timeoutMs = 1000,
  maxAgeMs = 60_000,
  scheduler = preciseScheduler,
}: MonitorClocksOptions): Settings {
  requireMonitorName('monitor', monitor);
  for (const [index, name] of monitors.entries()) requireMonitorName(`monitors/${index}`, name);
  requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
  requireInteger('samples', samples, 1, 100);
  requireInteger('timeoutMs', timeoutMs, 1, MAX_DELAY_MS);
  requireInteger('maxAgeMs', maxAgeMs, 1, MAX_DELAY_MS);
  return { network, monitor, monitors, intervalMs, samples, timeoutMs, maxAgeMs, scheduler };
}

interface MeasuredClock {
  /** undefined: the monitor has not answered. */
  sample: ClockSample | undefined;
}

class MeasuredClocks implements MonitorClocks {
  readonly faults$: Observable<NatsError>;
  private readonly faultSubject$ = new Subject<NatsError>();
  private readonly measured = new MruMap<string, MeasuredClock>(MAX_MEASURED_MONITORS);
  private readonly measuring: Subscription;
  private readonly started$ = new Subject<string>();
  private readonly answers;

  constructor(
    private readonly connection: ClockConnection,
    private readonly settings: Settings,
  ) {
    this.faults$ = this.faultSubject$.asObservable();
    const { network, monitor, monitors, intervalMs, scheduler } = settings;
    this.answers = connection.subscribe(clockSubject(network, monitor), {
      callback: (error, message) => this.answer(error, message),
    });
    this.measuring = this.started$.pipe(mergeMap((name) => this.measure(name), MAX_PARALLEL)).subscribe();
    this.measuring.add(
      timer(intervalMs, intervalMs, scheduler)
        .pipe(
          exhaustMap(() =>
            from(this.measured.snapshot().keys()).pipe(mergeMap((name) => this.measure(name), MAX_PARALLEL)),
          ),
        )
        .subscribe(),
    );
    for (const name of monitors) this.start(name);
  }

  offsetOf(monitor: string): ClockOffset | undefined {
    if (this.measuring.closed || !isMonitorName(monitor)) return undefined;
    if (!this.measured.has(monitor)) this.start(monitor);
    const sample = this.measured.use(monitor)?.sample;
    const nowMs = this.settings.scheduler.now();
    if (sample === undefined || nowMs - sample.atMs > this.settings.maxAgeMs) return undefined;
    const measuredAtMs = wallClockMs(this.settings.scheduler, sample.atMs);
    return { offsetMs: sample.offsetMs, errorMs: errorAt(sample, nowMs), measuredAtMs };
  }

  close(): void {
    this.measuring.unsubscribe();
    this.answers.unsubscribe();
    this.faultSubject$.complete();
  }

  private start(monitor: string): void {
    this.measured.set(monitor, { sample: undefined });
    this.started$.next(monitor);
  }

  private answer(error: Error | null, message: Msg): void {
    const receivedAtMs = wallClockMs(this.settings.scheduler);
    if (error !== null) this.fault(error, 'answering questions about our clock');
    else message.respond(encodeClockReply({ receivedAtMs, sentAtMs: wallClockMs(this.settings.scheduler) }));
  }

  /** Asks `samples` times, one question after the other. Stops at the first failure, and keeps the previous results. */
  private measure(monitor: string): Observable<never> {
    return range(0, this.settings.samples).pipe(
      concatMap(() => defer(() => this.ask(monitor))),
      concatMap((sample) => {
        if (sample !== undefined) this.keep(monitor, sample);
        return EMPTY;
      }),
      catchError((error: unknown) => {
        if (!isSilence(error)) this.fault(error, `measuring the clock of ${show(monitor)}`);
        return EMPTY;
      }),
    );
  }

  private async ask(monitor: string): Promise<ClockSample | undefined> {
    const { network, timeoutMs, scheduler } = this.settings;
    const monotonicMs = scheduler.now();
    const sent = { monotonicMs, wallMs: wallClockMs(scheduler, monotonicMs) };
    const { data } = await this.connection.request(clockSubject(network, monitor), undefined, { timeout: timeoutMs });
    return clockSample(sent, scheduler.now(), decodeClockReply(data));
  }

  private keep(monitor: string, sample: ClockSample): void {
    const clock = this.measured.peek(monitor);
    // It was evicted meanwhile.
    if (clock === undefined) return;
    const isUsable = clock.sample !== undefined && sample.atMs - clock.sample.atMs <= this.settings.maxAgeMs;
    clock.sample = betterSample(isUsable ? clock.sample : undefined, sample, sample.atMs);
  }

  private fault(error: unknown, what: string): void {
    this.faultSubject$.next(toNatsError(error, what));
  }
}

/** No monitor of this name answers, or we are not connected: the offset becomes unknown when it is too old. */
function isSilence(error: unknown): boolean {
  return ['TIMEOUT', 'NO_STREAM', 'DISCONNECTED'].includes(toNatsError(error, '').code);
}
