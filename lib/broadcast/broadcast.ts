import { Observable, Subscription, type Subscriber } from 'rxjs';
import { LocalProtocolError, PeerTimeoutError } from '../base/errors.js';
import { txid, wtxid } from '../digests/transactionId.js';
import type { Message } from '../messages/table.js';
import type { Transaction } from '../messages/transaction.js';
import type { PeerAddress } from '../pool/peerAddress.js';
import { BroadcastError } from './broadcastError.js';
import type { BroadcastEcho, BroadcastEvent, BroadcastOutcome } from './broadcastEvent.js';
import { broadcastSettings, type BroadcastOptions, type BroadcastSettings } from './broadcastOptions.js';
import { deliverTo, type Delivery } from './deliverTo.js';
import { announcersIn, InformedAddresses, type EchoPeer } from './echoSource.js';
import { openConnection } from './openConnection.js';
import { transactionOf } from './transactionOf.js';

/**
 * Sends a transaction to the network over separate connections that reveal nothing about us; each carries one transaction. This is the
 * private broadcast that Bitcoin Core has since version 31; docs/broadcast.md describes what it hides and what it does not.
 *
 *     broadcast(…)  p-p-p--o-p-p--o---o---(r|)     p progress, o outcome of an address, r result
 *     broadcast(…)  p-p-p--o---------------#       BroadcastError, with the outcomes
 *
 * As many addresses as copies are missing are dialled at the same time; an address that fails is replaced by the next one. Each connection
 * performs an anonymous handshake (`anonymous` of `connect`), announces the transaction, answers its request, waits for a pong, and is closed
 * (`deliverTransaction`).
 *
 * Without `echoFrom` it completes after `copies`. With `echoFrom` it completes when a peer to which it did not announce the transaction
 * announces it, even before `copies` are reached. The last event is the `result`; `broadcastResult` returns it as a promise.
 *
 * Cold: each subscription is a separate broadcast; unsubscribing closes all connections. Errors with BroadcastError (a PeerTimeoutError):
 * `TOO_FEW_COPIES` when `timeoutMs` is over, or earlier if no address is left; `NO_ECHO` when `timeoutMs` is over, or earlier if
 * `echoFrom` has ended. Errors at the call with LocalProtocolError `INVALID_OPTION`.
 *
 * @param transaction a transaction, its bytes, or their hex digits
 *
 * @example
 * broadcast(hex, { network: bitcoin.mainnet, addresses, proxy: 'socks5://127.0.0.1:9050' }).subscribe(console.log);
 */
export function broadcast<Msg extends Message = Message>(
  transaction: Transaction | Uint8Array | string,
  options: BroadcastOptions<Msg>,
): Observable<BroadcastEvent> {
  const settings = broadcastSettings(options);
  const decoded = transactionOf(transaction, settings.options.network);
  // Lets connect() check the options that only connect() can check, such as the proxy. Nothing subscribes, so it does not dial.
  void openConnection(settings, decoded, settings.addresses[0]!, () => undefined);
  // Not an operator: deliveries replace each other until enough of them succeed, while the echo and the timeout end all of them.
  return new Observable((subscriber) => new Broadcast(settings, decoded, subscriber).start());
}

/**
 * One broadcast.
 *
 *     Delivering ─ `copies` delivered, no `echoFrom` ─▶ result
 *     Delivering ─ `copies` delivered ─▶ AwaitingEcho
 *     Delivering, AwaitingEcho ─ echo ─▶ result
 *     Delivering ─ no address left, or timeout ─▶ TOO_FEW_COPIES
 *     AwaitingEcho ─ `echoFrom` has ended, or timeout ─▶ NO_ECHO
 */
class Broadcast {
  private readonly startMs: number;
  private readonly ids: { txid: string; wtxid: string };
  private readonly informed = new InformedAddresses();
  private readonly running = new Map<Delivery, Subscription>();
  private readonly outcomes: BroadcastOutcome[] = [];
  private nextAddress = 0;
  private copies = 0;
  private isFilling = false;
  private hasEchoSourceEnded = false;
  /** The error of `echoFrom`. */
  private echoError: unknown;

  constructor(
    private readonly settings: BroadcastSettings,
    private readonly transaction: Transaction,
    private readonly subscriber: Subscriber<BroadcastEvent>,
  ) {
    this.startMs = settings.scheduler.now();
    this.ids = { txid: txid(transaction), wtxid: wtxid(transaction) };
  }

  start(): void {
    const { scheduler, timeoutMs } = this.settings;
    this.subscriber.add(() => this.running.forEach((subscription) => subscription.unsubscribe()));
    this.subscriber.add(scheduler.schedule(() => this.timedOut(), timeoutMs));
    this.watchEcho();
    this.proceed();
  }

