import {
  asyncScheduler,
  defer,
  endWith,
  ignoreElements,
  interval,
  map,
  takeUntil,
  tap,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { show } from '../base/show.js';
import { wallClockMs } from '../base/clock.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { TrafficCounts, type CountsByCommand } from './trafficCounts.js';

/** One hour in steps of a second. */
const MAX_INTERVALS = 3600;

/** A message that was received or sent. `traffic$` of a peer emits such objects. */
export interface PassedMessage {
  /** Received from the remote, or sent to it. */
  readonly direction: 'received' | 'sent';
  /** Command of the message, as in its frame. */
  readonly command: string;
  /** Size of the frame in bytes, header included. */
  readonly sizeBytes: number;
}

/** Options of `rates`. */
export interface RatesOptions {
  /** Length of the sliding window in milliseconds: a multiple of `intervalMs`, at most 3600 times `intervalMs`. Default 10_000. */
  windowMs?: number | undefined;
  /** Time between two emissions in milliseconds, 1 to 2^31 - 1. Default 1000. */
  intervalMs?: number | undefined;
  /** The network whose commands are counted separately. Default bitcoin.mainnet; LBRY has the same commands. */
  network?: Network | undefined;
  /** Timer and clock. Default asyncScheduler, in whole milliseconds; the clock of preciseScheduler is finer and monotonic. */
  scheduler?: SchedulerLike | undefined;
}

/** A rate of traffic. */
export interface Rate {
  /** Messages per second. */
  readonly messages: number;
  /** Bytes per second, frame headers included. */
  readonly bytes: number;
}

/** The rate of one direction, in total and by command. */
export interface DirectionRates extends Rate {
  /** The rate of each command seen since the subscription. Commands that are not in the network's table are added up as `unknown`. */
  readonly byCommand: Readonly<Record<string, Rate>>;
}

/** An emission of `rates`. */
export interface Rates {
  /** End of the interval: time of day by the scheduler's clock, in milliseconds since 1970. */
  readonly atMs: number;
  /** Rates of received messages. */
  readonly received: DirectionRates;
  /** Rates of sent messages. */
  readonly sent: DirectionRates;
}

/**
 * Emits at each interval the messages and bytes per second, by direction and command; zeros while there is no traffic.
 *
 *     traffic                                 -aa-----a-----------|
 *     rates({ windowMs: 8, intervalMs: 4 })   ----w---x---y---z---|      2 in 4 ms, then 3, 1, 0 in 8 ms
 *
 * A rate is the traffic since the tick `windowMs` ago (since the subscription, if that is later) divided by the elapsed time. Completes with
 * the source; an unfinished interval is not emitted.
 * Each subscription stores two counts for each tick, direction and command: `windowMs / intervalMs` ticks, the commands of `network`. A
 * message takes one look-up and two additions. Errors with LocalProtocolError `INVALID_OPTION` at the call.
 */
export function rates({
  windowMs = 10_000,
  intervalMs = 1000,
  network = bitcoin.mainnet,
  scheduler = asyncScheduler,
}: RatesOptions = {}): OperatorFunction<PassedMessage, Rates> {
  requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
  requireInteger('windowMs', windowMs, intervalMs, intervalMs * MAX_INTERVALS);
  const intervals = windowMs / intervalMs;
  if (!Number.isInteger(intervals))
    invalidOption('windowMs', `multiple of ${intervalMs} expected, got ${show(windowMs)}`);
  return (traffic$) =>
    defer(() => {
      const received = new TrafficCounts(network);
      const sent = new TrafficCounts(network);
      const ticks = [tick()];

      function tick(): Tick {
        return { atMs: scheduler.now(), received: received.snapshot(), sent: sent.snapshot() };
      }

      function toRates(): Rates {
        const now = tick();
        ticks.push(now);
        const then = ticks[0]!;
        if (ticks.length > intervals) ticks.shift();
        const seconds = (now.atMs - then.atMs) / 1000;
        return {
          atMs: wallClockMs(scheduler, now.atMs),
          received: ratesBetween(then.received, now.received, seconds),
          sent: ratesBetween(then.sent, now.sent, seconds),
        };
      }

      const end$ = traffic$.pipe(
        tap(({ direction, command, sizeBytes }) => (direction === 'sent' ? sent : received).add(command, sizeBytes)),
        ignoreElements(),
        endWith(true),
      );
      return interval(intervalMs, scheduler).pipe(map(toRates), takeUntil(end$));
    });
}

/** The total counts at a tick. */
interface Tick {
  readonly atMs: number;
  readonly received: CountsByCommand;
  readonly sent: CountsByCommand;
}

function ratesBetween(then: CountsByCommand, now: CountsByCommand, seconds: number): DirectionRates {
  const byCommand: Record<string, Rate> = {};
  let messages = 0;
  let bytes = 0;
  for (const [command, total] of now) {
    const newMessages = total.messages - (then.get(command)?.messages ?? 0);
    const newBytes = total.bytes - (then.get(command)?.bytes ?? 0);
    byCommand[command] = { messages: newMessages / seconds, bytes: newBytes / seconds };
    messages += newMessages;
    bytes += newBytes;
  }
  return { messages: messages / seconds, bytes: bytes / seconds, byCommand };
}
