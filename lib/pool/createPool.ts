import type { Message } from '../messages/table.js';
import { PeerPool } from './peerPool.js';
import type { Pool } from './pool.js';
import type { PoolOptions } from './poolOptions.js';
import { poolSettings } from './poolSettings.js';

/**
 * Creates a pool, which maintains connections to many peers and merges their messages into one stream per command.
 *
 *     pool.joined$    --a---b----------|      each peer when it is ready
 *     pool.left$      --------a-------b|      each ready peer when it has ended, with the reason
 *     pool.peers$     p-p---p-p-------p|      the current peers
 *     pool.on('inv')  ---i-ij--jj-j-j--|      { peer, message } of all peers
 *
 * The pool dials and accepts nothing before `start()`, so a consumer that subscribes before misses nothing. It dials `addresses` first, then
 * addresses to which it has connected before, then addresses that peers or seeds have reported; and addresses in network groups without a
 * connection before all others. Without an address to dial it resolves the DNS seeds, with pauses that grow from 11 s to 10 minutes. It never
 * gives up and never errors. A failed address is dialled again after a pause that doubles. The host of a peer that misbehaves
 * (`CloseReason.misbehaviour`) is discouraged for 24 h: see `Pool.discouraged`. Only the application bans hosts.
 *
 * `on('inv')` subscribes to `on('inv')` of each peer; without a subscriber there is no subscription. The pool itself subscribes to addr and
 * addrv2. Two nodes that dial each other at the same time have two connections, because the protocol has no node identity. A pool that dials
 * one of its own addresses detects it and does not dial it again.
 *
 * Stores at most `addressBookCapacity` addresses, 10,000 discouraged and 10,000 banned hosts, 100 of its own addresses, and the connected
 * hosts.
 * Errors at the call with LocalProtocolError `INVALID_OPTION`, naming the option. `start()` errors in the same way for the address book of
 * another network.
 *
 * @example
 * const pool = createPool({ network: bitcoin.mainnet, addressBookFile: 'peers.json' });
 * pool.on('inv').subscribe(({ peer, message }) => console.log(peer.address, message.items.length));
 * pool.start();
 */
export function createPool<Msg extends Message = Message>(options: PoolOptions<Msg>): Pool<Msg> {
  return new PeerPool(poolSettings({ ...options } as PoolOptions)) as unknown as Pool<Msg>;
}
