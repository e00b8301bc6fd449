import { describe, expect, it } from '@jest/globals';
import {
  bitcoin,
  connectOver,
  createIdentity,
  memorySockets,
  type Message,
  type PeerError,
  type ReadyPeer,
} from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { simulateNetwork, simulateNode, type SimulatedNetwork, type SimulatedNode } from '../../lib/simulator.js';
import { createSockets } from '../../lib/transport/socketsPortable.js';

const network = bitcoin.regtest;

/** Sockets in memory and virtual time. */
function virtualSockets() {
  const scheduler = new VirtualTime({ startMs: Date.UTC(2026, 0, 1) });
  return { scheduler, sockets: memorySockets({ scheduler }) };
}

describe('a simulated node over sockets in memory', () => {
  function connected() {
    const { scheduler, sockets } = virtualSockets();
    const nodes: SimulatedNode[] = [];
    const simulation = simulateNode({ sockets, scheduler, initialBlocks: 30, blockIntervalMs: 10_000 }).subscribe(
      (node) => nodes.push(node),
    );
    scheduler.advance(1);
    const peers: ReadyPeer[] = [];
    const errors: string[] = [];
    connectOver(nodes[0]!.dial(), { network, scheduler, identity: createIdentity() }).subscribe({
      next: (peer) => peers.push(peer),
      error: (error: unknown) => errors.push((error as PeerError).code),
    });
    scheduler.advance(1000);
    return { scheduler, simulation, node: nodes[0]!, peer: peers[0]!, errors };
  }

  it('completes the handshake by v2, serves headers, and announces blocks and transactions', () => {
    const { node, peer, scheduler } = connected();
    expect([node.host, node.port, peer.transport?.version]).toEqual(['127.0.0.1', 1024, 2]);
    const received: Message[] = [];
    peer.messages$.subscribe((message) => received.push(message));
    let headerCount = 0;
    peer.request.headers([network.genesisHash]).subscribe((headers) => (headerCount = headers.length));
    scheduler.advance(1000);
    expect(headerCount).toBe(30);
    const { wtxid } = node.relay();
    scheduler.advance(10_000);
    expect(node.tip().height).toBe(31);
    const hashes = received.flatMap((message) =>
      message.command === 'inv' ? message.items.map(({ hash }) => hash) : [],
    );
    expect(hashes).toEqual(expect.arrayContaining([wtxid, node.tip().hash]));
  });

  it('ends its peers when it is unsubscribed', () => {
    const { errors, scheduler, simulation } = connected();
    simulation.unsubscribe();
    scheduler.advance(1000);
    expect(errors).toEqual(['REMOTE_CLOSED']);
  });
});

describe('a simulated network over sockets in memory', () => {
  it('runs ten minutes of virtual time: peers connect, blocks spread, a visitor dials us', () => {
    const { scheduler, sockets } = virtualSockets();
    const networks: SimulatedNetwork[] = [];
    const simulation = simulateNetwork({
      count: 9,
      visitors: 1,
      sockets,
      scheduler,
      blockIntervalMs: 60_000,
    }).subscribe((each) => networks.push(each));
    scheduler.advance(1);
    const announcedBy = new Set<string>();
    for (const { dial, profile } of networks[0]!.nodes) {
      // By v1: the first violation of a liar ends a connection by v2.
      connectOver(dial(), { network, scheduler, identity: createIdentity(), transport: 'v1' }).subscribe({
        next: (peer) => peer.on('inv').subscribe(() => announcedBy.add(profile.role)),
        // Leavers and liars end their connections.
        error: () => undefined,
      });
    }
    const visitors: string[] = [];
    const ourHome = { host: '127.0.0.1', port: 8333 };
    sockets.listen({ ...ourHome, onListening: () => undefined }).subscribe(({ address }) => visitors.push(address));
    networks[0]!.visit(ourHome).subscribe();
    scheduler.advance(600_000);
    expect(networks[0]!.chain.tip().height).toBe(20);
    expect(announcedBy).toEqual(new Set(['miner', 'relay', 'slow', 'silent', 'leaver', 'liar']));
    expect(visitors.length).toBeGreaterThan(0);
    // The liar has violated the protocol, and has changed its port.
    const portsOfLiar = networks.map(({ nodes }) => nodes.find(({ profile }) => profile.role === 'liar')!.port);
    expect(portsOfLiar).toEqual([1027, 1032]);
    simulation.unsubscribe();
  });
});

describe('the option sockets', () => {
  it.each([null, 5, {}, { dial: () => undefined }])('rejects %p at the call', (sockets) => {
    const invalid = expect.objectContaining({ code: 'INVALID_OPTION', path: 'sockets' });
    expect(() => simulateNode({ sockets: sockets as never })).toThrow(invalid);
    expect(() => simulateNetwork({ sockets: sockets as never })).toThrow(invalid);
  });

  it('has sockets in memory as its portable default, which are new for each call', () => {
    expect(createSockets().constructor).toBe(memorySockets().constructor);
    expect(createSockets()).not.toBe(createSockets());
  });
});
