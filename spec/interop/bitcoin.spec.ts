import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { filter, map, merge, mergeMap, ReplaySubject } from 'rxjs';
import {
  bitcoin,
  blockHash,
  decodeMessage,
  encodeFrame,
  encodeMessage,
  fromHex,
  InventoryType,
  toHex,
  txid,
  wtxid,
  type InventoryItem,
  type Message,
  type ReadyPeer,
} from '../../lib/index.js';
import { connect, dial } from '../../lib/node.js';
import { ask } from '../helpers/nodes/ask.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, peerInfo } from '../helpers/nodes/peerInfo.js';
import { eventually, soon } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;
const HEADER_BYTES = 24;

describeWith(await bitcoindAbsence(), 'a Bitcoin node that we dial', () => {
  let node: BitcoinNode;
  let peer: ReadyPeer;
  /** Replays, because the node may announce before its RPC returns the hash to wait for. */
  const announced$ = new ReplaySubject<InventoryItem>(1000);

  const announcement = (type: number, hash: string): Promise<InventoryItem> =>
    soon(announced$.pipe(filter((item) => item.type === type && item.hash === hash)), `inv of ${type} ${hash}`);

  beforeAll(async () => {
    node = await startBitcoind();
    peer = await dial({
      network,
      host: node.host,
      port: node.port,
      userAgent: { name: 'dialer', version: '1' },
      trickleIntervalMs: 50,
      onPeer: (early) => early.on('inv').subscribe(({ items }) => items.forEach((item) => announced$.next(item))),
    });
  });

  afterAll(async () => {
    peer?.close();
    await node?.stop();
  });

  it('completes the handshake', async () => {
    const { subversion, protocolversion } = await node.rpc<{ subversion: string; protocolversion: number }>(
      'getnetworkinfo',
    );
    expect(peer.remote.userAgent).toBe(subversion);
    expect(peer.remote.version).toBe(protocolversion);
    expect(peer.remote.startHeight).toBe(101);
    expect(peer.protocolVersion).toBe(70_016);
    expect(peer.features).toMatchObject({ witness: true, addrV2: true, wtxidRelay: true, relay: true });
    expect(await peerInfo(node, 'dialer')).toMatchObject({
      inbound: true,
      subver: peer.local.userAgent,
      version: 70_016,
      transport_protocol_type: 'v2',
    });
  });

  it('emits the features that the node sends after the handshake', async () => {
    const compactBlocks = await eventually(
      () => Promise.resolve(peer.features.compactBlocks),
      (value) => value !== undefined,
      'sendcmpct',
    );
    expect(compactBlocks).toEqual({ announce: false });
  });

  it('answers the pings of the node', async () => {
    const { pingtime } = await answered(node, 'dialer');
    expect(pingtime).toBeGreaterThan(0);
  });

  it('receives a pong with the nonce of its ping', async () => {
    const nonce = 0xfedc_ba98_7654_3210n;
    expect(await ask(peer, { command: 'ping', nonce }, peer.on('pong'))).toEqual({ command: 'pong', nonce });
  });

  it('receives headers from the genesis block on', async () => {
    const genesis = await node.rpc<string>('getblockhash', 0);
    const question: Message = { command: 'getheaders', version: 70_016, locator: [genesis], stopHash: NO_HASH };
    const { headers } = await ask(peer, question, peer.on('headers'));
    expect(headers).toHaveLength(await node.rpc<number>('getblockcount'));
    for (const [i, header] of headers.entries()) {
      expect(blockHash(header)).toBe(await node.rpc('getblockhash', i + 1));
    }
  });

  it('receives the announcement of a new transaction by wtxid, and fetches it', async () => {
    const id = await node.spend();
    const { hash, hex } = await node.rpc<RawTransaction>('getrawtransaction', id, true);
    expect(hash).not.toBe(id);
    await announcement(InventoryType.witnessTransactionId, hash);
    for (const type of [InventoryType.witnessTransactionId, InventoryType.witnessTransaction]) {
      const wanted = { type, hash: type === InventoryType.witnessTransaction ? id : hash };
      const { message, payload } = await fetched(peer, 'tx', wanted);
      expect(txid(message.transaction)).toBe(id);
      expect(wtxid(message.transaction)).toBe(hash);
      expect(payload).toBe(hex);
      expect(payloadOf(message)).toBe(hex);
    }
  });

  it('fetches a transaction without its witness', async () => {
    const id = await node.spend();
    const { hash, hex } = await node.rpc<RawTransaction>('getrawtransaction', id, true);
    await announcement(InventoryType.witnessTransactionId, hash);
    const { message, payload } = await fetched(peer, 'tx', { type: InventoryType.transaction, hash: id });
    expect(message.transaction.inputs.every(({ witness }) => witness.length === 0)).toBe(true);
    expect(txid(message.transaction)).toBe(id);
    expect(wtxid(message.transaction)).toBe(id);
    expect(await node.rpc('decoderawtransaction', payload)).toMatchObject({ txid: id, hash: id });
    const whole = decodeMessage(encodeFrame(network, 'tx', fromHex(hex)), { network });
    expect(payloadOf(whole, false)).toBe(payload);
  });

  it('receives the announcement of a new block, and fetches it with its transactions', async () => {
    const id = await node.spend();
    const [hash] = await node.mine(1);
    await announcement(InventoryType.block, hash!);
    const { message, payload } = await fetched(peer, 'block', { type: InventoryType.witnessBlock, hash: hash! });
    const answer = await node.rpc<VerboseBlock>('getblock', hash, 2);
    expect(blockHash(message.block.header)).toBe(hash);
    expect(answer.tx.map((transaction) => transaction.txid)).toContain(id);
    expect(message.block.transactions.map((each) => ({ txid: txid(each), hash: wtxid(each) }))).toEqual(
      answer.tx.map((each) => ({ txid: each.txid, hash: each.hash })),
    );
    expect(payload).toBe(await node.rpc('getblock', hash, 0));
    expect(payloadOf(message)).toBe(payload);
  });

  it('fetches a block without its witnesses', async () => {
    await node.spend();
    const [hash] = await node.mine(1);
    const answer = await node.rpc<VerboseBlock>('getblock', hash, 2);
    const { message, payload } = await fetched(peer, 'block', { type: InventoryType.block, hash: hash! });
    expect(payload).toHaveLength(2 * answer.strippedsize);
    expect(answer.strippedsize).toBeLessThan(answer.size);
    expect(message.block.transactions.map(wtxid)).toEqual(answer.tx.map((transaction) => transaction.txid));
    const whole = await fetched(peer, 'block', { type: InventoryType.witnessBlock, hash: hash! });
    expect(payloadOf(whole.message, false)).toBe(payload);
  });

  it('receives notfound for an unknown item', async () => {
    const items = [
      { type: InventoryType.witnessTransaction, hash: 'ab'.repeat(32) },
      { type: InventoryType.witnessTransactionId, hash: 'cd'.repeat(32) },
    ];
    const notfound = await ask(peer, { command: 'getdata', items }, peer.on('notfound'));
    expect(notfound).toEqual({ command: 'notfound', items });
  });

  it('serves a transaction that it has announced to the node', async () => {
    const hex = await signedTransaction(node);
    const message = decodeMessage(encodeFrame(network, 'tx', fromHex(hex)), { network });
    if (message.command !== 'tx') throw new Error('no transaction');
    const item = { type: InventoryType.witnessTransactionId, hash: wtxid(message.transaction) };
    const asked = soon(peer.on('getdata'), 'getdata');
    peer.announce(item);
    // Bitcoin Core requests with the witness flag, however the transaction was announced (net_processing.cpp, SendMessages).
    expect((await asked).items).toEqual([{ ...item, type: expect.any(Number) }]);
    expect(await peer.send(message)).toBe(true);
    const known = await eventually(
      () => node.rpc<string[]>('getrawmempool'),
      (ids) => ids.includes(txid(message.transaction)),
      'the transaction in the mempool',
    );
    expect(known).toContain(txid(message.transaction));
  });

  it('emits all messages, handshake included, to a subscriber in onPeer', async () => {
    const received: string[] = [];
    const sent: string[] = [];
    const ready = await dial({
      network,
      host: node.host,
      port: node.port,
      onPeer(early) {
        early.messages$.subscribe((message) => received.push(message.command));
        early.sent$.subscribe((message) => sent.push(message.command));
      },
    });
    ready.close();
    expect(received.slice(0, 4)).toEqual(['version', 'wtxidrelay', 'sendaddrv2', 'verack']);
    expect(sent.slice(0, 4)).toEqual(['version', 'wtxidrelay', 'sendaddrv2', 'verack']);
  });

  it('errors from connect() when the node has closed the connection', async () => {
    const connection$ = connect({
      network,
      host: node.host,
      port: node.port,
      userAgent: { name: 'unwanted', version: '1' },
    });
    const ended = soon(
      connection$.pipe(
        mergeMap(async () => node.rpc('disconnectnode', '', (await peerInfo(node, 'unwanted')).id)),
        filter(() => false),
      ),
      'end',
    );
    await expect(ended).rejects.toMatchObject({ name: 'TransportError', code: 'REMOTE_CLOSED' });
  });
});

