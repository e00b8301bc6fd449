/** A frame as it passes a peer: without a copy, and before it is decoded. */
export interface PassedFrame {
  /** `received`: from the remote; `sent`: by us. */
  readonly direction: 'received' | 'sent';
  /** The command in the header. */
  readonly command: string;
  /** The size of the frame, header and payload, in bytes. */
  readonly sizeBytes: number;
  /** When it was received or sent: time of day, in milliseconds since 1970. All frames of one chunk have the same time. */
  readonly atMs: number;
  /** The payload, valid until `next` returns: the transport reuses its buffer. Copy the bytes that you keep. */
  readonly payload: Uint8Array;
  /** True if subscribers do not get the message: it cannot be decoded, or the policy dropped it. */
  readonly isRefused: boolean;
}
