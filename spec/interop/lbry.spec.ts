import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filter, map, mergeMap, ReplaySubject, Subscription } from 'rxjs';
import {
  blockHash,
  encodeMessage,
  InventoryType,
  lbry,
  ServiceFlags,
  toHex,
  txid,
  type LbryBlockHeader,
  type LbryMessage,
  type ReadyPeer,
} from '../../lib/index.js';
import { dial, listen } from '../../lib/node.js';
import { ask } from '../helpers/nodes/ask.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { lbcdAbsence, startLbcd, type LbryNode } from '../helpers/nodes/lbcd.js';
import { eventually, soon } from '../helpers/nodes/soon.js';

const network = lbry.regtest;
const FRAME_HEADER_BYTES = 24;
const BLOCKS = 5;

describeWith(await lbcdAbsence(), 'a LBRY node', () => {
  let node: LbryNode;

  beforeAll(async () => {
    node = await startLbcd();
    await node.rpc('generate', BLOCKS);
  });

  afterAll(async () => {
    await node?.stop();
  });

  describe('that we dial', () => {
    let peer: ReadyPeer<LbryMessage>;

    beforeAll(async () => {
      peer = await dial({ network, host: node.host, port: node.port, userAgent: { name: 'dialer', version: '1' } });
    });

    afterAll(() => peer?.close());

    it('completes the handshake at 70013', async () => {
      expect(peer.protocolVersion).toBe(70_013);
      expect(peer.remote.version).toBe(70_013);
      expect(peer.remote.startHeight).toBe(BLOCKS);
      expect(peer.remote.userAgent).toMatch(/^\/.+:.+\/$/);
      expect(peer.features).toMatchObject({ addrV2: false, wtxidRelay: false, relay: true });
      expect(await infoOf(node, 'dialer')).toMatchObject({ inbound: true, subver: peer.local.userAgent });
    });

    it('exchanges pings both ways', () => expectPingsBothWays(node, peer, 'dialer'));

    it('reads headers of 112 bytes from the genesis block on', async () => {
      const genesis = await node.rpc<string>('getblockhash', 0);
      const { headers } = await ask(
        peer,
        { command: 'getheaders', version: 70_013, locator: [genesis], stopHash: NO_HASH },
        peer.on('headers'),
      );
      expect(headers).toHaveLength(BLOCKS);
      expect(headers[0]!.prevBlock).toBe(genesis);
      for (const [i, header] of headers.entries()) {
        const hash = await node.rpc<string>('getblockhash', i + 1);
        expect(blockHash(header)).toBe(hash);
        expect(header.claimTrie).toMatch(/^[0-9a-f]{64}$/);
        expect(headerHex(header)).toHaveLength(2 * 112);
        expect(headerHex(header)).toBe(await node.rpc('getblockheader', hash, false));
      }
    });

    it('receives the announcement of a new block, and fetches it with its transactions', async () => {
      const announced = soon(
        peer.on('inv').pipe(
          mergeMap(({ items }) => items),
          filter(({ type }) => type === InventoryType.block),
        ),
        'inv of a block',
      );
      const [hash] = await node.rpc<string[]>('generate', 1);
      expect((await announced).hash).toBe(hash);
      const received$ = peer.traffic$.pipe(
        filter((traffic) => traffic.direction === 'received' && traffic.command === 'block'),
        map((traffic) => ({ message: traffic.message(), payload: toHex(traffic.payload) })),
      );
      const items = [{ type: InventoryType.witnessBlock, hash: hash! }];
      const { message, payload } = await ask(peer, { command: 'getdata', items }, received$);
      if (message?.command !== 'block') throw new Error('no block');
      expect(blockHash(message.block.header)).toBe(hash);
      expect(payload).toBe(await node.rpc('getblock', hash, 0));
      expect(toHex(encodeMessage(message, { network }).subarray(FRAME_HEADER_BYTES))).toBe(payload);
      const { tx } = await node.rpc<{ tx: string[] }>('getblock', hash, 1);
      expect(message.block.transactions.map(txid)).toEqual(tx);
    });

    it('receives notfound for an unknown item', async () => {
      const items = [{ type: InventoryType.transaction, hash: 'ab'.repeat(32) }];
      const notfound = await ask(peer, { command: 'getdata', items }, peer.on('notfound'));
      expect(notfound).toEqual({ command: 'notfound', items });
    });
  });

  describe('that dials us', () => {
    const ours = new Subscription();

    afterAll(() => ours.unsubscribe());

    it('completes the handshake, and exchanges pings both ways', async () => {
      const ready$ = new ReplaySubject<ReadyPeer<LbryMessage>>(1);
      const port$ = new ReplaySubject<number>(1);
      // lbcd rejects the version of a node that it dialled if the node does not offer this service (server.go, OnVersion).
      const services = ServiceFlags.network;
      const userAgent = { name: 'listener', version: '1' };
      ours.add(
        listen({
          network,
          port: 0,
          userAgent,
          services,
          onListening: ({ port }) => port$.next(port),
        }).subscribe(ready$),
      );
      await node.rpc('addnode', `127.0.0.1:${await soon(port$, 'port')}`, 'onetry');
      const peer = await soon(ready$, 'inbound peer');
      expect(peer.direction).toBe('inbound');
      expect(peer.protocolVersion).toBe(70_013);
      expect(await infoOf(node, 'listener')).toMatchObject({ inbound: false, subver: peer.local.userAgent });
      await expectPingsBothWays(node, peer, 'listener');
    });
  });
});

const NO_HASH = '0'.repeat(64);

/** The entry of lbcd's RPC getpeerinfo for a connection; it has fewer fields than that of Bitcoin Core. */
interface LbryPeerInfo {
  readonly inbound: boolean;
  readonly subver: string;
  /** Microseconds; 0 before the first pong. */
  readonly pingtime: number;
}

async function infoOf(
  { rpc }: LbryNode,
  ours: string,
  isWanted: (info: LbryPeerInfo) => boolean = () => true,
): Promise<LbryPeerInfo> {
  const mine = async (): Promise<LbryPeerInfo | undefined> =>
    (await rpc<LbryPeerInfo[]>('getpeerinfo')).find((info) => info.subver.includes(ours));
  return (await eventually(mine, (found) => found !== undefined && isWanted(found), `getpeerinfo of ${ours}`))!;
}

async function expectPingsBothWays(node: LbryNode, peer: ReadyPeer<LbryMessage>, ours: string): Promise<void> {
  const nonce = 0xfedc_ba98_7654_3210n;
  expect(await ask(peer, { command: 'ping', nonce }, peer.on('pong'))).toEqual({ command: 'pong', nonce });
  // It sends automatic pings only every two minutes (lbcd, peer/peer.go pingInterval).
  const pinged = soon(peer.on('ping'), 'ping');
  await node.rpc('ping');
  await pinged;
  await infoOf(node, ours, ({ pingtime }) => pingtime > 0);
}

/** The header alone, in hex: the bytes of `headers` between its count and the number of transactions. */
function headerHex(header: LbryBlockHeader): string {
  const message: LbryMessage = { command: 'headers', headers: [header] };
  return toHex(encodeMessage(message, { network }).subarray(FRAME_HEADER_BYTES + 1, -1));
}
