import { map, merge, mergeMap } from 'rxjs';
import { inventoryOf } from '../protocol/announcement.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { InventoryType } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import type { ServedChain } from './chain.js';
import { headersOf } from './serveHeaders.js';

/**
 * Announces each new block and transaction immediately.
 *
 *     chain  --t--b-------b---
 *     sent   --i--i-------h---     i inv, h headers after the remote has sent sendheaders (BIP130)
 *
 * Transactions are announced by wtxid if both sides have sent wtxidrelay (BIP339), and not at all if the version of the remote has
 * `relay: false` (BIP37).
 */
export function announceChain(chain: ServedChain): Conversation {
  return ({ agreed }) =>
    () =>
      merge(
        chain.entry$.pipe(
          map((entry): Message =>
            agreed.features.sendHeaders
              ? headersOf([entry])
              : { command: 'inv', items: [{ type: InventoryType.block, hash: entry.hash }] },
          ),
        ),
        chain.transaction$.pipe(
          mergeMap(({ txid, wtxid }): Message[] => {
            const item = inventoryOf({ txid, wtxid }, agreed);
            return typeof item === 'string' ? [] : [{ command: 'inv', items: [item] }];
          }),
        ),
      );
}
