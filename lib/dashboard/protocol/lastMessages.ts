/** The last message of a direction. */
export interface LastMessage {
  /** The command, at most 12 characters; `unknown` if the network's table does not have it. */
  readonly command: string;
  /** When the message was received or sent: time of day, in milliseconds since 1970. */
  readonly atMs: number;
}

/** The last message that a peer sent, and the last that it got from us. */
export interface LastMessages {
  /** Absent before the first. */
  readonly received?: LastMessage;
  /** Absent before the first. */
  readonly sent?: LastMessage;
}
