import type { SchedulerLike } from 'rxjs';
import type { Duplex } from '../../base/duplex.js';
import type { PeerError } from '../../base/errors.js';
import type { Frame } from '../../frame/frameDecoder.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import { encodeMessage } from '../../wire/message.js';
import { OutgoingMessage, type Mailer } from './outgoingMessage.js';
import type { SendOptions } from '../peer.js';
import type { ReadGate } from '../receive/readGate.js';
import { SendPause } from './sendPause.js';
import { SendQueue, type Outgoing } from './sendQueue.js';
import type { DeliveryQueue } from '../deliveryQueue.js';

/** Whom an outbox tells what goes out. */
export interface OutboxOwner {
  readonly protocolVersion: number | undefined;
  /** These bytes were handed to the transport. */
  bytesSent(bytes: Uint8Array): void;
  /** This message was handed to the transport, after its bytes; without one where a recording's cannot be read. */
  messageSent(frame: Frame, message: Message | undefined): void;
  /** The budget is spent. */
  sendQueueFull(): void;
  /** A recording says that we said what cannot be read. */
  fault(error: PeerError): void;
}

export interface OutboxOptions {
  network: Network;
  sendBudgetBytes: number;
  scheduler: SchedulerLike;
  /** Stops reading while the send queue is long. */
  gate: Pick<ReadGate, 'setSendQueueLong'>;
  owner: OutboxOwner;
}

/** Everything that goes out: encodes it, queues it, says when it has gone. */
export class Outbox implements Mailer {
  private readonly queue: SendQueue;

  constructor(
    duplex: Duplex,
    private readonly turns: DeliveryQueue,
    private readonly options: OutboxOptions,
  ) {
    const { gate, scheduler, sendBudgetBytes: budgetBytes } = options;
    this.queue = new SendQueue(duplex, turns, {
      budgetBytes,
      pause: new SendPause({ budgetBytes, scheduler, gate }),
    });
  }

  get queuedMessages(): number {
    return this.queue.queuedMessages;
  }

  get queuedBytes(): number {
    return this.queue.queuedBytes;
  }

  /** Errors at the call with LocalProtocolError when the message cannot be encoded. */
  send(message: Message, options: SendOptions): Promise<boolean> {
    // Encoded before the promise is made, in which an error would be lost.
    let resolve: ((written: boolean) => void) | undefined;
    const outgoing = new OutgoingMessage(this, message, options, (written) => resolve?.(written));
    if (outgoing.isAborted) return Promise.resolve(false);
    return new Promise((settled) => {
      resolve = settled;
      outgoing.heedSignal();
      this.post(outgoing);
    });
  }

  /** The same for whom it does not matter what becomes of it. @param atOnce does not wait for the handshake */
  say(message: Message, atOnce: boolean): void {
    this.post(new OutgoingMessage(this, message), atOnce);
  }

  /** The handshake is made: what has waited for it goes. */
  release(): void {
    this.queue.release();
  }

  close(options: { flush: boolean }): void {
    this.queue.close(options);
  }

  encode(message: Message, witness: boolean | undefined): Uint8Array {
    const { network, owner } = this.options;
    return encodeMessage(message, { network, protocolVersion: owner.protocolVersion, witness });
  }

  handedOver(frame: Frame, message: Message, bytes: Uint8Array): void {
    const { owner } = this.options;
    owner.bytesSent(bytes);
    owner.messageSent(frame, message);
  }

  takeBack(outgoing: Outgoing): void {
    this.queue.remove(outgoing);
  }

  private post(outgoing: OutgoingMessage, atOnce = false): void {
    const reservation = this.queue.reserve(outgoing, atOnce);
    if (reservation === 'full') this.options.owner.sendQueueFull();
    if (reservation !== 'reserved') return;
    this.turns.afterMessage(() => {
      if (outgoing.isAborted) this.queue.drop(outgoing);
      else this.queue.push(outgoing, atOnce);
    });
  }
}
