import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { bitcoin, formatAddress, type CloseReason, type ReadyPeer, type RoundTrip } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { dial } from '../../lib/node.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { peerInfo, type PeerInfo } from '../helpers/nodes/peerInfo.js';
import { eventually, soon } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;
/** One second more than the ping interval of the node, which must be exceeded (Bitcoin Core, PING_INTERVAL). */
const STEP_SECONDS = 121;
/** The size of a ping or pong by transport v2: a packet of 20 bytes, the message type, the nonce. */
const PING_BYTES = 20 + 1 + 8;
/** 26 minutes. */
const STEPS = 13;

describeWith(await bitcoindAbsence(), 'a Bitcoin node whose clock is advanced together with ours', () => {
  let node: BitcoinNode;
  let peer: ReadyPeer;
  let nowSeconds: number;
  const scheduler = new VirtualTime();
  const reasons: CloseReason[] = [];

  beforeAll(async () => {
    node = await startBitcoind();
    // Starts at the time of its best block, because its clock must not go back.
    const { mediantime } = await node.rpc<{ mediantime: number }>('getblockchaininfo');
    nowSeconds = mediantime + 3600;
    await node.rpc('setmocktime', nowSeconds);
    scheduler.advance(nowSeconds * 1000);
    peer = await dial({
      network,
      host: node.host,
      port: node.port,
      userAgent: { name: 'steady', version: '1' },
      scheduler,
    });
    peer.closed$.subscribe((reason) => reasons.push(reason));
  });

  afterAll(async () => {
    peer?.close();
    await node?.stop();
  });

  /** Advances both clocks. */
  async function pass(seconds: number): Promise<void> {
    nowSeconds += seconds;
    await node.rpc('setmocktime', nowSeconds);
    scheduler.advance(seconds * 1000);
  }

  it('stays connected for more than 25 minutes, with pings in both directions', async () => {
    const roundTrips: RoundTrip[] = [];
    peer.pings$.subscribe((roundTrip) => roundTrips.push(roundTrip));
    expect(peer.stats().timeOffsetSeconds).toBe(0);
    for (let step = 0; step < STEPS; step++) {
      const both = Promise.all([soon(peer.pings$, 'pong'), soon(peer.on('ping'), 'ping of the node')]);
      await pass(STEP_SECONDS);
      await both;
      expect(reasons).toEqual([]);
    }
    expect(roundTrips).toHaveLength(STEPS);
    expect(new Set(roundTrips.map(({ nonce }) => nonce)).size).toBe(STEPS);
    expect(peer.stats()).toMatchObject({ roundTrip: { count: STEPS }, faults: 0 });
    const { messages, bytes } = peer.stats().received.byCommand['ping']!;
    expect(messages).toBeGreaterThanOrEqual(STEPS);

    const info = await eventually(
      async () => (await peerInfo(node, 'steady')) as CountedPeerInfo,
      ({ bytesrecv_per_msg: received }) => received['pong'] === bytes,
      'all pongs',
    );
    expect(nowSeconds - info.conntime).toBeGreaterThan(25 * 60);
    expect(info.bytesrecv_per_msg['ping']).toBe(PING_BYTES * STEPS);
    expect(info.bytessent_per_msg).toMatchObject({ ping: bytes, pong: PING_BYTES * STEPS });
  });

  it('sends addresses, at its own interval', async () => {
    const given = Array.from({ length: 60 }, (_, i) => `${i + 20}.${i + 1}.2.3`);
    for (const address of given) await node.rpc('addpeeraddress', address, 18_444);
    const answer = firstValueFrom(peer.request.addresses({ timeoutMs: 3_600_000 }));
    await firstValueFrom(peer.request.ping({ timeoutMs: 3_600_000 }));
    // It sends addresses twice a minute on average (Bitcoin Core, AVG_ADDRESS_BROADCAST_INTERVAL).
    await pass(240);
    const addresses = await answer;
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.length).toBeLessThanOrEqual(given.length * 0.23);
    for (const address of addresses) {
      expect(given).toContain(formatAddress(address));
      expect(address.port).toBe(18_444);
    }
    expect(reasons).toEqual([]);
  });

  it('is closed by the node after 20 minutes without a message', async () => {
    // A remote that answers no ping: the node pings by the same clock, and a pong would count as a message.
    const silent = await dial({ network, host: node.host, port: node.port, scheduler, conversations: [] });
    nowSeconds += 21 * 60;
    await node.rpc('setmocktime', nowSeconds);
    expect(await soon(silent.closed$, 'end')).toEqual({ by: 'remote' });
  });
});

interface CountedPeerInfo extends PeerInfo {
  readonly conntime: number;
  readonly bytesrecv_per_msg: Readonly<Record<string, number>>;
  readonly bytessent_per_msg: Readonly<Record<string, number>>;
}
