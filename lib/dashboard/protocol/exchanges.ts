/** Questions without a good answer that are stored per peer; beyond it the oldest is dropped. */
export const MAX_MISSED_EXCHANGES = 50;

/** Questions of ours without an answer yet that are shown per peer, the oldest ones. */
export const MAX_PENDING_SHOWN = 50;

/** The questions of one connection, of both sides. The answer to a request for one peer. */
export interface ExchangeReport {
  /** The id of the peer. */
  readonly peer: number;
  /** One row per direction and question, in the order in which they first occurred; at most 40. */
  readonly figures: readonly ExchangeFigures[];
  /** The last questions that were not answered well, the newest first, at most MAX_MISSED_EXCHANGES. */
  readonly missed: readonly MissedExchange[];
  /** Our questions without an answer yet, the oldest first, at most MAX_PENDING_SHOWN. */
  readonly pending: readonly PendingExchange[];
  /** The number of our questions without an answer yet: `pending` has the oldest of them. At most 1000 are tracked. */
  readonly pendingCount: number;
  /** True if the connection has ended: all questions that were pending are among the unanswered ones. */
  readonly isClosed: boolean;
}

/** The outcomes and times of one kind of question in one direction. */
export interface ExchangeFigures {
  /** `sent`: we asked the remote; `received`: the remote asked us. */
  readonly direction: 'sent' | 'received';
  /** The command of the question, such as `getdata`. */
  readonly question: string;
  /** The number of questions that were answered in time. */
  readonly answered: number;
  /** The number that were answered by a notfound. */
  readonly notFound: number;
  /** The number whose answer was late. */
  readonly late: number;
  /** The number without an answer when the connection ended. */
  readonly unanswered: number;
  /** The time of the last answer in milliseconds; absent before the first answer. */
  readonly lastMs?: number;
  /** The mean time of all answers in milliseconds; absent before the first answer. */
  readonly meanMs?: number;
  /** The median time of the last 32 answers in milliseconds; absent before the first answer. */
  readonly medianMs?: number;
}

/** A question without an answer yet. */
export interface PendingExchange {
  /** The command of the question. */
  readonly question: string;
  /** The nonce, hash, or first hash of the locator; empty for a question that has none. At most 80 characters. */
  readonly key: string;
  /** For a getdata: the kind of the requested item, such as `block`; `type 0x9` for an unknown type. Absent for other questions. */
  readonly item?: string;
  /** When it was asked: time of day, in milliseconds since 1970. */
  readonly askedAtMs: number;
}

/** A question that was not answered well. */
export interface MissedExchange extends PendingExchange {
  /** `sent`: we asked the remote; `received`: the remote asked us. */
  readonly direction: 'sent' | 'received';
  /** `notFound`: by a notfound; `late`: after the time limit; `unanswered`: the connection ended before. */
  readonly outcome: 'notFound' | 'late' | 'unanswered';
  /** The time until the notfound or the late answer, in milliseconds; absent for `unanswered`. */
  readonly tookMs?: number;
}
