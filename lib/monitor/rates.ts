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

/** An hour by seconds. */
const MAX_INTERVALS = 3600;

/** One message that went by; a peer's `traffic$` emits such. */
export interface PassedMessage {
  readonly direction: 'received' | 'sent';
  readonly command: string;
  readonly sizeBytes: number;
}

export interface RatesOptions {
  /** The time that is looked back on, a multiple of `intervalMs`, at most 3600 times as long. Default 10_000. */
  windowMs?: number | undefined;
  /** How often the rates are told. Default 1000. */
  intervalMs?: number | undefined;
  /** Whose commands are told one by one. Default bitcoin.mainnet; LBRY has the same. */
  network?: Network | undefined;
  /** Default asyncScheduler, whose clock has whole milliseconds; that of preciseScheduler is finer, and never goes back. */
  scheduler?: SchedulerLike | undefined;
}

/** How much goes by in a second. */
export interface Rate {
  readonly messages: number;
  readonly bytes: number;
}

export interface DirectionRates extends Rate {
  /** By each command that was seen since the subscription; those that the network does not know all together, as `unknown`. */
  readonly byCommand: Readonly<Record<string, Rate>>;
}

export interface Rates {
  /** When the interval ended: the scheduler's time of day, in milliseconds since 1970. */
  readonly atMs: number;
  readonly received: DirectionRates;
  readonly sent: DirectionRates;
}

/**
 * Tells at each interval how many messages and bytes a second went by, by direction and command; zeros while there is silence.
 *
 *     traffic                                 -aa-----a-----------|
 *     rates({ windowMs: 8, intervalMs: 4 })   ----w---x---y---z---|      2 in 4 ms, then 3, 1, 0 in 8 ms
 *
 * A rate is what went by since the tick `windowMs` ago, in the beginning since the subscription, divided by the time that has passed since
 * then. Completes with the source; an unfinished interval is not told.
 * Remembers two counts a tick, direction and command, per subscription: `windowMs / intervalMs` ticks, the commands of `network`. A
 * message costs a look-up and two additions. Errors with LocalProtocolError `INVALID_OPTION` at the call.
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

/** What had gone by at a moment. */
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
