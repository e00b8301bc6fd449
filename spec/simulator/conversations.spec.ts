import { describe, expect, it } from '@jest/globals';
import { TestScheduler } from 'rxjs/testing';
import {
  bitcoin,
  createIdentity,
  createPeer,
  InventoryType,
  lbry,
  memoryDuplexes,
  type InventoryItem,
  type Message,
  type Network,
  type Peer,
  type PeerOptions,
} from '../../lib/index.js';
import {
  growChain,
  SimulatedChain,
  simulatedConversations,
  type SimulatedConversationsOptions,
} from '../../lib/simulator.js';

interface TestSetup {
  chain: SimulatedChain;
  peer: Peer;
  /** Returns the messages of the simulator since the last call, with their times. */
  received: () => [number, Message][];
  scheduler: TestScheduler;
}

/** Runs a test with a peer that is connected to a simulator in virtual time. The handshake and the initial messages are received. */
function inVirtualTime(
  test: (setup: TestSetup) => void,
  options: Partial<SimulatedConversationsOptions> & { ours?: Partial<PeerOptions>; network?: Network } = {},
): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(() => {
    const { network = bitcoin.regtest } = options;
    const chain = new SimulatedChain({ network });
    const { inbound, outbound } = memoryDuplexes();
    createPeer(inbound, {
      network,
      scheduler,
      identity: createIdentity(),
      conversations: simulatedConversations({ chain, ...options }),
    }).start();
    const peer = createPeer(outbound, { network, scheduler, ...options.ours });
    let messages: [number, Message][] = [];
    peer.messages$.subscribe((message) => messages.push([scheduler.now(), message]));
    const received = (): [number, Message][] => {
      const all = messages;
      messages = [];
      return all;
    };
    peer.start();
    test({ chain, peer, received, scheduler });
    peer.close();
  });
}

const commandsOf = (received: [number, Message][]): string[] => received.map(([, { command }]) => command);
const messagesOf = (received: [number, Message][]): Message[] => received.map(([, message]) => message);
const zero = '0'.repeat(64);
const { block, transaction, witnessBlock, witnessTransaction, witnessTransactionId, filteredBlock } = InventoryType;

