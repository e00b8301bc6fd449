/** The actions of the page. */
export const ACTION_NAMES = ['disconnect', 'ban', 'unban', 'record', 'stopRecording'] as const;

/** The name of an action. */
export type ActionName = (typeof ACTION_NAMES)[number];

/** Characters of the token of a request. */
export const MAX_TOKEN_CHARACTERS = 64;

/** Characters of the host of a request: a name has at most 253, a port 6. */
export const MAX_HOST_CHARACTERS = 260;

/** Characters of the reason of a ban, as the pool stores it. */
export const MAX_BAN_REASON_CHARACTERS = 100;

/** Page to program: do this. The parameters of the question `act`. */
export interface ActionRequest {
  /** The token that the page got from the program, 1 to MAX_TOKEN_CHARACTERS. */
  readonly token: string;
  /** The action. */
  readonly action: ActionName;
  /** The id of the peer, for disconnect, record and stopRecording, and for a ban without a host. Absent otherwise. */
  readonly peer?: number;
  /** The host to ban or to unban, 1 to MAX_HOST_CHARACTERS: an address, an IPv6 /64, or a name; a port is ignored. */
  readonly host?: string;
  /** For a ban: its end, in milliseconds since 1970. Default: 24 h from now. */
  readonly untilMs?: number;
  /** For a ban: the reason that the list of banned hosts shows, at most MAX_BAN_REASON_CHARACTERS. Default ''. */
  readonly reason?: string;
}

/** The result of an action: the answer to the question `act`. */
export interface ActionResult {
  /** False if nothing was done; `text` has the reason. */
  readonly isDone: boolean;
  /** A sentence for the user, escaped. */
  readonly text: string;
}

/** The number of actions that are listed; beyond it the oldest is dropped. */
export const MAX_ACTION_ROWS = 200;

/** An action of a user, or its later result. */
export interface ActionRow extends ActionResult {
  /** Counts the rows from 1. */
  readonly number: number;
  /** Time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** The user, such as the address of the page's browser; escaped. */
  readonly by: string;
  /** The action. */
  readonly action: ActionName;
  /** The id of the peer, if the action names one. */
  readonly peer?: number;
  /** The host, or the address of the peer, escaped; empty if the peer is unknown. */
  readonly target: string;
}

/** A recording of one connection to a file. */
export interface RecordingRow {
  /** Counts the recordings from 1. */
  readonly number: number;
  /** The id of the peer. */
  readonly peer: number;
  /** `host:port` of the peer, escaped. */
  readonly address: string;
  /** The path of the file, on the machine of the program. */
  readonly file: string;
  /** `recording`: in progress; `ended`: the file is complete; `failed`: it ends where `text` says. */
  readonly state: 'recording' | 'ended' | 'failed';
  /** Why it has ended, as a sentence; empty while it is in progress. */
  readonly text: string;
  /** When it was started: time of day, in milliseconds since 1970. */
  readonly startedAtMs: number;
  /** The size of the file in bytes, with the bytes that wait to be written. Approximate until the recording has ended. */
  readonly bytes: number;
}
