import { Subscription } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { PeerTimeoutError } from '../base/errors.js';
import { PONG_PROTOCOL_VERSION } from '../messages/ping.js';
import type { Message } from '../messages/table.js';
import type { Conversation } from './runtime/conversation.js';
import { conversationOf } from './runtime/conversationOf.js';
import type { ConversationHandler, HandlerContext, Voice } from './runtime/handler.js';
import { randomNonce } from './handshake/nonce.js';

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
export function keepAlive(options: KeepAliveOptions = {}): Conversation {
  return conversationOf((context, voice) => new KeepAlive(context, voice, options));
}

class KeepAlive implements ConversationHandler {
  /** When each was sent that waits for its pong. */
  private pending: Map<bigint, number> | undefined;
  // Not the oldest that is remembered: one that was forgotten, or said again, is still owed its answer.
  private oldestMs: number | undefined;
  private resumedMs: number | undefined;
  private ticking = Subscription.EMPTY;
  private lateness = Subscription.EMPTY;
  private readonly intervalMs;
  private readonly pongTimeoutMs;

  constructor(
    private readonly context: HandlerContext,
    private readonly voice: Voice,
    { intervalMs = 120_000, pongTimeoutMs = 1_200_000 }: KeepAliveOptions,
  ) {
    this.intervalMs = intervalMs;
    this.pongTimeoutMs = pongTimeoutMs;
  }

  get hears(): ReadonlySet<string> {
    return HEARS;
  }

  begin(): void {
    const { voice, intervalMs } = this;
    if (intervalMs === false) return;
    const hasNonces = (this.context.agreed.protocolVersion ?? Infinity) >= PONG_PROTOCOL_VERSION;
    // As it is decoded: without the field.
    const ping = (): Message =>
      hasNonces ? { command: 'ping', nonce: randomNonce(this.context.random) } : ({ command: 'ping' } as Message);
    this.ticking = this.context.scheduler.schedule(function () {
      voice.say(ping());
      // The same timer again, as RxJS's interval does.
      this.schedule(undefined, intervalMs);
    }, intervalMs);
  }

  sent(message: Message): void {
    if (message.command !== 'ping' || message.nonce === undefined) return;
    const nowMs = this.context.scheduler.now();
    const pending = (this.pending ??= new Map<bigint, number>());
    pending.set(message.nonce, nowMs);
    if (pending.size > MAX_PENDING_PINGS) pending.delete(pending.keys().next().value!);
    if (this.oldestMs === undefined) this.oweSince(nowMs);
  }

  received(message: Message): void {
    if (message.command !== 'pong') return;
    const { pending } = this;
    const sentMs = pending?.get(message.nonce);
    if (pending === undefined || sentMs === undefined) return;
    for (const nonce of pending.keys()) {
      pending.delete(nonce);
      if (nonce === message.nonce) break;
    }
    const oldestMs = pending.values().next().value;
    if (oldestMs === undefined) this.pending = undefined;
    this.oweSince(oldestMs);
    const { report, scheduler } = this.context;
    const roundTripMs = scheduler.now() - sentMs;
    const sentAtMs = wallClockMs(scheduler, sentMs);
    report({ kind: 'roundTrip', roundTrip: { nonce: message.nonce, sentAtMs, roundTripMs } });
  }

  paused(isPaused: boolean): void {
    this.resumedMs = isPaused ? undefined : this.context.scheduler.now();
    this.watch();
  }

  receivedAll(): void {
    // It goes on asking.
  }

  end(): void {
    this.ticking.unsubscribe();
    this.lateness.unsubscribe();
  }

  private oweSince(oldestMs: number | undefined): void {
    this.oldestMs = oldestMs;
    this.watch();
  }

  /** Waits for the oldest pong that is owed, where there is one and we read. */
  private watch(): void {
    const { oldestMs, pongTimeoutMs, resumedMs, voice } = this;
    const { scheduler } = this.context;
    this.lateness.unsubscribe();
    this.lateness = Subscription.EMPTY;
    if (oldestMs === undefined || resumedMs === undefined || pongTimeoutMs === false) return;
    const dueMs = Math.max(oldestMs, resumedMs) + pongTimeoutMs;
    this.lateness = scheduler.schedule(() => {
      const fact = `no pong for ${pongTimeoutMs} ms`;
      voice.fail(new PeerTimeoutError('PONG_TIMEOUT', fact, pongTimeoutMs));
    }, dueMs - scheduler.now());
  }
}

const HEARS = new Set(['pong']);
