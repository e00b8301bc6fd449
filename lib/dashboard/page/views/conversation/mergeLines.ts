import { MAX_SEQUENCE_LINES, type SequenceLine, type SequenceUpdate } from '../../../protocol/sequence.js';

/** The part of a conversation that the page has. */
export interface Conversation {
  /** The last lines, at most MAX_SEQUENCE_LINES. */
  readonly lines: readonly SequenceLine[];
  /**
   * - `waiting`: the program has not answered yet.
   * - `open`: new lines may come.
   * - `ended`: the connection has ended.
   * - `unknown`: the program has no messages of this peer.
   */
  readonly state: 'waiting' | 'open' | 'ended' | 'unknown';
}

export const NO_CONVERSATION: Conversation = { lines: [], state: 'waiting' };

/** Adds the new lines of an update. After a reconnection the program may send lines that the page has. */
export function mergeLines(before: Conversation, { lines, isClosed, isUnknown }: SequenceUpdate): Conversation {
  const last = before.lines.at(-1)?.number ?? 0;
  const added = lines.filter(({ number }) => number > last);
  const state = isUnknown === true ? 'unknown' : isClosed === true ? 'ended' : 'open';
  // Messages that were shown remain, even if the program has dropped them.
  if (added.length === 0) return { lines: before.lines, state: before.lines.length > 0 && isUnknown ? 'ended' : state };
  return { lines: [...before.lines, ...added].slice(-MAX_SEQUENCE_LINES), state };
}
