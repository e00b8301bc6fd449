/** What a publisher has done since its start, and how its connection is. */
export interface PublishState {
  /** True while the client is connected to a server. */
  readonly isConnected: boolean;
  /** How often the client has connected again. */
  readonly reconnects: number;
  /** Messages of peers that a server has confirmed. */
  readonly publishedMessages: number;
  /** The size of everything that a server has confirmed, in bytes. */
  readonly publishedBytes: number;
  /**
   * Messages of peers that were dropped: the queue was full, the connection was lost before the server confirmed them (some of these may have
   * arrived), or one is larger than 65,535 messages of the server's `max_payload`.
   */
  readonly droppedMessages: number;
  /**
   * Messages that `perCommand` did not publish alone: for the same reasons, or since they are larger than the server's `max_payload`. They may be in
   * the record lists all the same.
   */
  readonly droppedPerCommand: number;
  /** The size of everything that was dropped, in bytes. */
  readonly droppedBytes: number;
  /** The size of what waits for the server, in bytes; each list counts its buffer and 512 bytes. */
  readonly queuedBytes: number;
}
