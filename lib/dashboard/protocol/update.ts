import type { PlaybackUpdate } from './playback.js';
import type { Answer } from './questions.js';
import type { SequenceUpdate } from './sequence.js';
import type { TableDelta, Tables } from './table.js';

/**
 * Program to page, one JSON text on a WebSocket. Contains everything that is new since the previous update to this page, so a page that
 * reads slowly gets fewer updates, but misses only data that are no longer stored. Parts that have not changed are absent.
 */
export interface Update {
  /**
   * Present in each update. Another value means other peers, counters and numbers, because the program has started again or shows another
   * time.
   */
  readonly run: number;
  /** At most once per second: the changes of each table that the page shows. */
  readonly tables?: { readonly [Name in keyof Tables]?: TableDelta<Tables[Name]> };
  /** The new messages of the connection that the page watches. */
  readonly sequence?: SequenceUpdate;
  /** Answers to the questions of this page. */
  readonly answers?: readonly Answer[];
  /**
   * The state of the playback, if one is shown. It is sent when it has changed, and once per second, because nothing else changes during a
   * pause.
   */
  readonly playback?: PlaybackUpdate;
}
