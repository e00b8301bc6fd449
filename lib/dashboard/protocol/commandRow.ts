/** The messages with one command since the program started, to and from all peers, disconnected ones included. */
export interface CommandRow {
  /** Escaped: a remote may have chosen it. */
  readonly command: string;
  readonly receivedMessages: number;
  /** Headers included. */
  readonly receivedBytes: number;
  readonly sentMessages: number;
  /** Headers included. */
  readonly sentBytes: number;
}
