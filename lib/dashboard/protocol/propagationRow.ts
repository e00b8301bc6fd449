/** How far a block or a transaction has spread over the peers that were connected at its first announcement. Texts are escaped. */
export interface SpreadRow {
  /** A block or a transaction. */
  readonly type: 'block' | 'transaction';
  /** The hash in the announcement. */
  readonly hash: string;
  /** Height of a block, as one peer states it: not verified. Absent for transactions and while it is unknown. */
  readonly height?: number;
  /** Time of day of the first announcement, in milliseconds since 1970. */
  readonly firstAtMs: number;
  /** Number of the peer that announced it first. */
  readonly firstPeer: number;
  /** `host:port` of this peer. */
  readonly firstAddress: string;
  /** The name of the monitor that has the connection to this peer; absent for a peer of this process. */
  readonly firstMonitor?: string;
  /** The number of the connected peers that have announced it. */
  readonly seen: number;
  /** The number of peers that were connected at the first announcement. */
  readonly connected: number;
  /** Time in milliseconds until 50 % of them had announced it, rounded up to a peer; absent before. */
  readonly to50Ms?: number;
  /** Time in milliseconds until 90 % of them had announced it, rounded up to a peer; absent before. */
  readonly to90Ms?: number;
}

/** The announcements of one item, for a histogram and for a list of the peers in the order of their announcements. Answer to a request. */
export interface SightingList {
  /** The hash of the item. */
  readonly hash: string;
  /** The announcements, by delay: at most 1,000 of a block and 100 of a transaction. */
  readonly sightings: readonly SightingEntry[];
  /** The number of peers that have announced it; larger than the number of entries if some were not stored. */
  readonly seen: number;
}

/** An announcement: delay in milliseconds after the first one, number and `host:port` of the peer, and its monitor, if any. */
export type SightingEntry = readonly [delayMs: number, peer: number, address: string, monitor?: string];
