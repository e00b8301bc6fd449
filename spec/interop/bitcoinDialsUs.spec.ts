import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { filter, ReplaySubject, Subscription, take, type Observable } from 'rxjs';
import { bitcoin, type CloseReason, type Message, type Peer, type ReadyPeer } from '../../lib/index.js';
import { listen } from '../../lib/node.js';
import { ask } from '../helpers/nodes/ask.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, peerInfo } from '../helpers/nodes/peerInfo.js';
import { soon } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;

describeWith(await bitcoindAbsence(), 'a Bitcoin node that dials us', () => {
  let node: BitcoinNode;
  const ours = new Subscription();

  beforeAll(async () => {
    node = await startBitcoind();
  });

  afterAll(async () => {
    ours.unsubscribe();
    await node?.stop();
  });

  /** Listens under this name on its own port. */
  async function listener(name: string, transport?: 'v1'): Promise<Listener> {
    const connection$ = new ReplaySubject<Peer>(10);
    const received: Message[] = [];
    const ready$ = new ReplaySubject<ReadyPeer>(10);
    const port$ = new ReplaySubject<number>(1);
    ours.add(
      listen({
        network,
        port: 0,
        transport,
        userAgent: { name, version: '1' },
        newestBlock: () => ({ height: 7 }),
        onListening: ({ port }) => port$.next(port),
        onPeer(peer) {
          peer.messages$.subscribe((message) => received.push(message));
          connection$.next(peer);
        },
      }).subscribe(ready$),
    );
    const port = await soon(port$, 'port');
    return { address: `127.0.0.1:${port}`, connection$, ready$, received };
  }

  it('completes the handshake', async () => {
    const { address, ready$, received } = await listener('listener');
    // False: without BIP324, which the node would try first.
    await node.rpc('addnode', address, 'onetry', false);
    const peer = await soon(ready$, 'inbound peer');
    expect(peer.direction).toBe('inbound');
    expect(peer.protocolVersion).toBe(70_016);
    expect(peer.remote.startHeight).toBe(101);
    expect(peer.features).toMatchObject({ witness: true, addrV2: true, wtxidRelay: true, relay: true });
    expect(received.slice(0, 4).map(({ command }) => command)).toEqual([
      ...['version', 'wtxidrelay', 'sendaddrv2', 'verack'],
    ]);
    expect(await peerInfo(node, 'listener')).toMatchObject({
      inbound: false,
      subver: peer.local.userAgent,
      version: 70_016,
      startingheight: 7,
      transport_protocol_type: 'v1',
    });

    const { pingtime } = await answered(node, 'listener');
    expect(pingtime).toBeGreaterThan(0);
    const nonce = 0x0123_4567_89ab_cdefn;
    expect(await ask(peer, { command: 'ping', nonce }, peer.on('pong'))).toEqual({ command: 'pong', nonce });
  });

  it('has its attempt at BIP324 refused with transport v1, and its second connection accepted without it', async () => {
    const { address, connection$, ready$ } = await listener('fallback', 'v1');
    await node.rpc('addnode', address, 'onetry', true);
    const first = await soon(connection$, 'connection');
    expect(await soon(first.closed$, 'end of the attempt')).toMatchObject({
      by: 'fault',
      error: { name: 'RemoteProtocolError', code: 'WRONG_MAGIC' },
    });
    const peer = await soon(ready$, 'second connection');
    expect(peer.id).not.toBe(first.id);
    expect(peer.remote.userAgent).toContain('/Satoshi:');
    const { transport_protocol_type } = await peerInfo(node, 'fallback');
    expect(transport_protocol_type).toBe('v1');
  });

  it('emits one reason when the node closes the connection', async () => {
    const { address, ready$ } = await listener('dropped');
    await node.rpc('addnode', address, 'onetry', false);
    const peer = await soon(ready$, 'inbound peer');
    const reasons: CloseReason[] = [];
    peer.closed$.subscribe((reason) => reasons.push(reason));
    await node.rpc('disconnectnode', '', (await peerInfo(node, 'dropped')).id);
    await soon(
      peer.status$.pipe(
        filter((status) => status === 'closed'),
        take(1),
      ),
      'end',
    );
    expect(reasons).toEqual([{ by: 'remote' }]);
  });
});

interface Listener {
  readonly address: string;
  /** All connections, also those that fail. */
  readonly connection$: Observable<Peer>;
  readonly ready$: Observable<ReadyPeer>;
  /** The messages of all connections. */
  readonly received: readonly Message[];
}
