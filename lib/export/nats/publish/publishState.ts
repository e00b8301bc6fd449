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
  /** Messages of peers that were dropped: the queue was full, or the connection was lost before the server confirmed them. */
  readonly droppedMessages: number;
  /** The size of everything that was dropped, in bytes. */
  readonly droppedBytes: number;
  /** The size of what waits for the server, in bytes. */
  readonly queuedBytes: number;
}
