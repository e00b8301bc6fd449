import { wallClockMs } from '../base/clock.js';
import { escapeText } from '../base/escapeText.js';
import { PeerTimeoutError, RemoteProtocolError } from '../base/errors.js';
import { txid } from '../digests/transactionId.js';
import { InventoryType, type InventoryItem } from '../messages/inventory.js';
import type { RejectMessage } from '../messages/reject.js';
import type { Transaction } from '../messages/transaction.js';
import { randomNonce } from './handshake/nonce.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import type { CancelTimer, ConversationHandler, HandlerContext } from './runtime/handler.js';
import type { ReceivedMessage } from './runtime/receivedMessage.js';

/** Options of `deliverTransaction`. */
export interface DeliverTransactionOptions {
  /** The transaction to deliver. */
  transaction: Transaction;
  /**
   * The longest time from our inv to the remote's getdata, in milliseconds. Bitcoin Core requests a transaction of an inbound peer after up to
   * 6 s (node/txdownloadman.h). Default 30_000.
   */
  requestTimeoutMs?: number | undefined;
  /** The longest time from our ping, which follows the transaction, to its pong, in milliseconds. Default 60_000. */
  pongTimeoutMs?: number | undefined;
}

/**
 * Delivers one transaction: announces it by its txid, answers the getdata with the transaction and a ping, and completes when the pong
 * arrives. A remote processes messages in order, so the pong shows that it has received the transaction, not that it accepts it. Everything
 * else that the remote sends is ignored and not answered, pings included.
 *
 *     received  -----g-----q          g getdata    q pong
 *     sent      i----(tp)--|          i inv    t tx    p ping
 *     reports   -----------r          r round trip
 *
 * The transaction is sent with its witness. Errors with RemoteProtocolError `UNEXPECTED_REQUEST` for a getdata of anything except this
 * transaction, and `REJECTED` for a `reject` of the transaction. Errors with PeerTimeoutError `NOT_REQUESTED` if no getdata arrives within
 * `requestTimeoutMs` (the remote has the transaction or does not want it), and `PONG_TIMEOUT` if no pong arrives within `pongTimeoutMs`.
 *
 * Use it with `anonymous`, and without other conversations, which would answer the remote. Source: Bitcoin Core, net_processing.cpp
 * PushPrivateBroadcastTx and ProcessMessage for private broadcast connections.
 */
export function deliverTransaction(options: DeliverTransactionOptions): Conversation {
  const id = txid(options.transaction);
  return defineConversation((context) => new Delivery(context, options, id));
}

/** `Announced`: a getdata is expected. `Sent`: the pong of the ping after the transaction is expected. */
type State =
  | { readonly name: 'Announced'; readonly cancelTimeout: CancelTimer }
  | { readonly name: 'Sent'; readonly nonce: bigint; readonly sentMs: number };

/**
 *     begin: sends inv ─▶ Announced
 *     Announced ─ getdata of the transaction: sends tx, ping ─▶ Sent
 *     Sent ────── pong with the nonce of the ping ─▶ complete
 *     any state ─ getdata of anything else, reject of the transaction, timeout ─▶ failed
 */
class Delivery implements ConversationHandler {
  private state: State | undefined;

  constructor(
    private readonly context: HandlerContext,
    private readonly options: DeliverTransactionOptions,
    private readonly id: string,
  ) {}

  get commands(): ReadonlySet<string> {
    return COMMANDS;
  }

  begin(): void {
    const { context, id, options } = this;
    const { requestTimeoutMs = 30_000 } = options;
    context.send({ command: 'inv', items: [{ type: InventoryType.transaction, hash: id }] });
    const cancelTimeout = context.after(requestTimeoutMs, () => {
      const fact = `transaction not requested within ${requestTimeoutMs} ms: the remote has it or does not want it`;
      context.fail(new PeerTimeoutError('NOT_REQUESTED', fact, requestTimeoutMs));
    });
    this.state = { name: 'Announced', cancelTimeout };
  }

  received(received: ReceivedMessage): void {
    if (received.command === 'getdata') this.requested(received.message().items);
    else if (received.command === 'pong') this.answered(received.message().nonce);
    else if (received.command === 'reject') this.rejected(received.message());
  }

  private requested(items: readonly InventoryItem[]): void {
    const [item] = items;
    if (items.length !== 1 || item?.hash !== this.id || !REQUEST_TYPES.has(item.type)) {
      const fact = `getdata of ${items.length} items, only the announced transaction expected`;
      throw new RemoteProtocolError('UNEXPECTED_REQUEST', fact);
    }
    // A second request is not answered: the transaction is on its way.
    if (this.state?.name === 'Announced') this.sendTransaction(this.state.cancelTimeout);
  }

  private sendTransaction(cancelTimeout: CancelTimer): void {
    const { context, options } = this;
    const { transaction, pongTimeoutMs = 60_000 } = options;
    cancelTimeout();
    const nonce = randomNonce(context.random);
    this.state = { name: 'Sent', nonce, sentMs: context.scheduler.now() };
    context.send({ command: 'tx', transaction });
    context.send({ command: 'ping', nonce });
    context.after(pongTimeoutMs, () => {
      const fact = `transaction sent, but no pong for ${pongTimeoutMs} ms`;
      context.fail(new PeerTimeoutError('PONG_TIMEOUT', fact, pongTimeoutMs));
    });
  }

  private answered(nonce: bigint): void {
    const { context, state } = this;
    if (state?.name !== 'Sent' || state.nonce !== nonce) return;
    const { scheduler } = context;
    const sentAtMs = wallClockMs(scheduler, state.sentMs);
    context.report({
      kind: 'roundTrip',
      roundTrip: { nonce, sentAtMs, roundTripMs: scheduler.now() - state.sentMs },
    });
    context.complete();
  }

  private rejected({ code, hash, message, reason }: RejectMessage): void {
    if (message !== 'tx' || (hash !== undefined && hash !== this.id)) return;
    const codeText = `0x${code.toString(16).padStart(2, '0')}`;
    throw new RemoteProtocolError('REJECTED', `the remote rejects it: "${escapeText(reason)}", code ${codeText}`);
  }
}

const COMMANDS = new Set(['getdata', 'pong', 'reject']);

/** By txid, with or without the witness: wtxidrelay (BIP339) is not negotiated. */
const REQUEST_TYPES = new Set<number>([InventoryType.transaction, InventoryType.witnessTransaction]);
