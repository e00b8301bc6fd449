/** A host that the pool avoids, and the reason. */
export interface AvoidedRow {
  readonly host: string;
  readonly kind: 'discouraged' | 'banned';
  /** The code of the error that ended its peer; `MANUAL` for a ban. */
  readonly code: string;
  /** The message of the error, or the reason that was given for the ban. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly untilMs: number;
}
