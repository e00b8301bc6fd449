import type { Message } from '../../messages/table.js';

/** One frame that was received or sent. */
export interface Traffic<Msg extends Message = Message> {
  /** `received`: from the remote; `sent`: by us. */
  readonly direction: 'received' | 'sent';
  /** The command in the header. */
  readonly command: string;
  /** The size of the frame, header and payload, in bytes. */
  readonly sizeBytes: number;
  /** When it was received or sent: time of day, in milliseconds since 1970. All frames of one chunk have the same time. */
  readonly atMs: number;
  /** A copy of the payload that the library never changes. */
  readonly payload: Uint8Array;
  /**
   * The decoded message, the same object at each call; undefined if the payload cannot be decoded. Received messages are decoded at the first
   * call.
   */
  message(): Msg | undefined;
}

/** One frame of `traffic$`. */
export class TrafficFrame implements Traffic {
  private decoded: Message | undefined;

  constructor(
    readonly direction: 'received' | 'sent',
    readonly command: string,
    readonly sizeBytes: number,
    readonly atMs: number,
    readonly payload: Uint8Array,
    private decode: ((payload: Uint8Array) => Message | undefined) | undefined,
  ) {}

  message(): Message | undefined {
    if (this.decode !== undefined) {
      this.decoded = this.decode(this.payload);
      this.decode = undefined;
    }
    return this.decoded;
  }
}
