import { concatMap, type OperatorFunction } from 'rxjs';
import type { Hash } from '../codec/primitives.js';
import { blockHash } from '../digests/blockHash.js';
import { MAX_ANNOUNCED_HEADERS } from '../messages/headers.js';
import { isBlockItem, isTransactionItem, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import type { PeerIdentity, PeerMessage } from './peerMessage.js';

/** A block or a transaction that was announced. */
export interface Sighted {
  /** A block or a transaction. */
  readonly type: 'block' | 'transaction';
  /** The hash in the announcement: a block hash, a txid or a wtxid. */
  readonly key: Hash;
}

/** An announcement of a block or transaction by a peer. */
export interface Sighting<P = PeerIdentity> extends Sighted {
  /** The peer that announced it. */
  readonly peer: P;
  /** Command of the message that announced it. */
  readonly by: 'inv' | 'headers' | 'cmpctblock' | 'block';
}

/**
 * Emits a sighting for each block and transaction that a message announces: items of inv, and blocks by headers, cmpctblock or block.
 *
 *     messages   --i-----h---|      i = inv of a block and a transaction, h = headers of the block
 *     sightings  --(bt)--c---|
 *
 * A headers message with more than 8 headers is an answer and gives no sightings; a shorter answer is taken for an announcement. A `tx` gives
 * no sighting, because it answers a getdata. A transaction that is announced by txid and by wtxid has two keys if these differ.
 * Source: BIP130 (headers), BIP152 (cmpctblock); Bitcoin Core's MAX_BLOCKS_TO_ANNOUNCE.
 */
export function sightings<P = PeerIdentity>(): OperatorFunction<PeerMessage<Message, P>, Sighting<P>> {
  return concatMap(({ peer, message }) => announcedIn(message).map((sighted) => ({ peer, ...sighted })));
}

/** The blocks and transactions that a message announces, as `sightings` emits them. */
export function announcedIn(message: Message): Omit<Sighting, 'peer'>[] {
  switch (message.command) {
    case 'inv':
      return message.items.flatMap(announcedBy);
    case 'headers':
      if (message.headers.length > MAX_ANNOUNCED_HEADERS) return [];
      return message.headers.map((header) => ({ type: 'block', key: blockHash(header), by: 'headers' }));
    case 'cmpctblock':
      return [{ type: 'block', key: blockHash(message.header), by: 'cmpctblock' }];
    case 'block':
      return [{ type: 'block', key: blockHash(message.block.header), by: 'block' }];
    default:
      return [];
  }
}

/** Items of other types do not occur in announcements. */
function announcedBy(item: InventoryItem): Omit<Sighting, 'peer'>[] {
  if (isBlockItem(item)) return [{ type: 'block', key: item.hash, by: 'inv' }];
  if (isTransactionItem(item)) return [{ type: 'transaction', key: item.hash, by: 'inv' }];
  return [];
}
