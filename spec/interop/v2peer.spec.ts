import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, everybodyGone, peerInfo } from '../helpers/nodes/peerInfo.js';
import { v2peerAbsence, v2peerDials, v2peerListens, type V2Peer } from '../helpers/nodes/v2peer.js';

/** The other remote of the v2 specs, compared with a real node: what it reports can be believed. */
describeWith((await bitcoindAbsence()) ?? (await v2peerAbsence()), "btcd's v2 transport, on a Bitcoin node", () => {
  let node: BitcoinNode;
  const running: V2Peer[] = [];

  beforeAll(async () => {
    node = await startBitcoind();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((peer) => peer.stop()));
    await everybodyGone(node);
  });

  afterAll(() => node?.stop());

  it('reports the session id of the node that it dials, after garbage and decoys', async () => {
    const peer = v2peerDials(node.host, node.port, { garbage: 4095, decoys: [0, 100, 20_000], agent: '/dials:1/' });
    running.push(peer);
    const { sessionId } = await peer.event('session');
    expect(sessionId).toMatch(/^[0-9a-f]{64}$/);
    const { userAgent } = await peer.event('ready');
    expect(userAgent).toContain('/Satoshi:');
    // After a pong, so that packets went both ways.
    await answered(node, '/dials:');
    expect(await peerInfo(node, '/dials:')).toMatchObject({
      inbound: true,
      transport_protocol_type: 'v2',
      session_id: sessionId,
    });
  });

  it('reports the session id of the node that dials it, after garbage and decoys', async () => {
    const peer = await v2peerListens({ garbage: 1, decoys: [1], agent: '/listens:1/' });
    running.push(peer);
    await node.rpc('addnode', `127.0.0.1:${peer.port}`, 'onetry', true);
    const { sessionId } = await peer.event('session');
    await answered(node, '/listens:');
    expect(await peerInfo(node, '/listens:')).toMatchObject({
      inbound: false,
      transport_protocol_type: 'v2',
      session_id: sessionId,
    });
  });

  it('sends pings with and without a short id, decoys and unknown messages, and the node answers the pings', async () => {
    const peer = v2peerDials(node.host, node.port);
    running.push(peer);
    await peer.event('ready');
    peer.send('long', 3, 100_000);
    peer.send('decoy', 500, 10);
    peer.send('longPing', 1);
    peer.send('ping', 700);
    const { typeId, payloadBytes } = await peer.event('received', ({ command }) => command === 'pong');
    expect({ typeId, payloadBytes }).toEqual({ typeId: 19, payloadBytes: 8 });
    await peer.event('received', ({ command, nonce }) => command === 'pong' && nonce === '700');
  });
});
