import { Subject, Subscription, type Observable } from 'rxjs';
import { toPeerError } from '../../base/errors.js';
import type { Frame } from '../../frame/frameDecoder.js';
import type { Message } from '../../messages/table.js';
import { decodeFrames } from '../../operators/decodeFrames.js';
import type { DeliveryQueue } from '../../protocol/runtime/deliveryQueue.js';
import { encodeMessage } from '../../wire/message.js';
import { decodeFrame } from '../../wire/payload.js';
import { queueChunks } from '../receive/queueChunks.js';
import type { PeerTransport } from '../peerTransport.js';
import { recordedFraming } from './recordedFraming.js';
import type { OutboxOptions } from '../send/outbox.js';

/** Options of ReplayOutbox. */
export interface ReplayOutboxOptions extends OutboxOptions {
  /** The bytes that the recorded side sent, in chunks of any size. */
  sentBytes$: Observable<Uint8Array>;
  /** The transport of the recorded connection. */
  transport: PeerTransport;
}

/** The outbox of a replayed peer: reports the messages that the recorded side sent, and sends nothing. */
export class ReplayOutbox {
  readonly queuedMessages = 0;
  readonly queuedBytes = 0;
  private readonly subscription = new Subscription();

  constructor(
    queue: DeliveryQueue,
    private readonly options: ReplayOutboxOptions,
  ) {
    const { network, owner, sentBytes$, transport } = options;
    const chunk$ = new Subject<Uint8Array>();
    const frame$ = chunk$.pipe(
      decodeFrames({
        network,
        createFraming: () => recordedFraming(network, transport),
        onMalformed: 'drop',
        onFault: (error) => owner.onFault(error),
      }),
    );
    this.subscription.add(
      frame$.subscribe({
        next: (frame) => this.frameSent(frame),
        error: (error: unknown) => owner.onFault(toPeerError(error, 'reading the sent bytes')),
      }),
    );
    // Reports all bytes, including those whose frames cannot be decoded.
    this.subscription.add(
      sentBytes$
        .pipe(queueChunks({ queue, onChunk: (bytes) => owner.onBytesSent(bytes) }))
        .subscribe((bytes) => chunk$.next(bytes)),
    );
  }

  /** False, as for a peer that has ended. Errors at the call if the message cannot be encoded. */
  send(message: Message): Promise<boolean> {
    const { network, owner } = this.options;
    encodeMessage(message, { network, protocolVersion: owner.protocolVersion });
    return Promise.resolve(false);
  }

  sendWithoutResult(): void {
    // The recording contains the messages that the conversations of the live peer sent.
  }

  flush(): void {
    // No message waits.
  }

  release(): void {
    // No message waits for the handshake.
  }

  close(): void {
    this.subscription.unsubscribe();
  }

  private frameSent(frame: Frame): void {
    const { network, owner } = this.options;
    let message: Message | undefined;
    try {
      message = decodeFrame(frame, { network, protocolVersion: owner.protocolVersion });
    } catch (error) {
      owner.onFault(toPeerError(error, 'reading the sent bytes'));
    }
    owner.onMessageSent(frame, message);
  }
}
