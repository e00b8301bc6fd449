import type { InventoryItem } from '../../messages/inventory.js';

/** The commands that expect an answer. */
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

/** A question and its outcome. A getdata is one question for each of its items. */
export interface Exchange {
  /** `'sent'`: we asked the remote; `'received'`: the remote asked us. */
  readonly direction: 'sent' | 'received';
  /** The command of the question. */
  readonly question: Question;
  /**
   * Distinguishes questions with the same command: the nonce of a ping, the hash of an item, block or stop block, or the first hash of the
   * locator of a getheaders or getblocks. Empty for mempool and getaddr, which have no such field.
   */
  readonly key: string;
  /** The requested item; absent unless the question is a getdata. */
  readonly item?: InventoryItem;
  /** When the question was sent or received: time of day, in milliseconds since 1970. */
  readonly askedAtMs: number;
  /** For a getblocktxn: when its cmpctblock was sent or received, in milliseconds since 1970. Absent if there was none. */
  readonly announcedAtMs?: number;
  /** From the question to its answer, in milliseconds of the monotonic clock; absent if there was no answer. */
  readonly tookMs?: number;
  /**
   * `answered`: in time. `notFound`: by a notfound. `late`: answered after the timeout of this kind of question (`stallTimeoutMs`).
   * `unanswered`: the peer ended, or the question was evicted, before an answer.
   */
  readonly outcome: 'answered' | 'notFound' | 'late' | 'unanswered';
}
