import { Subject, type Observable, type Subscription } from 'rxjs';
import { toPeerError } from '../errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { Message } from '../messages/table.js';
import { decodeFrames } from '../operators/decodeFrames.js';
import { encodeMessage } from '../wire/message.js';
import { decodeFrame } from '../wire/payload.js';
import { guardedComplete, guardedNext } from './guard.js';
import type { OutboxOptions } from './outbox.js';
import type { Turns } from './turns.js';

export interface OverheardOutboxOptions extends OutboxOptions {
  /** What our side said, cut anywhere. */
  said$: Observable<Uint8Array>;
}

/** Stands where a recorded peer's outbox stood: what was said is told anew, and nothing goes out. */
export class OverheardOutbox {
  readonly queuedMessages = 0;
  readonly queuedBytes = 0;
  private readonly sentSubject$ = new Subject<Message>();
  private readonly chunk$ = new Subject<Uint8Array>();
  private readonly hearing: Subscription;
  readonly sent$ = this.sentSubject$.asObservable();

  constructor(
    turns: Turns,
    private readonly options: OverheardOutboxOptions,
  ) {
    const { network, onBytes, onFault, said$ } = options;
    this.hearing = this.chunk$.pipe(decodeFrames({ network, onMalformed: 'drop', onFault })).subscribe({
      next: (frame) => this.tell(frame),
      error: (error: unknown) => onFault(toPeerError(error, 'reading what was said')),
    });
    this.hearing.add(
      said$.subscribe((bytes) =>
        turns.later(() => {
          onBytes(bytes);
          guardedNext(this.chunk$, bytes);
        }),
      ),
    );
  }

  /** False, as of a peer that has ended: nobody is there to hear it. Errors at the call when the message cannot be encoded. */
  send(message: Message): Promise<boolean> {
    const { network, protocolVersion } = this.options;
    encodeMessage(message, { network, protocolVersion: protocolVersion() });
    return Promise.resolve(false);
  }

  release(): void {
    // Nothing has waited for the handshake.
  }

  drained(): void {
    // Nothing waits for the transport.
  }

  close(): void {
    this.hearing.unsubscribe();
    guardedComplete(this.sentSubject$);
  }

  private tell(frame: Frame): void {
    const { network, onFault, onSent, protocolVersion } = this.options;
    let message: Message | undefined;
    try {
      message = decodeFrame(frame, { network, protocolVersion: protocolVersion() });
    } catch (error) {
      onFault(toPeerError(error, 'reading what was said'));
    }
    onSent(frame, message);
    if (message !== undefined) guardedNext(this.sentSubject$, message);
  }
}
