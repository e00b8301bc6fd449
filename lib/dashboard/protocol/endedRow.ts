/** A connection that has ended, and whose messages are still stored. */
export interface EndedRow {
  /** The id of the peer. */
  readonly peer: number;
  readonly address: string;
  /** The name of the monitor that had the connection; absent if the program had it itself. */
  readonly monitor?: string;
  /** Milliseconds since 1970. */
  readonly endedAtMs: number;
}
