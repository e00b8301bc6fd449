import { Subject } from 'rxjs';
import type { Duplex } from '../duplex.js';
import type { PeerError } from '../errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import { HEADER_BYTES } from '../frame/header.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { encodeMessage } from '../wire/message.js';
import { wireCommand } from '../wire/payload.js';
import { guardedComplete, guardedNext } from './guard.js';
import type { SendOptions } from './peer.js';
import { SendQueue, type Outgoing } from './sendQueue.js';
import type { Turns } from './turns.js';

/** Small, and the remote or the handshake waits for them: they go ahead of bulk. */
const CONTROL = new Set<string>([
  ...['version', 'verack', 'wtxidrelay', 'sendaddrv2', 'sendtxrcncl', 'feature', 'ping', 'pong'],
]);

export interface OutboxOptions {
  network: Network;
  sendBudgetBytes: number;
  protocolVersion: () => number | undefined;
  /** Told of the bytes that were handed to the transport. */
  onBytes: (bytes: Uint8Array) => void;
  /** Told of each message that was handed to the transport, after its bytes; without one where a recording's cannot be read. */
  onSent: (frame: Frame, message: Message | undefined) => void;
  /** Told when the budget is spent. */
  onFull: () => void;
  /** Told of what a recording says that we said, and that cannot be read. */
  onFault: (error: PeerError) => void;
}

/** Everything that goes out: encodes it, queues it, says when it has gone. */
export class Outbox {
  private readonly queue: SendQueue;
  private readonly sentSubject$ = new Subject<Message>();
  readonly sent$ = this.sentSubject$.asObservable();

  constructor(
    duplex: Duplex,
    private readonly turns: Turns,
    private readonly options: OutboxOptions,
  ) {
    this.queue = new SendQueue(duplex, options.sendBudgetBytes);
  }

  get queuedMessages(): number {
    return this.queue.queuedMessages;
  }

  get queuedBytes(): number {
    return this.queue.queuedBytes;
  }

  /** Errors at the call with LocalProtocolError when the message cannot be encoded. */
  send(message: Message, { witness, signal }: SendOptions, atOnce = false): Promise<boolean> {
    const encode = (): Uint8Array =>
      encodeMessage(message, {
        network: this.options.network,
        protocolVersion: this.options.protocolVersion(),
        witness,
      });
    const bytes = encode();
    if (signal?.aborted === true) return Promise.resolve(false);
    return new Promise((resolve) => {
      const command = wireCommand(message);
      const abort = (): void => this.queue.remove(outgoing);
      const outgoing: Outgoing = {
        bytes,
        isControl: CONTROL.has(command),
        encode,
        handedOver: () => {
          signal?.removeEventListener('abort', abort);
          const { bytes } = outgoing;
          this.options.onBytes(bytes);
          this.options.onSent({ command, payload: bytes.subarray(HEADER_BYTES), sizeBytes: bytes.length }, message);
          guardedNext(this.sentSubject$, message);
        },
        settle: (written) => {
          signal?.removeEventListener('abort', abort);
          resolve(written);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.turns.soon(() => {
        if (signal?.aborted === true) outgoing.settle(false);
        else if (!this.queue.push(outgoing, atOnce)) this.options.onFull();
      });
    });
  }

  /** The handshake is made: what has waited for it goes. */
  release(): void {
    this.queue.release();
  }

  drained(): void {
    this.turns.soon(() => this.queue.drained());
  }

  close(options: { flush: boolean }): void {
    this.queue.close(options);
    guardedComplete(this.sentSubject$);
  }
}
