import { describe, expect, it } from '@jest/globals';
import { InventoryType, type InventoryItem } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { rawRemote } from '../helpers/rawRemote.js';
import { hash, versionMessage } from '../helpers/samples.js';

const item = (n: number): InventoryItem => ({ type: InventoryType.transaction, hash: hash(n) });

describe('the stats of a peer', () => {
  it('count the queued announcements: before the handshake, then before the next inv', () => {
    const scheduler = new VirtualTime();
    const { peer, sendToPeer } = rawRemote({ scheduler });
    peer.announce(item(1), item(2));
    expect(peer.stats().waitingInventory).toBe(2);
    sendToPeer(versionMessage(), { command: 'verack' });
    peer.announce(item(3), item(3));
    expect(peer.stats().waitingInventory).toBe(3);
    scheduler.advance(10_000);
    expect(peer.stats().waitingInventory).toBe(0);
  });
});
