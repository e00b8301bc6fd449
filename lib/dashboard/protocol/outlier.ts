/** The kinds of outlier. */
export type OutlierKind = 'slow' | 'clock' | 'faulty' | 'silent' | 'old' | 'height';

/** Why a peer is an outlier. */
export interface Outlier {
  /** What is unusual: round trip, clock, faults, silence, an old chain or protocol, a height that no other peer supports. */
  readonly kind: OutlierKind;
  /** `warning`: look at this peer. `notice`: good to know. */
  readonly severity: 'notice' | 'warning';
  /** The reason as a sentence, with the figures. */
  readonly text: string;
}

/** The figures of a peer that the rules compare. A figure that is absent marks nothing. All are claims of the remote, except the times. */
export interface OutlierInput {
  /** The id of the peer. */
  readonly id: number;
  /** A typical round trip of its pings in milliseconds, such as the median of the last ones. */
  readonly roundTripMs?: number | undefined;
  /** Its clock minus ours, in seconds. */
  readonly timeOffsetSeconds?: number | undefined;
  /** The number of its faults. */
  readonly faults?: number | undefined;
  /** When its last message arrived, in milliseconds since 1970; before the first message, when the connection was opened. */
  readonly lastReceivedAtMs?: number | undefined;
  /** The greatest block height that it has shown to have; 0 if unknown. */
  readonly height?: number | undefined;
  /** The negotiated protocol version. */
  readonly protocolVersion?: number | undefined;
}

/** The options of `outliers`. */
export interface OutlierOptions {
  /** Now, in milliseconds since 1970: the clock of the program, also on the page. */
  readonly nowMs: number;
  /** The best height (BestHeightState). Default: unknown, so no peer is too low or too high. */
  readonly bestHeight?: number | undefined;
  /**
   * A peer is silent if it has sent no message for longer than this. Default 140,000: our pings, every 2 minutes, make a live peer send
   * more often.
   */
  readonly silentAfterMs?: number | undefined;
  /** A peer is old if it is more than this number of blocks behind. Default 144: a day of Bitcoin, 6 hours of LBRY. */
  readonly maxBlocksBehind?: number | undefined;
}
