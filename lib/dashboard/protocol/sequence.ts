/** Lines of a sequence that are stored and shown, at most. */
export const MAX_SEQUENCE_LINES = 1000;

/** New lines of the sequence of one connection. */
export interface SequenceUpdate {
  /** The id of the peer. */
  readonly peer: number;
  readonly lines: readonly SequenceLine[];
  /** The program has no sequence of this peer: it was evicted, or there was no such peer. */
  readonly isUnknown?: true;
  /** The connection has ended. */
  readonly isClosed?: true;
}

/** One message of a connection. */
export interface SequenceLine {
  /** Counts the lines of a connection from 1. */
  readonly number: number;
  readonly atMs: number;
  readonly direction: 'received' | 'sent';
  readonly command: string;
  /** The message in a few words. */
  readonly summary: string;
  /** The size of the frame: header and payload. */
  readonly sizeBytes: number;
  /** For an answer: the line of its request (if it answers several, of the first one), and the time between both. */
  readonly answers?: { readonly line: number; readonly tookMs: number };
  /** The payload cannot be decoded. */
  readonly isUnreadable?: true;
}
