import type { InventoryItem } from '../../messages/inventory.js';

/** The commands that ask for something. */
export type Question =
  | 'ping'
  | 'getdata'
  | 'getheaders'
  | 'getblocks'
  | 'mempool'
  | 'getaddr'
  | 'getblocktxn'
  | 'getcfilters'
  | 'getcfheaders'
  | 'getcfcheckpt';

/** A question and what became of it. A getdata is one for each of its items. */
export interface Exchange {
  /** `'sent'`: we asked; `'received'`: the remote did. */
  readonly direction: 'sent' | 'received';
  readonly question: Question;
  /** What tells it from others of its kind: a nonce, a hash; of a getheaders its newest known block. */
  readonly key: string;
  /** What a getdata asked for. */
  readonly item?: InventoryItem;
  /** When the question was sent or received: time of day, in milliseconds since 1970. */
  readonly askedAtMs: number;
  /** When the cmpctblock arrived that a getblocktxn follows, as a time of day; absent without one. */
  readonly announcedAtMs?: number;
  /** From the question to its answer, on the monotonic clock; absent if no answer arrived. */
  readonly tookMs?: number;
  /** `late`: answered, but after the patience with such a question had ended. `unanswered`: not before the peer ended. */
  readonly outcome: 'answered' | 'notFound' | 'late' | 'unanswered';
}
