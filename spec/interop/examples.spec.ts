import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, everybodyGone } from '../helpers/nodes/peerInfo.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { eventually } from '../helpers/nodes/soon.js';
import { forwardingProxy } from '../helpers/socksProxy.js';

describeWith(await bitcoindAbsence(), 'the programs of examples/, on a Bitcoin node', () => {
  let node: BitcoinNode;
  let address: string;

  beforeAll(async () => {
    node = await startBitcoind('-whitelist=127.0.0.1');
    address = `${node.host}:${node.port}`;
  });

  afterAll(() => node?.stop());

  /** Runs a program with the address of the node, and ends it by SIGINT. */
  async function interrupted(args: readonly string[], use: (program: Program) => Promise<void>): Promise<Program> {
    const [name, ...others] = args;
    const program = startProgram([`examples/${name}.mjs`, address, ...others]);
    try {
      await answered(node, '/rxpeer:');
      await use(program);
      program.signal('SIGINT');
      expect([await program.ended(), program.stderr()]).toEqual([0, '']);
      await everybodyGone(node);
      return program;
    } finally {
      await program.kill();
    }
  }

  it('ask prints the headers and the newest blocks', async () => {
    const program = startProgram(['examples/ask.mjs', address]);
    try {
      const best = await node.rpc<string>('getbestblockhash');
      const height = await node.rpc<number>('getblockcount');
      await program.line(/^connected .*Satoshi/);
      await program.line(RegExp(`^headers ${height} last ${best}$`));
      const { weight, nTx } = await node.rpc<{ weight: number; nTx: number }>('getblock', best);
      await program.line(RegExp(`^block ${best} weight ${weight} transactions ${nTx}$`));
      expect([await program.ended(), program.stderr()]).toEqual([0, '']);
    } finally {
      await program.kill();
    }
  });

  it('watch prints a transaction and its block', () =>
    interrupted(['watch'], async (program) => {
      const txid = await node.spend();
      const { vsize } = await node.rpc<{ vsize: number }>('getmempoolentry', txid);
      await program.line(RegExp(`^tx ${txid} size ${vsize} vB$`));
      const [hash] = await node.mine(1);
      await program.line(RegExp(`^block ${hash} transactions 2$`));
    }));

  it('conversation fetches each new block', () =>
    interrupted(['conversation'], async (program) => {
      for (let i = 0; i < 2; i++) {
        const [hash] = await node.mine(1);
        await program.line(RegExp(`^block ${hash} transactions 1$`));
      }
    }));

  it('pool prints what the node announces', () =>
    interrupted(['pool'], async (program) => {
      const [hash] = await node.mine(1);
      await program.line(RegExp(`^first ${address} block ${hash}$`));
    }));

  it('eventPage serves its page, and the announcements', () =>
    interrupted(['eventPage', '--port', '0'], async (program) => {
      const url = (await program.line(/^page /)).slice('page '.length);
      expect(await (await fetch(url)).text()).toContain('new EventSource(');
      const cancel = new AbortController();
      const { body } = await fetch(`${url}events?commands=inv`, { signal: cancel.signal });
      const [hash] = await node.mine(1);
      let text = '';
      for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        if (text.includes(hash!)) break;
      }
      expect(text).toContain(`"peer":"${address}"`);
      cancel.abort();
    }));

  it('prometheusMetrics serves the figures of the connection', () =>
    interrupted(['prometheusMetrics', '--port', '0'], async (program) => {
      const url = (await program.line(/^metrics /)).slice('metrics '.length);
      expect(await (await fetch(url)).text()).toMatch(/^rxpeer_peers\{direction="outbound",.*\} 1$/m);
    }));

  it('recordAndReplay replays what it has recorded, and recordingReport reads the file', async () => {
    const file = join(tmpdir(), `rxpeer-example-${process.pid}.rxcap`);
    let wtxid = '';
    const program = await interrupted(['recordAndReplay', '--output', file], async () => {
      ({ wtxid } = await node.rpc<{ wtxid: string }>('getmempoolentry', await node.spend()));
      await eventually(
        () => node.rpc<{ bytesrecv_per_msg: Readonly<Record<string, number>> }[]>('getpeerinfo'),
        ([info]) => info?.bytesrecv_per_msg.getdata !== undefined,
        'getdata of the program',
      );
    });
    const [, live, replayed] = /^inv +live (\d+) replayed (\d+)$/.exec(await program.line(/^inv /))!;
    expect(replayed).toBe(live);
    const report = startProgram(['examples/recordingReport.mjs', '--file', file]);
    await report.line(RegExp(`^announced \\d+ transaction ${wtxid}$`));
    expect([await report.ended(), report.stderr()]).toEqual([0, '']);
    await rm(file);
  });

  it('torBroadcast delivers a transaction through a SOCKS5 proxy', async () => {
    const proxy = await forwardingProxy((_, port) => port);
    const bare = await node.rpc<string>('createrawtransaction', [], { [await node.rpc<string>('getnewaddress')]: 0.1 });
    const { hex: funded } = await node.rpc<{ hex: string }>('fundrawtransaction', bare, { lockUnspents: true });
    const { hex } = await node.rpc<{ hex: string }>('signrawtransactionwithwallet', funded);
    const { txid } = await node.rpc<{ txid: string }>('decoderawtransaction', hex);
    const program = startProgram(['examples/torBroadcast.mjs', address, '--transaction', hex, '--proxy', proxy.url]);
    try {
      await program.line(RegExp(`^transaction ${txid} copies 1 announced by`));
      expect([await program.ended(), program.stderr()]).toEqual([0, '']);
      expect(await node.rpc<string[]>('getrawmempool')).toContain(txid);
      expect(proxy.requested).toEqual([address]);
    } finally {
      await program.kill();
    }
  });
});
