/** The curves of a peer, the oldest point of each level first. */
export interface PeerCurve {
  /** Number of the peer. */
  readonly peer: number;
  /** When the peer ended: time of day in milliseconds since 1970; absent while it is connected. */
  readonly endedAtMs?: number;
  /** The last 10 minutes in steps of 10 seconds. */
  readonly fine: CurvePoints;
  /** The last 2 hours in steps of a minute; a step that is not complete is absent. */
  readonly coarse: CurvePoints;
}

/** The points of one level. All arrays have one value per point. */
export interface CurvePoints {
  /** Time between two points in milliseconds. */
  readonly widthMs: number;
  /** Time of day at the end of the first step, in milliseconds since 1970; then the difference of each end from the one before. */
  readonly atMs: readonly number[];
  /** Received bytes per second, in three significant digits. */
  readonly receivedBytes: readonly number[];
  /** Sent bytes per second, in three significant digits. */
  readonly sentBytes: readonly number[];
  /** Messages per second, received and sent together, in three significant digits. */
  readonly messages: readonly number[];
  /** The last round trip of a step, in milliseconds; for a minute, the mean of these. Null in a step without a pong. */
  readonly roundTripMs: readonly (number | null)[];
}
