/** All fields of one message: the answer to the question `details`. */
export interface Details {
  readonly peer: number;
  readonly line: number;
  /** The message as indented JSON; absent if it is not available. */
  readonly json?: string;
  /** True if parts of the message were left out because it is too large. */
  readonly isCut?: boolean;
  /** Why there is no JSON. */
  readonly missingReason?: string;
}
