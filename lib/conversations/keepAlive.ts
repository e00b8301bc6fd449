import { BehaviorSubject, defer, distinctUntilChanged, interval, map, merge, NEVER, switchMap, timer } from 'rxjs';
import { PeerTimeoutError } from '../errors.js';
import { PONG_PROTOCOL_VERSION } from '../messages/ping.js';
import type { Message } from '../messages/table.js';
import type { Conversation } from './conversation.js';
import { listenTo } from './listenTo.js';
import { randomNonce } from './nonce.js';

/** How many unanswered pings are remembered; beyond it the oldest is forgotten. */
export const MAX_PENDING_PINGS = 100;

export interface KeepAliveOptions {
  /** Between two pings, and before the first. False: pings are the caller's. Default 120_000 (lbcd, peer/peer.go pingInterval). */
  intervalMs?: number | false | undefined;
  /** For the answer to a ping. False: a pong may never come. Default 1_200_000 (Bitcoin Core, TIMEOUT_INTERVAL). */
  pongTimeoutMs?: number | false | undefined;
}

/**
 * Pings, and reports each round trip, that of the caller's own pings too.
 *
 *     received  ---------q-----------------
 *     sent      -----p-----p-----p-----p---
 *     reports   ---------r-----------------
 *
 * A pong answers the ping with its nonce and all those before; one that no ping waits for is let by. Errors with PeerTimeoutError
 * `PONG_TIMEOUT` when the oldest unanswered ping is too old; that patience stands still while we hold the reading back, and
 * starts anew then. Remembers the unanswered pings, at most MAX_PENDING_PINGS. At protocol 60000 and below a ping has no nonce
 * and gets no answer. BIP31; lbcd, peer/peer.go pingHandler, handlePongMsg.
 */
export function keepAlive({ intervalMs = 120_000, pongTimeoutMs = 1_200_000 }: KeepAliveOptions = {}): Conversation {
  return ({ agreed, paused$, random, report, scheduler, sent$ }) =>
    (received$) =>
      defer(() => {
        const hasNonces = (agreed.protocolVersion ?? Infinity) >= PONG_PROTOCOL_VERSION;
        const pending = new Map<bigint, number>();
        const oldestMs$ = new BehaviorSubject<number | undefined>(undefined);

        const tick$ = intervalMs === false ? NEVER : interval(intervalMs, scheduler);
        const ping$ = tick$.pipe(
          map((): Message => (hasNonces ? { command: 'ping', nonce: randomNonce(random) } : { command: 'ping' })),
        );
        const late$ = pongTimeoutMs === false ? NEVER : late(pongTimeoutMs);
        return merge(listenTo(received$, answer), listenTo(sent$, note), late$, ping$);

        function note(message: Message): void {
          if (message.command !== 'ping' || message.nonce === undefined) return;
          pending.set(message.nonce, scheduler.now());
          if (pending.size > MAX_PENDING_PINGS) pending.delete(pending.keys().next().value!);
          // Not the oldest that is remembered: one that was forgotten, or said again, is still owed its answer.
          oldestMs$.next(oldestMs$.value ?? scheduler.now());
        }

        function answer(message: Message): void {
          if (message.command !== 'pong') return;
          const sentAtMs = pending.get(message.nonce);
          if (sentAtMs === undefined) return;
          for (const nonce of pending.keys()) {
            pending.delete(nonce);
            if (nonce === message.nonce) break;
          }
          oldestMs$.next(pending.values().next().value);
          const roundTripMs = scheduler.now() - sentAtMs;
          report({ kind: 'roundTrip', roundTrip: { nonce: message.nonce, sentAtMs, roundTripMs } });
        }

        function late(timeoutMs: number) {
          return paused$.pipe(
            switchMap((paused) => (paused ? NEVER : patienceFrom(scheduler.now(), timeoutMs))),
            map((): never => {
              throw new PeerTimeoutError('PONG_TIMEOUT', `no pong for ${timeoutMs} ms`, timeoutMs);
            }),
          );
        }

        function patienceFrom(resumedMs: number, timeoutMs: number) {
          return oldestMs$.pipe(
            distinctUntilChanged(),
            switchMap((oldestMs) => {
              if (oldestMs === undefined) return NEVER;
              return timer(Math.max(oldestMs, resumedMs) + timeoutMs - scheduler.now(), scheduler);
            }),
          );
        }
      });
}