  private watchEcho(): void {
    const { echoFrom } = this.settings.options;
    if (echoFrom === undefined || this.subscriber.closed) return;
    const onEnd = (error?: unknown): void => {
      this.hasEchoSourceEnded = true;
      this.echoError = error;
      this.proceed();
    };
    this.subscriber.add(
      announcersIn(echoFrom, this.ids).subscribe({
        next: (peer) => this.announced(peer),
        error: onEnd,
        complete: () => onEnd(),
      }),
    );
  }

  private announced(peer: EchoPeer): void {
    if (this.informed.has(peer)) return;
    this.endAll((delivery) =>
      delivery.outcomeOf('cancelled', new LocalProtocolError('ABORTED', 'the echo arrived before the delivery')),
    );
    this.succeed({ address: peer.address, elapsedMs: this.elapsedMs });
  }

  private timedOut(): void {
    const { timeoutMs } = this.settings;
    const fact = `the broadcast ended after ${timeoutMs} ms`;
    this.endAll((delivery) => delivery.outcomeOf('timedOut', new PeerTimeoutError('TOO_FEW_COPIES', fact, timeoutMs)));
    this.fail(` within ${timeoutMs} ms`);
  }

  /** Dials further addresses, or ends the broadcast. */
  private proceed(): void {
    // A delivery that ends while it is being started calls this method again.
    if (this.isFilling) return;
    this.isFilling = true;
    const { addresses, copies, options } = this.settings;
    while (this.running.size < copies - this.copies && this.nextAddress < addresses.length && !this.isEnded) {
      this.deliver(addresses[this.nextAddress++]!);
    }
    this.isFilling = false;
    if (this.running.size > 0 || this.isEnded) return;
    if (this.copies < copies) this.fail(', and no address is left');
    else if (options.echoFrom === undefined) this.succeed(undefined);
    else if (this.hasEchoSourceEnded) this.fail(', and echoFrom has ended');
  }

  private deliver(address: PeerAddress): void {
    const subscription = new Subscription();
    let started: Delivery | undefined;
    const onStart = (delivery: Delivery): void => {
      started = delivery;
      this.running.set(delivery, subscription);
    };
    subscription.add(
      deliverTo(this.settings, this.transaction, address, onStart).subscribe((event) => {
        if (event.kind === 'outcome') {
          this.running.delete(started!);
          this.ended(event.outcome);
          this.proceed();
          return;
        }
        if (event.stage === 'announced') this.informed.add(address.key);
        this.subscriber.next(event);
      }),
    );
  }

  private ended(outcome: BroadcastOutcome): void {
    if (outcome.result === 'delivered') this.copies += 1;
    this.outcomes.push(outcome);
    this.subscriber.next({ kind: 'outcome', outcome });
  }

  /** Closes the connections that are open. */
  private endAll(outcomeOf: (delivery: Delivery) => BroadcastOutcome): void {
    const running = [...this.running];
    this.running.clear();
    for (const [delivery, subscription] of running) {
      subscription.unsubscribe();
      this.ended(outcomeOf(delivery));
    }
  }

  private succeed(echo: BroadcastEcho | undefined): void {
    const { copies, ids, outcomes } = this;
    this.subscriber.next({ kind: 'result', ...ids, copies, outcomes, echo });
    this.subscriber.complete();
  }

  private fail(reason: string): void {
    const { copies, outcomes, settings } = this;
    const code = copies < settings.copies ? 'TOO_FEW_COPIES' : 'NO_ECHO';
    const echo = code === 'NO_ECHO' ? ' and no echo' : '';
    const message = `${copies} of ${settings.copies} copies delivered${echo}${reason}${summaryOf(outcomes)}`;
    this.subscriber.error(new BroadcastError(code, message, settings.timeoutMs, outcomes, this.echoError));
  }

  private get elapsedMs(): number {
    return this.settings.scheduler.now() - this.startMs;
  }

  private get isEnded(): boolean {
    return this.subscriber.closed;
  }
}

/** `: 2 failedToConnect, 1 timedOut`; empty if nothing failed. */
function summaryOf(outcomes: readonly BroadcastOutcome[]): string {
  const counts = new Map<string, number>();
  for (const { result } of outcomes) if (result !== 'delivered') counts.set(result, (counts.get(result) ?? 0) + 1);
  return counts.size === 0 ? '' : `: ${Array.from(counts, ([result, count]) => `${count} ${result}`).join(', ')}`;
}
