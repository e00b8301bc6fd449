import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { filter, lastValueFrom, ReplaySubject, Subscription, toArray } from 'rxjs';
import { bitcoin, blockHash, ServiceFlags, type Peer, type ReadyPeer } from '../../lib/index.js';
import { connect, dial, listen, type DialOptions } from '../../lib/node.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, everybodyGone, peerInfo } from '../helpers/nodes/peerInfo.js';
import { soon } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;
/** Both directions change their keys after this many packets (BIP324, REKEY_INTERVAL). */
const REKEY_PACKETS = 224;

describeWith(await bitcoindAbsence(), 'BIP324, with a Bitcoin node that supports it and one that does not', () => {
  let node: BitcoinNode;
  let v1Node: BitcoinNode;
  let opened = new Subscription();

  beforeAll(async () => {
    [node, v1Node] = await Promise.all([startBitcoind('-v2transport=1'), startBitcoind('-v2transport=0')]);
  });

  afterEach(async () => {
    opened.unsubscribe();
    opened = new Subscription();
    await Promise.all([everybodyGone(node), everybodyGone(v1Node)]);
  });

  afterAll(() => Promise.all([node?.stop(), v1Node?.stop()]));

  /** Dials under this name. */
  async function dialled(name: string, options: Partial<DialOptions> = {}, { host, port } = node): Promise<ReadyPeer> {
    const peer = await dial({ network, host, port, userAgent: { name, version: '1' }, ...options });
    opened.add(() => peer.close());
    return peer;
  }

  /** Listens under this name. */
  async function listener(name: string): Promise<Listener> {
    const port$ = new ReplaySubject<number>(1);
    const ready$ = new ReplaySubject<ReadyPeer>(10);
    opened.add(
      listen({
        network,
        port: 0,
        userAgent: { name, version: '1' },
        onListening: ({ port }) => port$.next(port),
      }).subscribe(ready$),
    );
    return { address: `127.0.0.1:${await soon(port$, 'port')}`, ready$ };
  }

  /** What the node reports about the connection with this name, after a pong: packets have gone both ways. */
  async function reported(name: string, by = node): Promise<{ transport: string; sessionId: string }> {
    const { transport_protocol_type: transport, session_id: sessionId } = await answered(by, `/${name}:`);
    return { transport, sessionId };
  }

  it('is used by default when we dial, and both sides have the same session id', async () => {
    const peer = await dialled('default');
    expect(peer.transport).toEqual({ version: 2, sessionId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await reported('default')).toEqual({ transport: 'v2', sessionId: peer.transport?.sessionId });
    expect(peer.remote.services & ServiceFlags.p2pV2).toBe(ServiceFlags.p2pV2);
  });

  it.each(['v2', 'v2-or-v1'] as const)('is used by connect() with transport %s', async (transport) => {
    const peer$ = new ReplaySubject<ReadyPeer>(1);
    const userAgent = { name: transport, version: '1' };
    opened.add(connect({ network, host: node.host, port: node.port, userAgent, transport }).subscribe(peer$));
    const peer = await soon(peer$, 'peer');
    expect(await reported(transport)).toEqual({ transport: 'v2', sessionId: peer.transport?.sessionId });
  });

  it('has another session id for each connection', async () => {
    const ids = [await dialled('first'), await dialled('second')].map(({ transport }) => transport?.sessionId);
    expect(new Set(ids).size).toBe(2);
  });

  it('is not used with transport v1', async () => {
    const peer = await dialled('plain', { transport: 'v1' });
    expect(peer.transport).toEqual({ version: 1 });
    expect(await reported('plain')).toEqual({ transport: 'v1', sessionId: '' });
  });

  it('is given up for v1 on a second connection if the node does not support it', async () => {
    const connections: Peer[] = [];
    const peer = await dialled(
      'fallback',
      { transport: 'v2-or-v1', onPeer: (early) => connections.push(early) },
      v1Node,
    );
    expect(peer.transport?.version).toBe(1);
    expect(connections).toHaveLength(2);
    expect(await reported('fallback', v1Node)).toEqual({ transport: 'v1', sessionId: '' });
  });

  it('is required by transport v2: a node that does not support it cannot be dialled', async () => {
    await expect(dialled('strict', { transport: 'v2' }, v1Node)).rejects.toMatchObject({
      name: 'TransportError',
      code: 'V2_REFUSED',
    });
  });

  it('is accepted by the same listener as v1', async () => {
    const { address, ready$ } = await listener('both');
    await node.rpc('addnode', address, 'add', true);
    try {
      const peer = await soon(ready$, 'inbound peer');
      expect(peer).toMatchObject({ direction: 'inbound', transport: { version: 2 } });
      expect(await reported('both')).toEqual({ transport: 'v2', sessionId: peer.transport?.sessionId });

      await v1Node.rpc('addnode', address, 'onetry', false);
      const second = await soon(ready$.pipe(filter(({ id }) => id !== peer.id)), 'second inbound peer');
      expect(second.transport).toEqual({ version: 1 });
      expect(await reported('both', v1Node)).toEqual({ transport: 'v1', sessionId: '' });
    } finally {
      await node.rpc('addnode', address, 'remove');
    }
  });

  it('continues when both sides have changed their keys several times, as initiator and as responder', async () => {
    const initiator = await dialled('initiator');
    const { address, ready$ } = await listener('responder');
    await node.rpc('addnode', address, 'onetry', true);
    const responder = await soon(ready$, 'inbound peer');
    await node.spend();
    await node.mine(3);
    for (const peer of [initiator, responder]) {
      const packets = { received: 0, sent: 0 };
      opened.add(peer.traffic$.subscribe(({ direction }) => (packets[direction] += 1)));
      const headers = await lastValueFrom(peer.request.headers([network.genesisHash]));
      const hashes = headers.map(blockHash);
      while (packets.sent < 3 * REKEY_PACKETS || packets.received < 3 * REKEY_PACKETS) {
        await lastValueFrom(peer.request.ping());
        const blocks = await lastValueFrom(peer.request.blocks(hashes.slice(-5)).pipe(toArray()));
        expect(blocks.map(({ hash, found }) => found && hash)).toEqual(hashes.slice(-5));
      }
      const all = await lastValueFrom(peer.request.blocks(hashes).pipe(toArray()));
      expect(all.every(({ found }) => found)).toBe(true);
      expect(peer.stats().faults).toBe(0);
    }
    expect((await peerInfo(node, '/initiator:')).session_id).toBe(initiator.transport?.sessionId);
    expect((await peerInfo(node, '/responder:')).session_id).toBe(responder.transport?.sessionId);
  });
});

interface Listener {
  readonly address: string;
  readonly ready$: ReplaySubject<ReadyPeer>;
}
