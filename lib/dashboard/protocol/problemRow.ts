/** A fault of a peer, a connection that ended, or one that could not be opened. */
export interface ProblemRow {
  /** Counts the rows from 1. */
  readonly number: number;
  readonly atMs: number;
  readonly kind: 'fault' | 'lost' | 'failed';
  /** Empty for a fault of the program itself. */
  readonly address: string;
  /** The host as the table `avoided` names it: an IPv4 address, an IPv6 /64, or a name. Empty for a fault of the program itself. */
  readonly host: string;
  /** The id of the peer; absent if the connection could not be opened. */
  readonly peer?: number;
  /** The last line of the peer's messages when it happened; absent if none is stored. */
  readonly line?: number;
  /** The name of the monitor; absent if the program has the connection itself. */
  readonly monitor?: string;
  /** The class of the error, or which side closed the connection. */
  readonly blame: string;
  /** The code of the error; empty if there was none. */
  readonly code: string;
  /** What the code means in general, as a sentence; empty if it is not known. */
  readonly meaning: string;
  /** Present if the policy counts it as misbehaviour: the pool then discourages the host, unless the user named it or it is a private one. */
  readonly isMisbehaviour?: true;
  readonly text: string;
}
