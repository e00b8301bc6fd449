import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { buildProject } from '../helpers/nodes/buildProject.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered, everybodyGone } from '../helpers/nodes/peerInfo.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';

describeWith(await bitcoindAbsence(), 'rxpeer watch, on a Bitcoin node', () => {
  let node: BitcoinNode;
  let program: Program | undefined;

  beforeAll(async () => {
    await buildProject();
    node = await startBitcoind();
  });

  afterEach(async () => {
    await program?.kill();
    await everybodyGone(node);
  });

  afterAll(() => node?.stop());

  function watch(...options: readonly string[]): Program {
    const target = `${node.host}:${node.port}`;
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
    expect(watching.stderr()).toBe('');
  });

  it('prints only the wanted commands as JSON, and ends after --count lines', async () => {
    const watching = watch('--json', '--only', 'version,tx', '--count', '2');
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

  it('ends after --for seconds', async () => {
    const watching = watch('--for', '0.5');
    expect(await watching.ended()).toBe(0);
    await watching.line(/ ← version /);
  });

  it('prints the reason when the node closes the connection', async () => {
    const watching = watch();
    await node.rpc('disconnectnode', '', (await answered(node, '/rxpeer:')).id);
    expect(await watching.ended()).toBe(1);
    expect(watching.stderr()).toBe(`rxpeer: 127.0.0.1:${node.port} closed the connection\n`);
  });
});
