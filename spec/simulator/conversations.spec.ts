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

interface World {
  chain: SimulatedChain;
  peer: Peer;
  /** What the simulator has said since the last look, with the time. */
  heard: () => [number, Message][];
  scheduler: TestScheduler;
}

/** A peer of ours that talks to a simulator in virtual time; the greeting is heard already. */
function inVirtualTime(
  test: (world: World) => void,
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
    const heard = (): [number, Message][] => {
      const all = messages;
      messages = [];
      return all;
    };
    peer.start();
    test({ chain, peer, heard, scheduler });
    peer.close();
  });
}

const commandsOf = (heard: [number, Message][]): string[] => heard.map(([, { command }]) => command);
const messagesOf = (heard: [number, Message][]): Message[] => heard.map(([, message]) => message);
const zero = '0'.repeat(64);
const { block, transaction, witnessBlock, witnessTransaction, witnessTransactionId, filteredBlock } = InventoryType;

describe('a simulated remote', () => {
  it('makes the handshake and greets', () => {
    inVirtualTime(({ heard }) => {
      expect(commandsOf(heard())).toEqual([
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

  it('says to an old remote what that knows', () => {
    const ours = { protocolVersion: 60_001 };
    inVirtualTime(({ heard }) => expect(commandsOf(heard())).toEqual(['version', 'verack', 'ping']), { ours });
  });

  it('answers getheaders', () => {
    inVirtualTime(({ chain, peer, heard }) => {
      const ask = (locator: string[], stopHash = zero): Message[] => {
        heard();
        void peer.send({ command: 'getheaders', version: 70016, locator, stopHash });
        return messagesOf(heard());
      };
      const hashAt = (height: number): string => chain.at(height)!.hash;
      expect(ask([hashAt(8)])).toEqual([{ command: 'headers', headers: [chain.at(9)!.header, chain.at(10)!.header] }]);
      expect(ask([hashAt(10)])).toEqual([{ command: 'headers', headers: [] }]);
      expect(ask([], hashAt(4))).toEqual([{ command: 'headers', headers: [chain.at(4)!.header] }]);
      expect(ask([])).toEqual([]);
    });
  });

  it('answers getblocks and mempool by inv, or by nothing', () => {
    inVirtualTime(
      ({ chain, peer, heard }) => {
        const items = (): InventoryItem[][] =>
          messagesOf(heard()).map((message) => (message as { items: InventoryItem[] }).items);
        heard();
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

  it('answers getdata in its order, with and without witness, and says what it has not', () => {
    inVirtualTime(({ chain, peer, heard }) => {
      let pooled = chain.relay();
      while (pooled.txid === pooled.wtxid) pooled = chain.relay();
      const stripped = {
        ...pooled.transaction,
        inputs: pooled.transaction.inputs.map((each) => ({ ...each, witness: [] })),
      };
      const entry = chain.tip();
      heard();
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
      expect(messagesOf(heard())).toEqual([
        { command: 'tx', transaction: stripped },
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
      const [answer] = messagesOf(heard());
      expect(answer).toMatchObject({ command: 'block', block: { header: entry.header } });
      if (answer?.command !== 'block') throw new Error('block expected');
      expect(
        answer.block.transactions.flatMap(({ inputs }) => inputs).every(({ witness }) => witness.length === 0),
      ).toBe(true);
    });
  });

  it('announces news as the remote wants them', () => {
    inVirtualTime(({ chain, peer, heard }) => {
      heard();
      const pooled = chain.relay();
      const first = chain.mine();
      void peer.send({ command: 'sendheaders' });
      const second = chain.mine();
      expect(messagesOf(heard())).toEqual([
        { command: 'inv', items: [{ type: witnessTransactionId, hash: pooled.wtxid }] },
        { command: 'inv', items: [{ type: block, hash: first.hash }] },
        { command: 'headers', headers: [second.header] },
      ]);
    });
  });

  it('announces by txid where wtxidrelay was not said, and no transaction where none are wanted', () => {
    inVirtualTime(
      ({ chain, heard }) => {
        heard();
        const pooled = chain.relay();
        expect(messagesOf(heard())).toEqual([{ command: 'inv', items: [{ type: transaction, hash: pooled.txid }] }]);
      },
      { network: lbry.regtest },
    );
    inVirtualTime(
      ({ chain, heard }) => {
        heard();
        chain.relay();
        expect(heard()).toEqual([]);
      },
      { ours: { relay: false } },
    );
  });

  it.each([
    ['addrv2', bitcoin.regtest, 1000],
    ['addr', lbry.regtest, 1000],
  ])('tells addresses by %s', (command, network, addressIntervalMs) => {
    inVirtualTime(
      ({ peer, heard, scheduler }) => {
        heard();
        void peer.send({ command: 'getaddr' });
        void peer.send({ command: 'getaddr' });
        const [answer, ...others] = messagesOf(heard());
        expect(others).toEqual([]);
        expect(answer).toMatchObject({ command });
        expect((answer as { addresses: unknown[] }).addresses).toHaveLength(100);
        scheduler.schedule(() => peer.close(), 2500);
        scheduler.flush();
        expect(heard().map(([at, message]) => [at, message.command])).toEqual([
          [1000, command],
          [2000, command],
        ]);
      },
      { network, addressIntervalMs },
    );
  });

  it('pings, and grows its chain, in its own time', () => {
    inVirtualTime(
      ({ chain, peer, heard, scheduler }) => {
        heard();
        const growing = growChain({ chain, blockIntervalMs: 500, transactionIntervalMs: 200, scheduler }).subscribe();
        scheduler.schedule(() => {
          growing.unsubscribe();
          peer.close();
        }, 950);
        scheduler.flush();
        expect(heard().map(([at, { command }]) => `${at} ${command}`)).toEqual([
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
