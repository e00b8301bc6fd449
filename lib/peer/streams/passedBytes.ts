/** Bytes that were received or sent. */
export interface PassedBytes {
  readonly direction: 'received' | 'sent';
  /** When they were received or sent: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** A copy: nobody writes to it. Cut at the ends of messages, and wherever the transport cut the stream. */
  readonly bytes: Uint8Array;
}
