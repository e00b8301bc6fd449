import type { PlaybackRequest } from './playback.js';
import type { Ask } from './questions.js';
import type { TableName } from './table.js';

/** Page to program, each one JSON text on a WebSocket of at most MAX_REQUEST_BYTES. */
export type PageRequest = ShowRequest | WatchRequest | Ask | PlaybackRequest;

/** The largest request. */
export const MAX_REQUEST_BYTES = 2048;

/** Page to program: send these tables from now on; the newest request replaces the one before. A page that is hidden shows none. */
export interface ShowRequest {
  readonly kind: 'show';
  readonly tables: readonly TableName[];
}

/** Page to program: send the messages of this connection; the newest request replaces the one before. */
export interface WatchRequest {
  readonly kind: 'watch';
  /** The id of the peer; null stops the messages. */
  readonly peer: number | null;
  /** The number of the last line that the page has; 0: none. */
  readonly after: number;
}
