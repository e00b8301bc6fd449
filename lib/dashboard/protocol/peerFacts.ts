/** The facts about a connected peer that the table of peers does not show. Texts are escaped. The answer to the question `facts`. */
export interface PeerFacts {
  /** The id of the peer. */
  readonly peer: number;
  /** `host:port` at which the remote sees us, from its version message; absent if the message contains none. */
  readonly seesUsAt?: string;
  /** With transport v2: 64 hex digits, equal on both sides unless a machine between the two nodes has changed the keys. */
  readonly sessionId?: string;
  /** Why transport v1 is used although v2 was tried first. */
  readonly fallback?: string;
  /** The protocol version of the remote. */
  readonly remoteVersion: number;
  /** Our protocol version. */
  readonly localVersion: number;
  /** The height in the remote's version message; absent if the message contains none. */
  readonly startHeight?: number;
  /** The hash of the last block that it has announced. */
  readonly lastAnnouncedBlock?: string;
  /** When it last sent a block: milliseconds since 1970. */
  readonly lastBlockMs?: number;
  /** When it last sent a transaction: milliseconds since 1970. */
  readonly lastTransactionMs?: number;
  /** The round trips of pings, in milliseconds; absent before the first pong. */
  readonly roundTrip?: {
    readonly count: number;
    readonly lastMs: number;
    readonly minMs: number;
    readonly meanMs: number;
  };
  /** Announcements that wait for the handshake or the next turn. */
  readonly waitingInventory: number;
  /** Announcements that were not sent. */
  readonly droppedInventory: number;
  /** Messages that wait to be sent. */
  readonly queuedMessages: number;
  /** Bytes that wait to be sent. */
  readonly queuedBytes: number;
  /** True while we do not read from the peer. */
  readonly isPaused: boolean;
}
