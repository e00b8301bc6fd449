import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bitcoin, InventoryType, type Message, type ReadyPeer } from '../../lib/index.js';
import { broadcast, broadcastResult, dial } from '../../lib/node.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, everybodyGone, type PeerInfo } from '../helpers/nodes/peerInfo.js';
import { eventually } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;

describeWith(await bitcoindAbsence(), 'a transaction that we broadcast to Bitcoin nodes', () => {
  let first: BitcoinNode;
  let second: BitcoinNode;
  let peer: ReadyPeer | undefined;

  beforeAll(async () => {
    [first, second] = await Promise.all([startBitcoind(), startBitcoind('-whitelist=127.0.0.1')]);
  }, 60_000);

  afterAll(async () => {
    peer?.close();
    await Promise.all([first?.stop(), second?.stop()]);
  });

  /** A transaction that the wallet of the node has signed, and that its mempool does not have. */
  async function signedTransaction({ rpc }: BitcoinNode): Promise<{ hex: string; txid: string }> {
    const address = await rpc<string>('getnewaddress');
    const bare = await rpc<string>('createrawtransaction', [], { [address]: 0.1 });
    const funded = await rpc<{ hex: string }>('fundrawtransaction', bare, { lockUnspents: true });
    const { hex } = await rpc<{ hex: string }>('signrawtransactionwithwallet', funded.hex);
    const { txid } = await rpc<{ txid: string }>('decoderawtransaction', hex);
    return { hex, txid };
  }

  const addressOf = ({ host, port }: BitcoinNode): string => `${host}:${port}`;

  it('is in the mempool of the node, which saw nothing of us', async () => {
    const { hex, txid } = await signedTransaction(first);
    const received: Message[] = [];
    const [infos, result] = await Promise.all([
      eventually(
        () => first.rpc<PeerInfo[]>('getpeerinfo'),
        // Before our version arrives, it is empty.
        ([info]) => info !== undefined && info.subver !== '',
        'version',
      ),
      broadcastResult(
        broadcast(hex, {
          network,
          addresses: [addressOf(first)],
          timeoutMs: 20_000,
          onPeer: (each) => each.messages$.subscribe((message) => received.push(message)),
        }),
      ),
    ]);
    expect(infos).toMatchObject([
      { subver: '/pynode:0.0.1/', services: '0000000000000000', relaytxes: false, startingheight: 0, inbound: true },
    ]);
    expect(result).toMatchObject({ txid, copies: 1, outcomes: [{ result: 'delivered' }] });
    expect(await first.rpc('getmempoolentry', txid)).toMatchObject({ wtxid: result.wtxid });
    // Without wtxidrelay the node requests it by its txid.
    expect(received.filter(({ command }) => command === 'getdata')).toEqual([
      { command: 'getdata', items: [{ type: InventoryType.transaction, hash: txid }] },
    ]);
    await everybodyGone(first);
  }, 40_000);

  it('that the node has already is not requested', async () => {
    const { hex, txid } = await signedTransaction(first);
    await first.rpc('sendrawtransaction', hex);
    const failed = broadcastResult(
      broadcast(hex, { network, addresses: [addressOf(first)], requestTimeoutMs: 8000, timeoutMs: 20_000 }),
    );
    await expect(failed).rejects.toMatchObject({
      code: 'TOO_FEW_COPIES',
      outcomes: [{ result: 'notRequested', stage: 'announced' }],
    });
    expect(await first.rpc<string[]>('getrawmempool')).toContain(txid);
  }, 40_000);

  it('is echoed by a second node, to which the first one relays it', async () => {
    const { hex, txid } = await signedTransaction(first);
    const height = await first.rpc<number>('getblockcount');
    // The second node has the chain of the first one when it has more work.
    await first.mine(5);
    await second.rpc('addnode', addressOf(first), 'onetry', false);
    const best = await first.rpc<string>('getbestblockhash');
    await eventually(
      () => second.rpc<string>('getbestblockhash'),
      (hash) => hash === best,
      'the chain of the first node',
    );
    expect(await second.rpc<number>('getblockcount')).toBe(height + 5);
    peer = await dial({ network, host: second.host, port: second.port, userAgent: { name: 'echo', version: '1' } });
    await answered(second, 'echo');
    const result = await broadcastResult(
      broadcast(hex, { network, addresses: [addressOf(first)], echoFrom: peer, timeoutMs: 60_000 }),
    );
    expect(result).toMatchObject({ txid, echo: { address: addressOf(second) } });
    expect(await second.rpc<string[]>('getrawmempool')).toContain(txid);
  }, 90_000);

  it('by the command line is in the mempool', async () => {
    const { hex, txid } = await signedTransaction(first);
    const { code, out } = await runProgram([
      'broadcast',
      hex,
      addressOf(first),
      '--network',
      'bitcoin.regtest',
      '--timeout',
      '30',
    ]);
    expect([code, out.at(-1)]).toEqual([0, `txid ${txid}: 1 copy`]);
    expect(await first.rpc<string[]>('getrawmempool')).toContain(txid);
  }, 40_000);
});
