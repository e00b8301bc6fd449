import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { filter, ReplaySubject } from 'rxjs';
import { bitcoin, type ReadyPeer } from '../../lib/index.js';
import { createPool, type Pool } from '../../lib/node.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered } from '../helpers/nodes/peerInfo.js';
import { soon } from '../helpers/nodes/soon.js';

const USER_AGENT = 'listening-pool';

describeWith(await bitcoindAbsence(), 'a pool that listens, and a Bitcoin node with BIP324 and one without', () => {
  let node: BitcoinNode;
  let v1Node: BitcoinNode;
  let pool: Pool | undefined;

  beforeAll(async () => {
    [node, v1Node] = await Promise.all([startBitcoind('-v2transport=1'), startBitcoind('-v2transport=0')]);
  });

  afterAll(async () => {
    pool?.close();
    await Promise.all([node?.stop(), v1Node?.stop()]);
  });

  it('serves one by v2 and the other by v1', async () => {
    const port$ = new ReplaySubject<number>(1);
    const joined$ = new ReplaySubject<ReadyPeer>(2);
    pool = createPool({
      network: bitcoin.regtest,
      outbound: 0,
      dnsSeeds: [],
      userAgent: { name: USER_AGENT, version: '1' },
      listenOn: { port: 0 },
      onListening: ({ port }) => port$.next(port),
    });
    pool.joined$.subscribe(joined$);
    pool.start();
    const address = `127.0.0.1:${await soon(port$, 'port')}`;
    await node.rpc('addnode', address, 'add', true);
    await v1Node.rpc('addnode', address, 'add', false);
    const joined = (version: 1 | 2): Promise<ReadyPeer> =>
      soon(joined$.pipe(filter(({ transport }) => transport?.version === version)), `peer by v${version}`);
    const encrypted = await joined(2);
    const plain = await joined(1);
    expect([encrypted.direction, plain.direction]).toEqual(['inbound', 'inbound']);
    expect(await answered(node, `/${USER_AGENT}:`)).toMatchObject({
      transport_protocol_type: 'v2',
      session_id: encrypted.transport?.sessionId,
    });
    expect(await answered(v1Node, `/${USER_AGENT}:`)).toMatchObject({ transport_protocol_type: 'v1', session_id: '' });

    // What both announce arrives from each.
    const [hash] = await node.mine(1);
    const announced$ = new ReplaySubject<string>(100);
    pool.on('inv').subscribe(({ peer, message }) => {
      for (const item of message.items) announced$.next(`${String(peer.transport?.version)} ${item.hash}`);
    });
    const [second] = await v1Node.mine(1);
    expect(second).not.toBe(hash);
    await soon(announced$.pipe(filter((text) => text === `1 ${second!}`)), 'inv by v1');
    const [third] = await node.mine(1);
    await soon(announced$.pipe(filter((text) => text === `2 ${third!}`)), 'inv by v2');
  });
});
