import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { filter, mergeMap, ReplaySubject } from 'rxjs';
import {
  blockHash,
  checkMerkleRoot,
  checkWitnessCommitment,
  decodeFrame,
  encodeMessage,
  fromHex,
  InventoryType,
  ServiceFlags,
  toHex,
  txid,
  wtxid,
  type Block,
  type CloseReason,
  type InventoryItem,
  type Message,
  type MessageOf,
  type Network,
  type PeerError,
  type ReadyPeer,
} from '../../lib/index.js';
import { dial } from '../../lib/node.js';
import { evaluateExample } from '../helpers/evaluateExample.js';
import { ask } from '../helpers/nodes/ask.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { litecoindAbsence, startLitecoind, type LitecoinNode } from '../helpers/nodes/litecoind.js';
import { exampleIn } from '../helpers/nodes/documentExample.js';
import { eventually, soon } from '../helpers/nodes/soon.js';

/** Litecoin Core, protocol.h. */
const NODE_MWEB = 1n << 24n;
const MWEB_BLOCK = 0x6000_0002;
/** The first block with MWEB on regtest, if its deployment is signalled from the start. */
const FIRST_MWEB_HEIGHT = 432;
const NO_HASH = '0'.repeat(64);

describeWith(litecoindAbsence, 'a Litecoin node, by the definition in docs/altcoins.md', () => {
  let node: LitecoinNode;
  let network: Network;
  let peer: ReadyPeer;
  const announced$ = new ReplaySubject<InventoryItem>(1000);
  const reasons: CloseReason[] = [];
  const faults: PeerError[] = [];

  const announcement = (hash: string): Promise<InventoryItem> =>
    soon(announced$.pipe(filter((item) => item.hash === hash)), `inv of ${hash}`, 30_000);

  const payloadOf = (message: Message): string => toHex(encodeMessage(message, { network }).subarray(24));

  const fetchBlock = (type: number, hash: string): Promise<MessageOf<'block'>> =>
    ask(peer, { command: 'getdata', items: [{ type, hash }] }, peer.on('block'));

  /** Asks for what was announced; the answer's ids may need more than its bytes, so it is the next tx. */
  const fetchTransaction = (item: InventoryItem): Promise<MessageOf<'tx'>> =>
    ask(peer, { command: 'getdata', items: [item] }, peer.on('tx'));

  beforeAll(async () => {
    const { litecoin } = evaluateExample(await exampleIn('docs/altcoins.md', 'litecoin')) as {
      litecoin: { regtest: Network };
    };
    network = litecoin.regtest;
    node = await startLitecoind();
    await node.mine(101);
    peer = await dial({
      network,
      host: node.host,
      port: node.port,
      services: ServiceFlags.witness | NODE_MWEB,
      trickleIntervalMs: 50,
      onPeer: (early) => {
        early.on('inv').subscribe(({ items }) => items.forEach((item) => announced$.next(item)));
        early
          .on('headers')
          .pipe(mergeMap(({ headers }) => headers))
          .subscribe((header) => announced$.next({ type: InventoryType.block, hash: blockHash(header) }));
      },
    });
    peer.closed$.subscribe((reason) => reasons.push(reason));
    peer.faults$.subscribe((fault) => faults.push(fault));
  });

  afterAll(async () => {
    peer?.close();
    await node?.stop();
  });

  it('completes the handshake, by transport v1', async () => {
    const info = await node.rpc<{ subversion: string; protocolversion: number }>('getnetworkinfo');
    expect(info.subversion).toMatch(/^\/LitecoinCore:/);
    expect(peer.remote).toMatchObject({ userAgent: info.subversion, version: info.protocolversion, startHeight: 101 });
    expect(peer.remote.services & NODE_MWEB).toBe(NODE_MWEB);
    expect(peer.transport).toEqual({ version: 1 });
    expect(peer.features).toMatchObject({ witness: true, wtxidRelay: true, relay: true });
  });

  it('sends the headers from the genesis block of the definition on', async () => {
    const question: Message = {
      command: 'getheaders',
      version: 70_016,
      locator: [network.genesisHash!],
      stopHash: NO_HASH,
    };
    const { headers } = await ask(peer, question, peer.on('headers'));
    expect(headers).toHaveLength(101);
    for (const i of [0, 50, 100]) expect(blockHash(headers[i]!)).toBe(await node.rpc('getblockhash', i + 1));
    expect(await node.rpc('getblockhash', 0)).toBe(network.genesisHash);
  });

  it('relays a transaction and its block to us', async () => {
    const id = await node.rpc<string>('sendtoaddress', await node.rpc('getnewaddress'), 0.1);
    const { hash, hex } = await node.rpc<{ hash: string; hex: string }>('getrawtransaction', id, true);
    const message = await fetchTransaction(await announcement(hash));
    expect([txid(message.transaction), payloadOf(message)]).toEqual([id, hex]);
    const [mined] = await node.mine(1);
    await announcement(mined!);
    const { block } = await fetchBlock(InventoryType.witnessBlock, mined!);
    expect([blockHash(block.header), block.transactions.map(txid)]).toEqual([mined, [expect.any(String), id]]);
    checkMerkleRoot(block);
    checkWitnessCommitment(block);
  });

  it('accepts a transaction that we relay', async () => {
    const address = await node.rpc<string>('getnewaddress');
    const created = await node.rpc<string>('createrawtransaction', [], { [address]: 0.2 });
    const { hex: funded } = await node.rpc<{ hex: string }>('fundrawtransaction', created);
    const { hex } = await node.rpc<{ hex: string }>('signrawtransactionwithwallet', funded);
    const message = decodeFrame({ command: 'tx', payload: fromHex(hex) }, { network }) as MessageOf<'tx'>;
    const id = txid(message.transaction);
    const ids = { txid: id, wtxid: wtxid(message.transaction) };
    const asked$ = peer.on('getdata').pipe(
      mergeMap(({ items }) => items),
      filter((item) => Object.values(ids).includes(item.hash)),
    );
    const requested = soon(asked$, `getdata of ${id}`, 30_000);
    peer.announce(ids);
    await requested;
    expect(await peer.send(message)).toBe(true);
    await eventually(
      () => node.rpc<string[]>('getrawmempool'),
      (mempool) => mempool.includes(id),
      `${id} in the mempool`,
      30_000,
    );
  });

  it('sends a transaction with MWEB, of which the peer keeps the bytes', async () => {
    await node.mine(FIRST_MWEB_HEIGHT - 1 - (await node.rpc<number>('getblockcount')));
    const id = await node.rpc<string>('sendtoaddress', await node.rpc('getnewaddress', '', 'mweb'), 1);
    const { hash, hex } = await node.rpc<{ hash: string; hex: string }>('getrawtransaction', id, true);
    const message = await fetchTransaction(await announcement(hash));
    expect(message.transaction.extension?.flags).toBe(8);
    expect([txid(message.transaction), payloadOf(message)]).toEqual([id, hex]);
  });

  it('sends a block with MWEB by request, and without it otherwise', async () => {
    const [mined] = await node.mine(1);
    const { block, command } = await fetchBlock(MWEB_BLOCK, mined!);
    const { tx } = await node.rpc<{ tx: string[] }>('getblock', mined, 1);
    expect([block.transactions.map(txid), block.undecoded?.count]).toEqual([tx.slice(0, -1), 1]);
    expect(payloadOf({ command, block })).toBe(await node.rpc('getblock', mined, 0));

    const { fetchMwebBlock } = evaluateExample(await exampleIn('docs/altcoins.md', 'mweb')) as {
      fetchMwebBlock: (network: Network, host: string, port: number, hash: string) => Promise<Block | undefined>;
    };
    expect(await fetchMwebBlock(network, node.host, node.port, mined!)).toEqual(block);

    const plain = (await fetchBlock(InventoryType.witnessBlock, mined!)).block;
    expect(plain.undecoded).toBeUndefined();
    expect(plain.transactions.map(txid)).toEqual(tx);
    checkMerkleRoot(plain);
    checkWitnessCommitment(plain);
  });

  it('has kept the peer open, without a fault', () => {
    expect([reasons, faults]).toEqual([[], []]);
  });
});
