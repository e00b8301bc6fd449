import type { Frame } from '../../frame/frameDecoder.js';
import { HEADER_BYTES } from '../../frame/header.js';
import type { Message } from '../../messages/table.js';
import { wireCommand } from '../../wire/payload.js';
import type { SendOptions } from '../peer.js';
import type { Outgoing } from './sendQueue.js';

/** Small, and the remote or the handshake waits for them: they go ahead of bulk. */
const CONTROL = new Set<string>([
  ...['version', 'verack', 'wtxidrelay', 'sendaddrv2', 'sendtxrcncl', 'feature', 'ping', 'pong'],
]);

/** What an outgoing message needs of its outbox. */
export interface Mailer {
  encode(message: Message, witness: boolean | undefined): Uint8Array;
  /** The frame was handed to the transport, as these bytes. */
  handedOver(frame: Frame, message: Message, bytes: Uint8Array): void;
  takeBack(outgoing: Outgoing): void;
}

/** A message that was encoded, until it has gone or will not go. */
export class OutgoingMessage implements Outgoing, Frame {
  bytes: Uint8Array;
  readonly command: string;
  private abort: (() => void) | undefined;

  /**
   * Errors at the call with LocalProtocolError when the message cannot be encoded.
   *
   * @param resolve told once what became of it
   */
  constructor(
    private readonly mailer: Mailer,
    private readonly message: Message,
    private readonly options: SendOptions = NO_OPTIONS,
    private readonly resolve?: (written: boolean) => void,
  ) {
    this.bytes = mailer.encode(message, options.witness);
    this.command = wireCommand(message);
  }

  get isControl(): boolean {
    return CONTROL.has(this.command);
  }

  get isAwaited(): boolean {
    return this.resolve !== undefined;
  }

  get isAborted(): boolean {
    return this.options.signal?.aborted === true;
  }

  /** From now on the signal takes the message back. */
  heedSignal(): void {
    const { signal } = this.options;
    if (signal === undefined) return;
    this.abort = () => this.mailer.takeBack(this);
    signal.addEventListener('abort', this.abort, { once: true });
  }

  get sizeBytes(): number {
    return this.bytes.length;
  }

  /** Made when somebody looks: a view on less than 65 bytes moves them out of V8's heap first. */
  get payload(): Uint8Array {
    return this.bytes.subarray(HEADER_BYTES);
  }

  encode(): Uint8Array {
    return this.mailer.encode(this.message, this.options.witness);
  }

  handedOver(): void {
    this.ignoreSignal();
    this.mailer.handedOver(this, this.message, this.bytes);
  }

  settle(written: boolean): void {
    this.ignoreSignal();
    this.resolve?.(written);
  }

  private ignoreSignal(): void {
    if (this.abort === undefined) return;
    this.options.signal?.removeEventListener('abort', this.abort);
    this.abort = undefined;
  }
}

const NO_OPTIONS: SendOptions = {};
