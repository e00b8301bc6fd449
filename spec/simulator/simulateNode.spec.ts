import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, Subscription, take, toArray } from 'rxjs';
import { bitcoin, InventoryType, lbry, TransportError, type LbryMessage } from '../../lib/index.js';
import { connect, dial } from '../../lib/node.js';
import { simulateNode, type SimulatedNode, type SimulateNodeOptions } from '../../lib/simulator.js';

/** Runs a node during the test. */
async function withNode(options: SimulateNodeOptions, test: (node: SimulatedNode) => Promise<void>): Promise<void> {
  const subscription = new Subscription();
  try {
    const node = await new Promise<SimulatedNode>((resolve, reject) => {
      subscription.add(simulateNode(options).subscribe({ next: resolve, error: reject }));
    });
    await test(node);
  } finally {
    subscription.unsubscribe();
  }
}

describe('simulateNode', () => {
  it('listens on TCP and announces what mine() and relay() add', async () => {
    await withNode({}, async (node) => {
      expect(node.host).toBe('127.0.0.1');
      const inbound = firstValueFrom(node.peers$);
      const peer = await dial({ network: bitcoin.regtest, host: node.host, port: node.port });
      expect((await inbound).remote.userAgent).toMatch(/^\/rxpeer:/);
      expect(peer.remote).toMatchObject({ startHeight: 10, services: 2057n });
      expect(peer.remote.userAgent).toMatch(/^\/rxpeer:[^/]+\/simulator:[^/]+\/$/);

      const inv = firstValueFrom(peer.on('inv'));
      const { wtxid } = node.relay();
      expect((await inv).items).toEqual([{ type: InventoryType.witnessTransactionId, hash: wtxid }]);

      const blockInv = firstValueFrom(peer.on('inv'));
      const entry = node.mine();
      expect(node.tip()).toBe(entry);
      expect((await blockInv).items).toEqual([{ type: InventoryType.block, hash: entry.hash }]);

      const block = firstValueFrom(peer.on('block'));
      void peer.send({ command: 'getdata', items: [{ type: InventoryType.witnessBlock, hash: entry.hash }] });
      expect((await block).block).toEqual(entry.block);
      peer.close();
    });
  });

  it('serves LBRY headers', async () => {
    const network = lbry.regtest;
    const node$ = simulateNode<LbryMessage>({ network, seed: 3 });
    const subscription = new Subscription();
    const node = await new Promise<SimulatedNode<LbryMessage>>((resolve) => subscription.add(node$.subscribe(resolve)));
    const peer = await dial({ network, host: node.host, port: node.port });
    const headers = firstValueFrom(peer.on('headers'));
    void peer.send({
      command: 'getheaders',
      version: 70013,
      locator: [node.chain.at(0)!.hash],
      stopHash: '0'.repeat(64),
    });
    const message = await headers;
    expect(message.headers).toHaveLength(10);
    expect(message.headers[0]!.claimTrie).toBe(`${'0'.repeat(63)}1`);
    peer.close();
    subscription.unsubscribe();
  });

  it('grows the chain at the given intervals', async () => {
    await withNode({ transactionIntervalMs: 5, blockIntervalMs: 20, initialBlocks: 0 }, async (node) => {
      const options = { network: bitcoin.regtest, host: node.host, port: node.port };
      const peer = await dial(options);
      const invs = await firstValueFrom(peer.on('inv').pipe(take(6), toArray()));
      expect(invs).toHaveLength(6);
      peer.close();
    });
  });

  it('closes its peers and its listener when it is unsubscribed', async () => {
    const subscription = new Subscription();
    const node = await new Promise<SimulatedNode>((resolve) => subscription.add(simulateNode().subscribe(resolve)));
    const options = { network: bitcoin.regtest, host: node.host, port: node.port };
    const peer = await dial(options);
    let hasCompleted = false;
    node.peers$.subscribe({ complete: () => (hasCompleted = true) });
    const closed = firstValueFrom(peer.closed$);
    subscription.unsubscribe();
    expect(hasCompleted).toBe(true);
    // By remote, or by a connection reset if data was unread; both are not local.
    expect((await closed).by).not.toBe('local');
    await expect(firstValueFrom(connect(options))).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('creates a new node for each subscription', async () => {
    await withNode({ seed: 5 }, async (node) => {
      await withNode({ seed: 5 }, (other) => {
        expect(other.port).not.toBe(node.port);
        expect(other.mine().hash).toBe(node.mine().hash);
        return Promise.resolve();
      });
      await expect(firstValueFrom(simulateNode({ port: node.port }))).rejects.toBeInstanceOf(TransportError);
    });
  });

  it.each([{ port: 70_000 }, { seed: 0.5 }, { blockIntervalMs: 0 }, { initialBlocks: -1 }])(
    'rejects %p at the call',
    (options) => {
      expect(() => simulateNode(options)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION', path: Object.keys(options)[0] }),
      );
    },
  );
});
