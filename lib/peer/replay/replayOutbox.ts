import type { Observable, Subscription } from 'rxjs';
import { toPeerError } from '../../base/errors.js';
import { FrameDecoder, type Frame } from '../../frame/frameDecoder.js';
import { nextReadable } from '../../frame/nextReadable.js';
import type { Message } from '../../messages/table.js';
import { NETWORKS_BY_MAGIC } from '../../networks/knownNetworks.js';
import { encodeMessage } from '../../wire/message.js';
import { decodeFrame } from '../../wire/payload.js';
import type { OutboxOptions } from '../send/outbox.js';
import type { DeliveryQueue } from '../deliveryQueue.js';

export interface ReplayOutboxOptions extends OutboxOptions {
  /** What our side said, cut anywhere. */
  said$: Observable<Uint8Array>;
}

/** Stands where a recorded peer's outbox stood: what was said is told anew, and nothing goes out. */
export class ReplayOutbox {
  readonly queuedMessages = 0;
  readonly queuedBytes = 0;
  private readonly decoder: FrameDecoder;
  private readonly hearing: Subscription;
  private isLost = false;

  constructor(
    turns: DeliveryQueue,
    private readonly options: ReplayOutboxOptions,
  ) {
    this.decoder = new FrameDecoder(options.network, NETWORKS_BY_MAGIC);
    this.hearing = options.said$.subscribe((bytes) =>
      turns.afterChunk(() => {
        options.owner.bytesSent(bytes);
        if (!this.isLost) this.hear(bytes);
      }),
    );
  }

  /** False, as of a peer that has ended: nobody is there to hear it. Errors at the call when the message cannot be encoded. */
  send(message: Message): Promise<boolean> {
    const { network, owner } = this.options;
    encodeMessage(message, { network, protocolVersion: owner.protocolVersion });
    return Promise.resolve(false);
  }

  say(): void {
    // What conversations say was said by those that were recorded.
  }

  release(): void {
    // Nothing has waited for the handshake.
  }

  close(): void {
    this.isLost = true;
    this.hearing.unsubscribe();
  }

  private hear(bytes: Uint8Array): void {
    const { owner } = this.options;
    this.decoder.push(bytes);
    try {
      const next = (): Frame | undefined => nextReadable(this.decoder, (error) => owner.fault(error));
      for (let frame = next(); frame !== undefined && !this.isLost; frame = next()) this.tell(frame);
    } catch (error) {
      this.isLost = true;
      owner.fault(toPeerError(error, 'reading what was said'));
    }
  }

  private tell(frame: Frame): void {
    const { network, owner } = this.options;
    let message: Message | undefined;
    try {
      message = decodeFrame(frame, { network, protocolVersion: owner.protocolVersion });
    } catch (error) {
      owner.fault(toPeerError(error, 'reading what was said'));
    }
    owner.messageSent(frame, message);
  }
}