const NO_HASH = '0'.repeat(64);

interface RawTransaction {
  readonly txid: string;
  readonly hash: string;
  readonly hex: string;
}

interface VerboseBlock {
  readonly size: number;
  readonly strippedsize: number;
  readonly tx: readonly RawTransaction[];
}

/** Fetches a message by getdata, with its payload in hex as received. */
function fetched<C extends 'tx' | 'block'>(peer: ReadyPeer, command: C, item: InventoryItem) {
  const answer$ = peer.traffic$.pipe(
    filter((traffic) => traffic.direction === 'received' && traffic.message()?.command === command),
    map((traffic) => ({
      message: traffic.message() as Extract<Message, { command: C }>,
      payload: toHex(traffic.payload),
    })),
  );
  const refusal$ = peer.on('notfound').pipe(
    map((): never => {
      throw new Error(`the node does not have ${item.type} ${item.hash}`);
    }),
  );
  return ask(peer, { command: 'getdata', items: [item] }, merge(answer$, refusal$));
}

/** The payload that our encoder produces, in hex. */
function payloadOf(message: Message, witness = true): string {
  return toHex(encodeMessage(message, { network, witness }).subarray(HEADER_BYTES));
}

/** A transaction that the node's wallet has signed and not announced. */
async function signedTransaction({ rpc }: BitcoinNode): Promise<string> {
  const raw = await rpc<string>('createrawtransaction', [], { [await rpc<string>('getnewaddress')]: 0.2 });
  const funded = await rpc<{ hex: string }>('fundrawtransaction', raw);
  return (await rpc<{ hex: string }>('signrawtransactionwithwallet', funded.hex)).hex;
}
