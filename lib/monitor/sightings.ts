import { concatMap, type OperatorFunction } from 'rxjs';
import type { Hash } from '../codec/primitives.js';
import { blockHash } from '../digests/blockHash.js';
import { MAX_ANNOUNCED_HEADERS } from '../messages/headers.js';
import { isBlockItem, isTransactionItem, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import type { PeerIdentity, PeerMessage } from './peerMessage.js';

/** A block or a transaction, by a hash under which it is announced. */
export interface Sighted {
  readonly type: 'block' | 'transaction';
  readonly key: Hash;
}

/** That a peer has shown to have it. */
export interface Sighting<P = PeerIdentity> extends Sighted {
  readonly peer: P;
  /** The command of the message that showed it. */
  readonly by: 'inv' | 'headers' | 'cmpctblock' | 'block';
}

/**
 * Tells of each block and transaction that a message announces: items of inv, blocks by inv, headers, cmpctblock, or the block itself.
 *
 *     messages   --i-----h---|      i = inv of a block and a transaction, h = headers of the block
 *     sightings  --(bt)--c---|
 *
 * More than 8 headers are an answer, and announce nothing; an answer as short as an announcement is taken for one. A `tx` announces
 * nothing: it answers a getdata. A transaction that some announce by txid and others by wtxid comes under two keys where these differ.
 * BIP130 (headers), BIP152 (cmpctblock); Bitcoin Core's MAX_BLOCKS_TO_ANNOUNCE.
 */
export function sightings<P = PeerIdentity>(): OperatorFunction<PeerMessage<Message, P>, Sighting<P>> {
  return concatMap(({ peer, message }) => announcedIn(message).map((sighted) => ({ peer, ...sighted })));
}

function announcedIn(message: Message): Omit<Sighting, 'peer'>[] {
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

/** Nobody announces an item of another type. */
function announcedBy(item: InventoryItem): Omit<Sighting, 'peer'>[] {
  if (isBlockItem(item)) return [{ type: 'block', key: item.hash, by: 'inv' }];
  if (isTransactionItem(item)) return [{ type: 'transaction', key: item.hash, by: 'inv' }];
  return [];
}
