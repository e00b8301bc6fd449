import type { Message } from '../../messages/table.js';
import type { ReadyPeer } from '../../peer/peer.js';
import type { ObservedPeer, ObservedPool } from '../../pool/observedPool.js';
import type { Pool } from '../../pool/pool.js';

/** A peer of this process, or of another monitor. */
export type ActedPeer = ObservedPeer & Partial<LocalMembers>;

/** A peer that can be closed and recorded. */
export type LocalPeer = ObservedPeer & LocalMembers;

/** The pool of the actions: a `Pool`, or the pool of `fromNats`, on which every action is refused. */
export type ActionPool = Pick<ObservedPool<Message, ActedPeer>, 'peers$'> & Partial<Bans>;

/** True for a pool whose connections are in this process. */
export function isLocalPool(pool: ActionPool): pool is ActionPool & Bans {
  return pool.ban !== undefined && pool.unban !== undefined;
}

/** True for a peer whose connection is in this process. */
export function isLocalPeer(peer: ActedPeer): peer is LocalPeer {
  return peer.close !== undefined && peer.bytes$ !== undefined;
}

type Bans = Pick<Pool, 'ban' | 'unban'>;

type LocalMembers = Pick<ReadyPeer, 'close' | 'bytes$' | 'encrypted$'>;
