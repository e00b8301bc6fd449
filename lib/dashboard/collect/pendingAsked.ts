import type { Message } from '../../messages/table.js';
import type { Traffic } from '../../peer/streams/traffic.js';
import type { Exchange, Question } from '../../protocol/exchanges/exchange.js';
import { inventoryTypeName } from '../../wire/inventoryTypeName.js';
import type { PendingExchange } from '../protocol/exchanges.js';

/** The questions of one peer that are tracked; beyond it the oldest one with the same command is no longer shown as pending. */
export const MAX_PENDING_TRACKED = 1000;

/** The commands that ask something: the others are not decoded. */
const QUESTIONS: ReadonlySet<string> = new Set<Question>([
  ...(['ping', 'getdata', 'getheaders', 'getblocks', 'mempool'] as const),
  ...(['getaddr', 'getblocktxn', 'getcfilters', 'getcfheaders', 'getcfcheckpt'] as const),
]);

/**
 * Our questions to a peer that have no outcome yet. A question is added when we send it, and removed when `exchanges$` reports its outcome. Its key is
 * that of the Exchange. Stores MAX_PENDING_TRACKED: beyond it the oldest one with the same command is dropped.
 */
export class PendingAsked {
  /** By question, then by key: a text of both would be built for each item of a getdata. */
  private readonly pending = new Map<string, Map<string, PendingExchange>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** A message that was sent. Others are ignored. */
  asked(traffic: SentTraffic): void {
    const { atMs, command } = traffic;
    if (traffic.direction !== 'sent' || !QUESTIONS.has(command)) return;
    const message = traffic.message();
    if (message !== undefined) for (const { item, key } of keysOf(message)) this.add(command, key, atMs, item);
  }

  /** A question has an outcome. */
  settled({ direction, key, question }: Exchange): void {
    if (direction === 'sent' && this.pending.get(question)?.delete(key) === true) this.count -= 1;
  }

  /** The oldest ones, in the order of asking. */
  oldest(count: number): PendingExchange[] {
    return Array.from(this.pending.values(), (keys) => [...keys.values()])
      .flat()
      .sort((a, b) => a.askedAtMs - b.askedAtMs)
      .slice(0, count);
  }

  private add(question: string, key: string, askedAtMs: number, type: number | undefined): void {
    let keys = this.pending.get(question);
    if (keys === undefined) {
      keys = new Map();
      this.pending.set(question, keys);
    }
    // A question that is asked again while it is pending counts once, as in `exchanges$`.
    if (keys.has(key)) return;
    keys.set(key, { question, key, askedAtMs, ...(type === undefined ? {} : { item: inventoryTypeName(type) }) });
    if (this.count === MAX_PENDING_TRACKED) this.dropOldest(keys.size > 1 ? keys : this.largest());
    else this.count += 1;
  }

  private dropOldest(keys: Map<string, PendingExchange>): void {
    keys.delete(keys.keys().next().value!);
  }

  private largest(): Map<string, PendingExchange> {
    return [...this.pending.values()].reduce((a, b) => (b.size > a.size ? b : a));
  }
}

type SentTraffic = Pick<Traffic, 'atMs' | 'command' | 'direction' | 'message'>;

/** The keys under which a question is reported, one per item of a getdata. */
function keysOf(message: Message): readonly { readonly key: string; readonly item?: number }[] {
  switch (message.command) {
    case 'ping':
      return message.nonce === undefined ? [] : [{ key: String(message.nonce) }];
    case 'getdata':
      return message.items.map(({ hash, type }) => ({ key: hash, item: type }));
    case 'getheaders':
    case 'getblocks':
      return [{ key: message.locator[0] ?? message.stopHash }];
    case 'getblocktxn':
      return [{ key: message.blockHash }];
    case 'getcfilters':
    case 'getcfheaders':
    case 'getcfcheckpt':
      return [{ key: message.stopHash }];
    default:
      return [{ key: '' }];
  }
}
