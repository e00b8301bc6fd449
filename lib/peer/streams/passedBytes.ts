/** Bytes that were received or sent. */
export interface PassedBytes {
  /** `received`: from the remote; `sent`: by us. */
  readonly direction: 'received' | 'sent';
  /** When they were received or sent: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** A copy that the library never changes. Split at the ends of messages and at the ends of the chunks of the transport. */
  readonly bytes: Uint8Array;
}
