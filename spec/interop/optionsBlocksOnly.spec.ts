import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { filter, firstValueFrom, mergeMap } from 'rxjs';
import { bitcoin, blockHash, InventoryType, type CloseReason, type Message, type ReadyPeer } from '../../lib/index.js';
import { dial, type DialOptions } from '../../lib/node.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, everybodyGone } from '../helpers/nodes/peerInfo.js';
import { soon } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;

describeWith(await bitcoindAbsence(), 'a Bitcoin node with -blocksonly, without a whitelist', () => {
  let node: BitcoinNode;
  let peer: ReadyPeer;

  beforeAll(async () => {
    // A whitelisted peer may relay transactions to it anyway.
    node = await startBitcoind('-nowhitelist', '-blocksonly=1', '-peerbloomfilters=0', '-peerblockfilters=0');
  });

  afterEach(async () => {
    peer?.close();
    await everybodyGone(node);
  });

  afterAll(() => node?.stop());

  async function guest(name: string, options: Partial<DialOptions> = {}): Promise<ReadyPeer> {
    const userAgent = { name, version: '1' };
    peer = await dial({ network, host: node.host, port: node.port, userAgent, trickleIntervalMs: 20, ...options });
    return peer;
  }

  it('accepts us, sends relay=0, and announces its blocks', async () => {
    const reader = await guest('reader');
    expect(reader.features.relay).toBe(false);
    await answered(node, 'reader');
    const block$ = reader.on('inv').pipe(
      mergeMap(({ items }) => items),
      filter(({ type }) => type === InventoryType.block),
    );
    const announced = soon(block$, 'inv of a block');
    const [hash] = await node.mine(1);
    expect((await announced).hash).toBe(hash);
    const found = await firstValueFrom(reader.request.blocks([hash!]));
    expect(found.found && blockHash(found.block.header)).toBe(hash);
    expect(await firstValueFrom(reader.request.ping())).toBeGreaterThan(0);
  });

  // The messages for which it closes the connection (Bitcoin Core, net_processing.cpp). We see the same end for each reason.
  it.each<[string, Message]>([
    ['an inv with a transaction', { command: 'inv', items: [{ type: 5, hash: 'ab'.repeat(32) }] }],
    ['mempool, which it does not offer', { command: 'mempool' }],
    ['filterload, which it does not offer', filterload()],
    ['filterclear, which it does not offer', { command: 'filterclear' }],
    ['getcfilters, which it does not offer', cfilters('getcfilters')],
    ['getcfheaders, which it does not offer', cfilters('getcfheaders')],
    ['wtxidrelay after verack', { command: 'wtxidrelay' }],
    ['sendaddrv2 after verack', { command: 'sendaddrv2' }],
    ['a locator with one hash more than the limit', longLocator()],
  ])('closes the connection after %s, so the reason is remote', async (_, message) => {
    const guestPeer = await guest('offender');
    const ended = soon(guestPeer.closed$, 'end');
    const waiting = firstValueFrom(guestPeer.request.transactions(['cd'.repeat(32)], { timeoutMs: 10_000 }));
    const outcome = waiting.then(
      ({ found }) => ({ found }),
      (error: unknown) => error,
    );
    await guestPeer.send(message);
    expect(await ended).toEqual({ by: 'remote' } satisfies CloseReason);
    // The node may have answered an earlier ping.
    expect([{ found: false }, expect.objectContaining({ name: 'TransportError', code: 'ENDED' })]).toContainEqual(
      await outcome,
    );
  });

  it('closes the connection after we announce a transaction', async () => {
    const guestPeer = await guest('announcer');
    const ended = soon(guestPeer.closed$, 'end');
    const items = [{ type: InventoryType.witnessTransactionId, hash: 'ab'.repeat(32) }];
    void guestPeer.send({ command: 'inv', items });
    expect(await ended).toEqual({ by: 'remote' });
  });

  it('stays connected when announce() is called, which sends it no transaction', async () => {
    const guestPeer = await guest('careful');
    const fault = soon(guestPeer.faults$, 'fault');
    guestPeer.announce({ txid: 'ab'.repeat(32), wtxid: 'cd'.repeat(32) });
    expect(await fault).toMatchObject({ code: 'NOT_ANNOUNCED' });
    expect(await soon(guestPeer.request.ping(), 'pong')).toBeGreaterThanOrEqual(0);
    expect(guestPeer.stats()).toMatchObject({ droppedInventory: 1, waitingInventory: 0 });
  });

  it.each<[string, Partial<DialOptions>, object]>([
    ['missing services', { requiredServices: 4n }, { name: 'RemoteProtocolError', code: 'SERVICES_MISSING' }],
    ['an old version', { minProtocolVersion: 70_017 }, { name: 'RemoteProtocolError', code: 'VERSION_TOO_OLD' }],
    [
      'the decision of acceptRemote',
      { acceptRemote: () => 'not you' },
      { name: 'RemoteProtocolError', code: 'REFUSED', message: 'not you' },
    ],
  ])('is refused by our peer for %s, with the reason', async (_, options, error) => {
    await expect(guest('choosy', options)).rejects.toMatchObject(error);
  });

  it('is refused by our peer if it is silent, with the reason', async () => {
    node.freeze();
    try {
      const silent = guest('choosy', { negotiationTimeoutMs: 200 });
      await expect(silent).rejects.toMatchObject({ name: 'PeerTimeoutError', code: 'NEGOTIATION_TIMEOUT' });
    } finally {
      node.thaw();
    }
  });

  it.each<[string, Partial<DialOptions>]>([
    ['a version below 31800', { protocolVersion: 31_799 }],
    // By v2 the node cannot know the network: the terminators differ, and both sides wait for the timeout.
    ['the magic of another network', { network: bitcoin.mainnet, transport: 'v1' }],
  ])('closes the connection for %s', async (_, options) => {
    await expect(guest('stranger', options)).rejects.toMatchObject({ name: 'TransportError', code: 'REMOTE_CLOSED' });
  });
});

function filterload(): Message {
  return { command: 'filterload', filter: new Uint8Array(8), hashFunctions: 1, tweak: 0, flags: 0 };
}

function cfilters(command: 'getcfilters' | 'getcfheaders'): Message {
  return { command, filterType: 0, startHeight: 0, stopHash: 'ab'.repeat(32) };
}

/** Our encoder would reject this as a getheaders. */
function longLocator(): Message {
  const payload = new Uint8Array(4 + 1 + 102 * 32 + 32);
  payload[4] = 102;
  return { command: 'unknown', name: 'getheaders', payload };
}
