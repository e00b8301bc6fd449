import { describe, expect, it } from '@jest/globals';
import { blockHash, type InvMessage, type Peer } from '../../lib/index.js';
import { evaluateExample } from '../helpers/evaluateExample.js';
import { exampleIn } from '../helpers/nodes/documentExample.js';
import { block, pong } from '../helpers/peer/messages.js';
import { nextTurn } from '../helpers/peer/nextTurn.js';
import { readyRemote } from '../helpers/rawRemote.js';

const examples: Record<string, unknown> = {};
for (const name of ['followBlocks', 'readFor', 'lastRoundTrips']) {
  Object.assign(examples, evaluateExample(await exampleIn('docs/streams.md', name)));
}

const inv = (...types: number[]): InvMessage => ({
  command: 'inv',
  items: types.map((type) => ({ type, hash: '11'.repeat(32) })),
});

describe('docs/streams.md', () => {
  it('shows how to follow the blocks of a node', async () => {
    const followBlocks = examples.followBlocks as (peer: Peer, count: number) => Promise<string[]>;
    const { peer, received, sendToPeer } = readyRemote();
    const followed = followBlocks(peer, 2);
    sendToPeer(inv(1), inv(2, 1));
    await nextTurn();
    expect(received).toEqual([{ command: 'getdata', items: inv(2).items }]);
    sendToPeer(...[1, 2, 3].map((n) => ({ command: 'block' as const, block: block(n) })));
    expect(await followed).toEqual([1, 2].map((n) => blockHash(block(n).header)));
    expect(peer.stats().unfinishedBytes).toBe(0);
  });

  it('shows how to read until a signal aborts, and not to hide an error', async () => {
    const countInventory = examples.countInventory as (peer: Peer, signal: AbortSignal) => Promise<number>;
    const controller = new AbortController();
    const { peer, sendToPeer, write } = readyRemote();
    const counted = countInventory(peer, controller.signal);
    sendToPeer(inv(1, 1), inv(2));
    await nextTurn();
    controller.abort();
    expect(await counted).toBe(3);
    const failed = countInventory(peer, new AbortController().signal);
    write(new Uint8Array(24));
    await expect(failed).rejects.toMatchObject({ code: 'WRONG_MAGIC' });
  });

  it('shows how to read one message', async () => {
    const firstInventory = examples.firstInventory as (peer: Peer) => Promise<InvMessage | undefined>;
    const { peer, sendToPeer } = readyRemote();
    const first = firstInventory(peer);
    sendToPeer(inv(1), inv(2));
    expect(await first).toEqual(inv(1));
    peer.close();
    expect(await firstInventory(peer)).toBeUndefined();
  });

  it('shows how to read any Observable', async () => {
    const slowestPing = examples.slowestPing as (peer: Peer, count: number) => Promise<number>;
    const { peer, received, sendToPeer } = readyRemote();
    const slowest = slowestPing(peer, 1);
    peer.request.ping().subscribe();
    const ping = received.find(({ command }) => command === 'ping') as { nonce: bigint };
    sendToPeer(pong(ping.nonce));
    expect(await slowest).toBeGreaterThanOrEqual(0);
  });
});
