/** The counters of a publisher since its start, and the state of its connection. */
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
   * Messages of peers that were dropped, for one of these reasons: the queue was full; the connection was lost before the server confirmed
   * them (some of these may have arrived); or a message is larger than 65,535 times the server's `max_payload`.
   */
  readonly droppedMessages: number;
  /**
   * Messages that `perCommand` did not publish alone, for the same reasons, or because they are larger than the server's `max_payload`.
   * They may still be in the record lists.
   */
  readonly droppedPerCommand: number;
  /** The size of everything that was dropped, in bytes. */
  readonly droppedBytes: number;
  /** The size of the lists that wait for the server, in bytes; each list counts its buffer and 512 bytes. */
  readonly queuedBytes: number;
}
