import type { InventoryItem } from '../messages/inventory.js';

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
  /** By the scheduler's clock. */
  readonly askedAtMs: number;
  /** When the cmpctblock came that a getblocktxn follows, where it did. */
  readonly announcedAtMs?: number;
  /** Absent where no answer came. */
  readonly tookMs?: number;
  /** `late`: answered, but after the patience with such a question had ended. `unanswered`: not before the peer ended. */
  readonly outcome: 'answered' | 'notFound' | 'late' | 'unanswered';
}
