import { concatMap, from, pipe } from 'rxjs';
import type { Conversation } from '../conversations/conversation.js';
import { inventoryKey, InventoryType, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import { MruSet } from '../operators/mruSet.js';
import { ofCommand } from '../operators/ofCommand.js';

/** Bitcoin Core asks for no more at a time (net_processing.cpp, MAX_GETDATA_SZ). */
const MAX_ITEMS = 1000;
/** What is remembered as asked for; what was announced long ago may be asked for again. */
export const MAX_REMEMBERED = 50_000;

export interface FetchAnnouncedOptions {
  /** What was asked for; connections that share it ask one of them for each. Default: one a connection. */
  asked?: MruSet<string> | undefined;
}

/**
 * Asks for the blocks and transactions that the remote announces, once each, with their witness where the remote has it.
 *
 *     received  --i-----i--      i inv
 *     sent      --g--------      g getdata; the second inv brought nothing new
 *
 * Remembers the last 50,000 that were asked for. BIPs 144, 339.
 */
export function fetchAnnounced(options: FetchAnnouncedOptions = {}): Conversation {
  return ({ agreed }) => {
    const { asked = new MruSet<string>(MAX_REMEMBERED) } = options;
    return pipe(
      ofCommand('inv'),
      concatMap(({ items }) => {
        const wanted = items
          .map((item) => asAsked(item, agreed.features.witness))
          .filter((item) => item !== undefined && asked.add(inventoryKey(item))) as InventoryItem[];
        const messages: Message[] = [];
        for (let start = 0; start < wanted.length; start += MAX_ITEMS) {
          messages.push({ command: 'getdata', items: wanted.slice(start, start + MAX_ITEMS) });
        }
        return from(messages);
      }),
    );
  };
}

function asAsked({ type, hash }: InventoryItem, witness: boolean): InventoryItem | undefined {
  switch (type) {
    case InventoryType.block:
      return { type: witness ? InventoryType.witnessBlock : type, hash };
    case InventoryType.transaction:
      return { type: witness ? InventoryType.witnessTransaction : type, hash };
    case InventoryType.witnessTransactionId:
      return { type, hash };
    default:
      return undefined;
  }
}
