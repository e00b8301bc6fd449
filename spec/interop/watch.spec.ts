import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, everybodyGone } from '../helpers/nodes/peerInfo.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { eventually } from '../helpers/nodes/soon.js';

describeWith(await bitcoindAbsence(), 'rxpeer watch, on a Bitcoin node', () => {
  let node: BitcoinNode;
  let program: Program | undefined;

  beforeAll(async () => {
    node = await startBitcoind();
  });

  afterEach(async () => {
    await program?.kill();
    await everybodyGone(node);
  });

  afterAll(() => node?.stop());

  function watch(options: readonly string[] = [], { host, port } = node): Program {
    const target = `${host}:${port}`;
    program = startProgram(['dist/cli/rxpeer.js', 'watch', target, '--network', 'bitcoin.regtest', ...options]);
    return program;
  }

  it('prints the messages of the node while it mines and sends, and ends on SIGINT', async () => {
    const watching = watch();
    expect(await watching.line(/ ← version /)).toContain(`127.0.0.1:${node.port} ← version 70016 /Satoshi:`);
    await answered(node, '/rxpeer:');
    const id = await node.spend();
    await watching.line(/ ← inv 1 wtx [0-9a-f]{64}$/);
    await watching.line(new RegExp(` ← tx ${id} `));
    const [hash] = await node.mine(1);
    await watching.line(new RegExp(` ← inv 1 block ${hash}$`));
    await watching.line(new RegExp(` ← block ${hash} height 102 2 tx `));
    watching.signal('SIGINT');
    expect(await watching.ended()).toBe(0);
    expect(withoutTransport(watching.stderr())).toBe('');
  });

  it('prints only the wanted commands as JSON, and ends after --count lines', async () => {
    const watching = watch(['--json', '--only', 'version,tx', '--count', '2']);
    await answered(node, '/rxpeer:');
    await node.spend();
    expect(await watching.ended()).toBe(0);
    const lines = await lastValueFrom(watching.line$.pipe(toArray()), { defaultValue: [] });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ command: 'version', direction: 'received', peer: `127.0.0.1:${node.port}` }),
      expect.objectContaining({
        command: 'tx',
        message: expect.objectContaining({ transaction: expect.objectContaining({ lockTime: expect.any(Number) }) }),
      }),
    ]);
  });

  it('prints that it uses v2, and v1 with a node that does not support it', async () => {
    const watching = watch();
    const { session_id } = await answered(node, '/rxpeer:');
    await printed(watching, new RegExp(`\\bv2\\b.*${session_id}`));
    await watching.kill();
    await everybodyGone(node);
    const v1Node = await startBitcoind('-v2transport=0');
    try {
      const fallback = watch([], v1Node);
      await printed(fallback, /\bv1\b.*\bv2\b/);
      expect((await answered(v1Node, '/rxpeer:')).transport_protocol_type).toBe('v1');
      await fallback.kill();
    } finally {
      await v1Node.stop();
    }
  });

  it('ends after --for seconds', async () => {
    const watching = watch(['--for', '0.5']);
    expect(await watching.ended()).toBe(0);
    await watching.line(/ ← version /);
  });

  it('prints the reason when the node closes the connection', async () => {
    const watching = watch();
    await node.rpc('disconnectnode', '', (await answered(node, '/rxpeer:')).id);
    expect(await watching.ended()).toBe(1);
    expect(withoutTransport(watching.stderr())).toBe(`rxpeer: 127.0.0.1:${node.port} closed the connection\n`);
  });
});

/** Waits until the program has printed this on standard error. */
async function printed(program: Program, pattern: RegExp): Promise<void> {
  const stderr = (): Promise<string> => Promise.resolve(program.stderr());
  await eventually(stderr, (text) => pattern.test(text), `${String(pattern)} on standard error`);
}

/** Standard error without the lines that name the transport. */
function withoutTransport(stderr: string): string {
  return stderr.replace(/^.*\bv2\b.*\n/gm, '');
}