describe('simulatedConversations', () => {
  it('performs the handshake and sends the initial messages', () => {
    inVirtualTime(({ received }) => {
      expect(commandsOf(received())).toEqual([
        'version',
        'wtxidrelay',
        'sendaddrv2',
        'verack',
        'sendheaders',
        'ping',
        'feefilter',
      ]);
    });
  });

  it('sends only messages that the protocol version has', () => {
    const ours = { protocolVersion: 60_001 };
    inVirtualTime(({ received }) => expect(commandsOf(received())).toEqual(['version', 'verack', 'ping']), { ours });
  });

  it('answers getheaders', () => {
    inVirtualTime(({ chain, peer, received }) => {
      const request = (locator: string[], stopHash = zero): Message[] => {
        received();
        void peer.send({ command: 'getheaders', version: 70016, locator, stopHash });
        return messagesOf(received());
      };
      const hashAt = (height: number): string => chain.at(height)!.hash;
      expect(request([hashAt(8)])).toEqual([
        { command: 'headers', headers: [chain.at(9)!.header, chain.at(10)!.header] },
      ]);
      expect(request([hashAt(10)])).toEqual([{ command: 'headers', headers: [] }]);
      expect(request([], hashAt(4))).toEqual([{ command: 'headers', headers: [chain.at(4)!.header] }]);
      expect(request([])).toEqual([]);
    });
  });

  it('answers getblocks and mempool by inv, and sends no empty inv', () => {
    inVirtualTime(
      ({ chain, peer, received }) => {
        const items = (): InventoryItem[][] =>
          messagesOf(received()).map((message) => (message as { items: InventoryItem[] }).items);
        received();
        void peer.send({ command: 'mempool' });
        void peer.send({ command: 'getblocks', version: 1, locator: [chain.tip().hash], stopHash: zero });
        expect(items()).toEqual([]);
        void peer.send({ command: 'getblocks', version: 1, locator: [chain.at(8)!.hash], stopHash: zero });
        expect(items()).toEqual([[9, 10].map((height) => ({ type: block, hash: chain.at(height)!.hash }))]);
        const { wtxid } = chain.relay();
        expect(items()).toEqual([]);
        void peer.send({ command: 'mempool' });
        expect(items()).toEqual([[{ type: witnessTransactionId, hash: wtxid }]]);
      },
      { ours: { relay: false } },
    );
  });

  it('answers getdata in order, with and without witness, and lists missing items in notfound', () => {
    inVirtualTime(({ chain, peer, received }) => {
      let pooled = chain.relay();
      while (pooled.txid === pooled.wtxid) pooled = chain.relay();
      const withoutWitness = {
        ...pooled.transaction,
        inputs: pooled.transaction.inputs.map((each) => ({ ...each, witness: [] })),
      };
      const entry = chain.tip();
      received();
      void peer.send({
        command: 'getdata',
        items: [
          { type: transaction, hash: pooled.txid },
          { type: 99, hash: zero },
          { type: transaction, hash: pooled.wtxid },
          { type: witnessBlock, hash: entry.hash },
          { type: block, hash: zero },
          { type: witnessTransaction, hash: pooled.txid },
          { type: filteredBlock, hash: entry.hash },
          { type: witnessTransactionId, hash: pooled.wtxid },
        ],
      });
      expect(messagesOf(received())).toEqual([
        { command: 'tx', transaction: withoutWitness },
        { command: 'block', block: entry.block },
        { command: 'tx', transaction: pooled.transaction },
        { command: 'tx', transaction: pooled.transaction },
        {
          command: 'notfound',
          items: [
            { type: transaction, hash: pooled.wtxid },
            { type: block, hash: zero },
          ],
        },
      ]);
      void peer.send({ command: 'getdata', items: [{ type: block, hash: entry.hash }] });
      const [answer] = messagesOf(received());
      expect(answer).toMatchObject({ command: 'block', block: { header: entry.header } });
      if (answer?.command !== 'block') throw new Error('block expected');
      expect(
        answer.block.transactions.flatMap(({ inputs }) => inputs).every(({ witness }) => witness.length === 0),
      ).toBe(true);
    });
  });

  it('announces by inv, and by headers after sendheaders', () => {
    inVirtualTime(({ chain, peer, received }) => {
      received();
      const pooled = chain.relay();
      const first = chain.mine();
      void peer.send({ command: 'sendheaders' });
      const second = chain.mine();
      expect(messagesOf(received())).toEqual([
        { command: 'inv', items: [{ type: witnessTransactionId, hash: pooled.wtxid }] },
        { command: 'inv', items: [{ type: block, hash: first.hash }] },
        { command: 'headers', headers: [second.header] },
      ]);
    });
  });

  it('announces by txid without wtxidrelay, and no transactions to a remote with relay: false', () => {
    inVirtualTime(
      ({ chain, received }) => {
        received();
        const pooled = chain.relay();
        expect(messagesOf(received())).toEqual([{ command: 'inv', items: [{ type: transaction, hash: pooled.txid }] }]);
      },
      { network: lbry.regtest },
    );
    inVirtualTime(
      ({ chain, received }) => {
        received();
        chain.relay();
        expect(received()).toEqual([]);
      },
      { ours: { relay: false } },
    );
  });

  it.each([
    ['addrv2', bitcoin.regtest, 1000],
    ['addr', lbry.regtest, 1000],
  ])('sends addresses by %s', (command, network, addressIntervalMs) => {
    inVirtualTime(
      ({ peer, received, scheduler }) => {
        received();
        void peer.send({ command: 'getaddr' });
        void peer.send({ command: 'getaddr' });
        const [answer, ...others] = messagesOf(received());
        expect(others).toEqual([]);
        expect(answer).toMatchObject({ command });
        expect((answer as { addresses: unknown[] }).addresses).toHaveLength(100);
        scheduler.schedule(() => peer.close(), 2500);
        scheduler.flush();
        expect(received().map(([atMs, message]) => [atMs, message.command])).toEqual([
          [1000, command],
          [2000, command],
        ]);
      },
      { network, addressIntervalMs },
    );
  });

  it('pings and grows the chain by the given scheduler', () => {
    inVirtualTime(
      ({ chain, peer, received, scheduler }) => {
        received();
        const growing = growChain({ chain, blockIntervalMs: 500, transactionIntervalMs: 200, scheduler }).subscribe();
        scheduler.schedule(() => {
          growing.unsubscribe();
          peer.close();
        }, 950);
        scheduler.flush();
        expect(received().map(([atMs, { command }]) => `${atMs} ${command}`)).toEqual([
          '200 inv',
          '400 ping',
          '400 inv',
          '500 inv',
          '600 inv',
          '800 ping',
          '800 inv',
        ]);
        expect(chain.tip().height).toBe(11);
      },
      { pingIntervalMs: 400 },
    );
  });
});
