import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { filter, firstValueFrom, lastValueFrom, map, ReplaySubject, take, toArray } from 'rxjs';
import {
  bitcoin,
  blockHash,
  compactFilterVerify,
  compactFilterVerifyHeaders,
  FIRST_PREVIOUS_FILTER_HEADER,
  fromHex,
  InventoryType,
  matchedTransactions,
  ServiceFlags,
  toHex,
  txid,
  type CloseReason,
  type Exchange,
  type InventoryItem,
  type Message,
  type ReadyPeer,
} from '../../lib/index.js';
import { dial, type DialOptions } from '../../lib/node.js';
import { ask } from '../helpers/nodes/ask.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { murmurFilter } from '../helpers/nodes/murmurFilter.js';
import { answered, everybodyGone, peerInfo, type PeerInfo } from '../helpers/nodes/peerInfo.js';
import { soon } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;

describeWith(await bitcoindAbsence(), 'a Bitcoin node that we dial with options', () => {
  let node: BitcoinNode;
  const opened: ReadyPeer[] = [];

  beforeAll(async () => {
    node = await startBitcoind();
  });

  afterEach(async () => {
    for (const peer of opened.splice(0)) peer.close();
    await everybodyGone(node);
  });

  afterAll(() => node?.stop());

  /** Dials the node under this name, and records all its messages from the first one on. */
  async function guest(name: string, options: Partial<DialOptions> = {}): Promise<Guest> {
    const received: Message[] = [];
    const item$ = new ReplaySubject<InventoryItem>(10_000);
    const reasons: CloseReason[] = [];
    const exchanges: Exchange[] = [];
    const peer = await dial({
      network,
      host: node.host,
      port: node.port,
      userAgent: { name, version: '1' },
      ...options,
      onPeer(early) {
        early.messages$.subscribe((message) => received.push(message));
        early.on('inv').subscribe(({ items }) => items.forEach((item) => item$.next(item)));
        early.closed$.subscribe((reason) => reasons.push(reason));
        early.exchanges$.subscribe((exchange) => exchanges.push(exchange));
      },
    });
    opened.push(peer);
    return { peer, received, item$, reasons, exchanges };
  }

  const announced = ({ item$ }: Guest, ...hashes: readonly string[]): Promise<InventoryItem> =>
    soon(item$.pipe(filter(({ hash }) => hashes.includes(hash))), `inv of ${hashes.join(' or ')}`);

  const tip = (): Promise<string> => node.rpc('getbestblockhash');

  it.each([31_800, 60_000, 70_002, 70_012, 70_016])('accepts protocol version %i', async (protocolVersion) => {
    const { peer, received, reasons } = await guest(`v${protocolVersion}`, { protocolVersion });
    expect(peer.protocolVersion).toBe(protocolVersion);
    expect(await peerInfo(node, `v${protocolVersion}`)).toMatchObject({ version: protocolVersion, inbound: true });
    const isNew = protocolVersion >= 70_016;
    expect(peer.features).toMatchObject({ witness: true, addrV2: isNew, wtxidRelay: isNew });

    const headers = await firstValueFrom(peer.request.headers([network.genesisHash]));
    expect(blockHash(headers.at(-1)!)).toBe(await tip());
    if (protocolVersion > 60_000) {
      expect(await firstValueFrom(peer.request.ping())).toBeGreaterThan(0);
      expect((await answered(node, `v${protocolVersion}`)).pingtime).toBeGreaterThan(0);
    } else {
      // Before BIP31 pings have no nonce and are not answered, in both directions.
      const ping = soon(peer.on('ping'), 'ping');
      await node.rpc('ping');
      expect(await ping).toEqual({ command: 'ping' });
      await peer.send({ command: 'ping', nonce: 1n });
    }
    const [hash] = await node.mine(1);
    const { block } = await foundBlock(peer, hash!);
    expect(blockHash(block.header)).toBe(hash);

    const commands = received.map(({ command }) => command);
    expect(commands.includes('alert')).toBe(protocolVersion <= 70_012);
    expect(commands.includes('wtxidrelay')).toBe(isNew);
    expect(commands.includes('sendcmpct')).toBe(isNew);
    expect(commands).not.toContain('unknown');
    expect(reasons).toEqual([]);
    expect(peer.stats()).toMatchObject({ version: 70_016, protocolVersion, faults: 0 });
    expect((await node.rpc<PeerInfo[]>('getpeerinfo')).map(({ version }) => version)).toEqual([protocolVersion]);
  });

  it('announces no transactions to us without relay', async () => {
    const silent = await guest('silent', { relay: false });
    const curious = await guest('curious');
    await answered(node, 'silent');
    await answered(node, 'curious');
    expect(await peerInfo(node, 'silent')).toMatchObject({ relaytxes: false });
    expect(await peerInfo(node, 'curious')).toMatchObject({ relaytxes: true });
    const id = await node.spend();
    const { hash } = await node.rpc<{ hash: string }>('getrawtransaction', id, true);
    await announced(curious, hash);
    const [block] = await node.mine(1);
    await announced(silent, block!);
    silent.item$.complete();
    const types = await lastValueFrom(
      silent.item$.pipe(
        map(({ type }) => type),
        toArray(),
      ),
    );
    expect(new Set(types)).toEqual(new Set([InventoryType.block]));
  });

  it('filters blocks by our bloom filter', async () => {
    const { peer, reasons } = await guest('bloom', { services: ServiceFlags.bloom });
    expect(peer.remote.services & ServiceFlags.bloom).toBe(ServiceFlags.bloom);
    const spends = [await node.spend(), await node.spend(), await node.spend(), await node.spend()];
    const wanted = spends[2]!;
    const [hash] = await node.mine(1);
    await peer.send({ command: 'filterload', ...murmurFilter([fromHex(wanted).reverse()]), flags: 0 });
    const items = [{ type: InventoryType.filteredBlock, hash: hash! }];
    const transaction = soon(peer.on('tx'), 'the transaction of the merkleblock');
    const { header, ...tree } = await ask(peer, { command: 'getdata', items }, peer.on('merkleblock'));
    expect(blockHash(header)).toBe(hash);
    const { tx } = await node.rpc<{ tx: string[] }>('getblock', hash, 1);
    expect(tree.totalTransactions).toBe(tx.length);
    expect(matchedTransactions({ ...tree, merkleRoot: header.merkleRoot })).toEqual([
      { txid: wanted, index: tx.indexOf(wanted) },
    ]);
    expect(txid((await transaction).transaction)).toBe(wanted);

    await peer.send({ command: 'filteradd', data: fromHex(spends[0]!).reverse() });
    const second = await ask(peer, { command: 'getdata', items }, peer.on('merkleblock'));
    const found = matchedTransactions({ ...second, merkleRoot: second.header.merkleRoot });
    expect(found.map((match) => match.txid).sort()).toEqual([spends[0]!, wanted].sort());
    await peer.send({ command: 'filterclear' });
    expect(await firstValueFrom(peer.request.ping())).toBeGreaterThan(0);
    expect(reasons).toEqual([]);
  });

  it('answers mempool', async () => {
    const id = await node.spend();
    const { hash } = await node.rpc<{ hash: string }>('getrawtransaction', id, true);
    const { peer } = await guest('mempool');
    const items = await firstValueFrom(peer.request.mempool());
    expect(items).toContainEqual({ type: InventoryType.witnessTransactionId, hash });
    await node.mine(1);
  });

  it('does not answer mempool while it is empty, nor getblocks at its tip, and the peer continues', async () => {
    expect(await node.rpc<string[]>('getrawmempool')).toEqual([]);
    const { peer, reasons } = await guest('empty', { stallTimeoutMs: 200 });
    await peer.send({ command: 'getblocks', version: 70_016, locator: [await tip()], stopHash: '0'.repeat(64) });
    await expect(firstValueFrom(peer.request.mempool({ timeoutMs: 600 }))).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
    });
    expect(await firstValueFrom(peer.request.ping())).toBeGreaterThan(0);
    expect(reasons).toEqual([]);
  });

  it('serves compact filters that match its filter headers', async () => {
    const { peer } = await guest('filters');
    expect(peer.remote.services & ServiceFlags.compactFilters).toBe(ServiceFlags.compactFilters);
    const stopHash = await tip();
    const range = { startHeight: 0, stopHash };
    const cfheaders = await firstValueFrom(peer.request.filterHeaders(range));
    const { header: last } = await node.rpc<{ header: string }>('getblockfilter', stopHash, 'basic');
    const headers = compactFilterVerifyHeaders(cfheaders, { previous: FIRST_PREVIOUS_FILTER_HEADER, last });
    const filters = await lastValueFrom(peer.request.compactFilters(range).pipe(toArray()));
    expect(filters).toHaveLength(headers.length);
    for (const [height, each] of filters.entries()) {
      compactFilterVerify(each.filter, headers[height]!, headers[height - 1] ?? FIRST_PREVIOUS_FILTER_HEADER);
      expect(each.blockHash).toBe(await node.rpc('getblockhash', height));
    }
    const commands = await node.rpc<{ filter: string }>('getblockfilter', stopHash, 'basic');
    expect(toHex(filters.at(-1)!.filter)).toBe(commands.filter);
  });

  it('answers every request, and each becomes an exchange', async () => {
    const { peer, exchanges } = await guest('requests');
    const id = await node.spend();
    const { hash: witnessId } = await node.rpc<{ hash: string }>('getrawtransaction', id, true);
    const { request } = peer;

    const headers = await firstValueFrom(request.headers([network.genesisHash]));
    expect(headers).toHaveLength(await node.rpc('getblockcount'));
    const hashes = headers.slice(0, 3).map(blockHash);
    const blocks = await lastValueFrom(request.blocks(hashes).pipe(toArray()));
    expect(blocks.map(({ hash, found }) => [hash, found])).toEqual(hashes.map((hash) => [hash, true]));
    const unknown = 'ab'.repeat(32);
    const byTxid = await lastValueFrom(request.transactions([id, unknown]).pipe(toArray()));
    expect(byTxid.map(({ hash, found }) => [hash, found]).sort()).toEqual(
      [
        [id, true],
        [unknown, false],
      ].sort(),
    );
    const [byWtxid] = await lastValueFrom(request.transactions([witnessId], { by: 'wtxid' }).pipe(toArray()));
    expect(byWtxid?.found === true && txid(byWtxid.transaction)).toBe(id);
    expect(await firstValueFrom(request.ping())).toBeGreaterThan(0);

    const outcomes = exchanges
      .filter(({ direction }) => direction === 'sent')
      .map(({ question, key, outcome }) => `${question} ${key.length === 64 ? key : ''} ${outcome}`);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        `getheaders ${network.genesisHash} answered`,
        ...[...hashes, id, witnessId].map((hash) => `getdata ${hash} answered`),
        `getdata ${unknown} notFound`,
        'ping  answered',
      ]),
    );
    const theirs = exchanges.filter(({ direction }) => direction === 'received').map(({ question }) => question);
    expect(theirs).toContain('ping');
    expect(exchanges.filter(({ outcome }) => outcome === 'unanswered' || outcome === 'late')).toEqual([]);
    await node.mine(1);
  });

  it('does not answer a request for unknown blocks: the exchange is unanswered, and the connection stays open', async () => {
    const { peer, reasons } = await guest('patient');
    // Bitcoin Core does not answer a locator without a known block and an unknown stop hash.
    const call = firstValueFrom(peer.request.headers([], { stopHash: 'ab'.repeat(32), timeoutMs: 300 }));
    await expect(call).rejects.toMatchObject({ name: 'PeerTimeoutError', code: 'REQUEST_TIMEOUT' });
    expect(await firstValueFrom(peer.request.ping().pipe(take(1)))).toBeGreaterThan(0);
    expect(reasons).toEqual([]);
  });
});

interface Guest {
  readonly peer: ReadyPeer;
  /** The messages of the node, handshake included. */
  readonly received: readonly Message[];
  /** Its announcements; replays. */
  readonly item$: ReplaySubject<InventoryItem>;
  readonly reasons: readonly CloseReason[];
  readonly exchanges: readonly Exchange[];
}

async function foundBlock(peer: ReadyPeer, hash: string) {
  const found = await firstValueFrom(peer.request.blocks([hash]));
  if (!found.found) throw new Error(`the node does not have block ${hash}`);
  return found;
}
