import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/freePort.mjs';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { eventually } from '../helpers/nodes/soon.js';

/**
 * Runs the program of the guide in a folder where the package is installed: with a node, until this node is killed and another one listens at its
 * address, until the program is stopped, and once more with the same file. Resolves to the lines of the file.
 */
export async function logOverRestarts(dir: string, file: string): Promise<string[]> {
  await writeFile(join(dir, 'nodeAtPort.mjs'), NODE_AT_PORT);
  const port = String(await freePort());
  const args = [file, `127.0.0.1:${port}`, 'mempool.log'];
  const started: Program[] = [];
  const start = (...command: readonly string[]): Program => {
    const program = startProgram(command, dir);
    started.push(program);
    return program;
  };
  const startNode = async (seed: number): Promise<Program> => {
    const node = start('nodeAtPort.mjs', port, String(seed));
    await node.line(/^listening$/);
    return node;
  };
  const stop = async (program: Program): Promise<void> => {
    program.signal('SIGINT');
    await program.line(/^closed/);
    if ((await program.ended()) !== 0) throw new Error(program.stderr());
  };
  const lines = async (): Promise<string[]> =>
    (await readFile(join(dir, 'mempool.log'), 'utf8')).split('\n').slice(0, -1);
  const moreThan = (count: number): Promise<string[]> =>
    eventually(lines, ({ length }) => length > count, `line ${count + 1} of the log`);

  try {
    const first = await startNode(1);
    const program = start(...args);
    await program.line(/^connected to/);
    const { length: beforeKill } = await moreThan(5);
    await first.kill();
    await program.line(/^lost /);
    await startNode(2);
    const { length: afterKill } = await moreThan(beforeKill + 5);
    await stop(program);
    const again = start(...args);
    await moreThan(afterKill + 5);
    await stop(again);
    return await lines();
  } finally {
    await Promise.all(started.map((each) => each.kill()));
  }
}

/** A simulated node at a port, with the seed of its chain. */
const NODE_AT_PORT = `
import { simulateNode } from 'rxpeer/simulator';

const [port, seed] = process.argv.slice(2).map(Number);
simulateNode({ port, seed, transactionIntervalMs: 100 }).subscribe(() => console.log('listening'));
`;
