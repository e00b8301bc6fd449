import type { Frame } from '../../frame/frameDecoder.js';
import { HEADER_BYTES } from '../../frame/header.js';
import type { Message } from '../../messages/table.js';
import { wireCommand } from '../../wire/payload.js';
import type { SendOptions } from './sendOptions.js';

/** Small messages that the handshake or the remote waits for: they are sent before the bulk messages in the send queue. */
const CONTROL = new Set<string>([
  ...['version', 'verack', 'wtxidrelay', 'sendaddrv2', 'sendtxrcncl', 'feature', 'ping', 'pong'],
]);

/** A message in the outbox, from encoding until it was handed to the operating system or dropped. */
export class OutgoingMessage implements Frame {
  readonly command: string;
  /** The number of bytes that were written. */
  wireBytes = 0;
  /** Removes the listener of the signal. */
  stopListening: (() => void) | undefined;

  constructor(
    readonly message: Message,
    /** The frame; its header is not set for transport v2. Replaced if the message is encoded again after the handshake. */
    public bytes: Uint8Array,
    readonly options: SendOptions = NO_OPTIONS,
    /** Resolves the promise of `send`; absent for a message without a promise. */
    readonly resolve?: (written: boolean) => void,
  ) {
    this.command = wireCommand(message);
  }

  get isControl(): boolean {
    return CONTROL.has(this.command);
  }

  get isAborted(): boolean {
    return this.options.signal?.aborted === true;
  }

  /** The size on the wire. Before the message is written: the size of its v1 frame. */
  get sizeBytes(): number {
    return this.wireBytes === 0 ? this.bytes.length : this.wireBytes;
  }

  // Not a field: the first view on a short array (up to 64 bytes) moves its bytes out of V8's heap.
  get payload(): Uint8Array {
    return this.bytes.subarray(HEADER_BYTES);
  }

  /** @param written true if the operating system has the bytes */
  settle(written: boolean): void {
    this.stopListening?.();
    this.resolve?.(written);
  }
}

const NO_OPTIONS: SendOptions = {};
