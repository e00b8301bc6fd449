import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defer, from, map, merge, mergeMap, of, retry, Subject, switchMap, timer, type Observable } from 'rxjs';
import { connectedPeer } from '../../lib/connect/connectedPeer.js';
import { peerSettings } from '../../lib/peer/peerSettings.js';
import {
  blockHash,
  createPeer,
  defaultConversations,
  InventoryType,
  txid,
  type Conversation,
} from '../../lib/index.js';
import type { Hash, InventoryItem, Message, Peer } from '../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import { SimulatedChain } from '../../lib/simulator.js';
import { reasonNames } from '../helpers/peer/outcome.js';

const NODES = 20;
/** Number of nodes that each node dials. */
const DIALS = 3;
const RECONNECT_MS = 5000;
const MINUTE_MS = 60_000;

/** A node that stores received transactions and blocks, announces them to its peers by inv, and answers getdata. */
class GossipNode {
  /** The stored messages, by hash. */
  readonly messages = new Map<Hash, Message>();
  /** How often each message was received, duplicates included. */
  readonly counts = new Map<Hash, number>();
  readonly ends: string[] = [];
  readonly faults: string[] = [];
  private readonly storedSubject$ = new Subject<InventoryItem>();

  constructor(
    private readonly net: VirtualNetwork,
    readonly address: string,
  ) {
    net.listen(address).subscribe((duplex) => createPeer(duplex, this.options()).start());
  }

  dial(address: string): void {
    this.net
      .dial(address, { from: this.address })
      .pipe(
        switchMap((duplex) => connectedPeer(duplex, peerSettings(this.options()))),
        retry({ delay: () => timer(RECONNECT_MS, this.net.scheduler) }),
      )
      .subscribe();
  }

  receive(message: Message): void {
    const item = itemOf(message);
    if (item === undefined) return;
    this.counts.set(item.hash, (this.counts.get(item.hash) ?? 0) + 1);
    if (this.messages.has(item.hash)) return;
    this.messages.set(item.hash, message);
    this.storedSubject$.next(item);
  }

  private options() {
    return {
      ...this.net.peerOptions(this.address),
      conversations: [...defaultConversations({ pingIntervalMs: 30_000 }), this.gossip()],
      onPeer: (peer: Peer) => {
        peer.closed$.subscribe((reason) => this.ends.push(...reasonNames([reason])));
        peer.faults$.subscribe((fault) => this.faults.push(String(fault)));
      },
    };
  }

  /** Announces all stored messages to a new remote, and later ones as they are received. */
  private gossip(): Conversation {
    return () => (received$) =>
      merge(
        received$.pipe(mergeMap((message) => this.answersTo(message))),
        merge(
          defer(() => from([...this.messages.values()].map((message) => itemOf(message)!))),
          this.storedSubject$,
        ).pipe(map((item): Message => ({ command: 'inv', items: [item] }))),
      );
  }

  private answersTo(message: Message): Observable<Message> {
    this.receive(message);
    if (message.command === 'getdata') {
      return from(message.items.flatMap(({ hash }) => this.messages.get(hash) ?? []));
    }
    if (message.command !== 'inv') return from([]);
    const items = message.items.filter(({ hash }) => !this.messages.has(hash));
    return items.length === 0 ? from([]) : of({ command: 'getdata', items });
  }
}

function itemOf(message: Message): InventoryItem | undefined {
  if (message.command === 'tx') return { type: InventoryType.witnessTransaction, hash: txid(message.transaction) };
  if (message.command === 'block') return { type: InventoryType.witnessBlock, hash: blockHash(message.block.header) };
  return undefined;
}

/** Each node dials the next one, so that the graph is connected, and two more at random. */
function nodesOf(net: VirtualNetwork): GossipNode[] {
  const nodes = Array.from({ length: NODES }, (_, i) => new GossipNode(net, `10.0.0.${i + 1}:8333`));
  const random = net.random('topology');
  nodes.forEach((node, i) => {
    const others = Array.from({ length: DIALS - 1 }, () => (i + 1 + (random(1)[0]! % (NODES - 1))) % NODES);
    for (const other of [(i + 1) % NODES, ...others]) node.dial(nodes[other]!.address);
  });
  return nodes;
}

describe('twenty peers that gossip', () => {
  it('all receive each transaction and block within two minutes, although connections break', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (seed) => {
        const net = virtualNetwork({ seed, latencyMs: [10, 300], chunkBytes: [1, 1500], lossOfConnection: 0.5 });
        const nodes = nodesOf(net);
        const chain = new SimulatedChain({ network: net.peerOptions('chain').network, seed, initialBlocks: 3 });
        net.advance(MINUTE_MS);
        const hashes: Hash[] = [];
        for (let round = 0; round < 3; round++) {
          const { transaction, txid } = chain.relay();
          const { block, hash } = chain.mine();
          nodes[round]!.receive({ command: 'tx', transaction });
          nodes[NODES - 1 - round]!.receive({ command: 'block', block: block! });
          hashes.push(txid, hash);
          net.advance(700);
          // One node loses all connections meanwhile; they are dialled again.
          net.cut(nodes[10]!.address);
          net.advance(2 * MINUTE_MS);
          for (const node of nodes) expect([...node.messages.keys()].sort()).toEqual([...hashes].sort());
        }
        const maxCount = Math.max(...nodes.flatMap(({ counts }) => [...counts.values()]));
        // At most once from each neighbour, and again after a lost connection.
        expect(maxCount).toBeLessThanOrEqual(2 * NODES);
        const ends = nodes.flatMap((node) => node.ends);
        expect(new Set(ends)).toEqual(new Set(['TransportError CONNECTION_LOST']));
        expect(ends.length).toBeGreaterThan(NODES);
        expect(nodes.flatMap(({ faults }) => faults)).toEqual([]);
        expect(net.connectionCount).toBeLessThanOrEqual(NODES * DIALS);
      }),
      { numRuns: 2 },
    );
  });
});
