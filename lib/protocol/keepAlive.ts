import { wallClockMs } from '../base/clock.js';
import { PeerTimeoutError } from '../base/errors.js';
import { PONG_PROTOCOL_VERSION } from '../messages/ping.js';
import type { Message } from '../messages/table.js';
import { randomNonce } from './handshake/nonce.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import type { CancelTimer, ConversationHandler, HandlerContext } from './runtime/handler.js';
import type { ReceivedMessage } from './runtime/receivedMessage.js';

/** The most unanswered pings that are stored; beyond it the oldest is evicted. */
export const MAX_PENDING_PINGS = 100;

/** Options of `keepAlive`. */
export interface KeepAliveOptions {
  /**
   * The time before the first ping and between two pings, in milliseconds. False: no pings, except those of the application. Default 120_000
   * (lbcd, peer/peer.go pingInterval).
   */
  pingIntervalMs?: number | false | undefined;
  /** The longest time until a pong arrives, in milliseconds. False: no limit. Default 1_200_000 (Bitcoin Core, TIMEOUT_INTERVAL). */
  pongTimeoutMs?: number | false | undefined;
}

/**
 * Sends a ping every `pingIntervalMs` and reports the round-trip time of each pong, including pings that the application sends.
 *
 *     received  ---------q-----------------        q pong
 *     sent      -----p-----p-----p-----p---        p ping
 *     reports   ---------r-----------------        r round trip
 *
 * A pong answers the ping with its nonce and all earlier pings; a pong with an unknown nonce is ignored. Errors with PeerTimeoutError
 * `PONG_TIMEOUT` if the oldest unanswered ping is older than `pongTimeoutMs`; while reading is paused the timeout stops, and it starts again
 * from zero when reading continues. Stores at most MAX_PENDING_PINGS unanswered pings. At protocol 60000 and below a ping has no nonce and
 * gets no answer. Source: BIP31; lbcd, peer/peer.go pingHandler, handlePongMsg.
 */
export function keepAlive(options: KeepAliveOptions = {}): Conversation {
  return defineConversation((context) => new KeepAlive(context, options));
}

/**
 * `Idle`: no pong is expected. `AwaitingPong`: the oldest unanswered ping was sent at `oldestMs`; `cancelTimeout` is absent while reading is
 * paused.
 */
type State =
  | { readonly name: 'Idle' }
  | { readonly name: 'AwaitingPong'; readonly oldestMs: number; readonly cancelTimeout?: CancelTimer | undefined };

const IDLE: State = { name: 'Idle' };

/**
 *     Idle ───────── a ping is sent ─▶ AwaitingPong
 *     AwaitingPong ─ the last pending pong arrives ─▶ Idle
 *     AwaitingPong ─ a pong arrives, and a later ping is unanswered ─▶ AwaitingPong, since that ping
 */
class KeepAlive implements ConversationHandler {
  /** When each unanswered ping was sent, by its nonce, in the order of sending. */
  private pending: Map<bigint, number> | undefined;
  private state = IDLE;
  /** When reading last continued; undefined while it is paused. */
  private readingSinceMs: number | undefined;
  private readonly pingIntervalMs;
  private readonly pongTimeoutMs;

  constructor(
    private readonly context: HandlerContext,
    { pingIntervalMs = 120_000, pongTimeoutMs = 1_200_000 }: KeepAliveOptions,
  ) {
    this.pingIntervalMs = pingIntervalMs;
    this.pongTimeoutMs = pongTimeoutMs;
  }

  get commands(): ReadonlySet<string> {
    return COMMANDS;
  }

  begin(): void {
    if (this.pingIntervalMs !== false) this.context.every(this.pingIntervalMs, () => this.sendPing());
  }

  sent(message: Message): void {
    if (message.command !== 'ping' || message.nonce === undefined) return;
    const nowMs = this.context.scheduler.now();
    const pending = (this.pending ??= new Map<bigint, number>());
    pending.set(message.nonce, nowMs);
    if (pending.size > MAX_PENDING_PINGS) pending.delete(pending.keys().next().value!);
    // Not the oldest entry of `pending`: the timeout also covers a ping that was evicted or sent again.
    if (this.state.name === 'Idle') this.awaitPong(nowMs);
  }

  received(received: ReceivedMessage): void {
    if (received.command !== 'pong' || this.pending === undefined) return;
    const { pending } = this;
    const { nonce } = received.message();
    const sentMs = pending.get(nonce);
    if (sentMs === undefined) return;
    for (const earlier of pending.keys()) {
      pending.delete(earlier);
      if (earlier === nonce) break;
    }
    const oldestMs = pending.values().next().value;
    if (oldestMs === undefined) this.becomeIdle();
    else this.awaitPong(oldestMs);
    const { scheduler } = this.context;
    const roundTripMs = scheduler.now() - sentMs;
    this.context.report({
      kind: 'roundTrip',
      roundTrip: { nonce, sentAtMs: wallClockMs(scheduler, sentMs), roundTripMs },
    });
  }

  paused(isPaused: boolean): void {
    this.readingSinceMs = isPaused ? undefined : this.context.scheduler.now();
    if (this.state.name === 'AwaitingPong') this.awaitPong(this.state.oldestMs);
  }

  inputEnded(): void {
    // Without this method the conversation would complete. The pings continue: the remote may still read.
  }

  private sendPing(): void {
    const { agreed, random } = this.context;
    const hasNonce = (agreed.protocolVersion ?? Infinity) >= PONG_PROTOCOL_VERSION;
    // Without a nonce: the message in the form that a received ping of these versions has.
    this.context.send(hasNonce ? { command: 'ping', nonce: randomNonce(random) } : ({ command: 'ping' } as Message));
  }

  private becomeIdle(): void {
    this.cancelTimeout();
    this.pending = undefined;
    this.state = IDLE;
  }

  private awaitPong(oldestMs: number): void {
    this.cancelTimeout();
    this.state = { name: 'AwaitingPong', oldestMs, cancelTimeout: this.startTimeout(oldestMs) };
  }

  private startTimeout(oldestMs: number): CancelTimer | undefined {
    const { context, pongTimeoutMs, readingSinceMs } = this;
    if (readingSinceMs === undefined || pongTimeoutMs === false) return undefined;
    const dueMs = Math.max(oldestMs, readingSinceMs) + pongTimeoutMs;
    return context.after(dueMs - context.scheduler.now(), () =>
      context.fail(new PeerTimeoutError('PONG_TIMEOUT', `no pong for ${pongTimeoutMs} ms`, pongTimeoutMs)),
    );
  }

  private cancelTimeout(): void {
    if (this.state.name === 'AwaitingPong') this.state.cancelTimeout?.();
  }
}

const COMMANDS = new Set(['pong']);
