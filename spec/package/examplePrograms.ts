import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ReplaySubject } from 'rxjs';
import { bitcoin, lbry, type Network } from '../../lib/index.js';
import { simulateNode, type SimulatedNode } from '../../lib/simulator.js';
import { startProgram } from '../helpers/nodes/program.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { run, type Ran } from '../helpers/nodes/run.js';
import { soon } from '../helpers/nodes/soon.js';
import { natsPrograms } from '../../scripts/nats/serverProcess.mjs';
import { EXAMPLE_FACTS } from './exampleFacts.js';

const EXAMPLES = join(projectRoot, 'examples');
const NAMES = Object.keys(EXAMPLE_FACTS);

/** An address at which nothing listens. */
const CLOSED = '127.0.0.1:1';
/** How the node sees a process that ends: the system resets a connection that has bytes which the process did not read. */
const CLOSED_BY_REMOTE = expect.stringMatching(/^(remote|CONNECTION_LOST)$/);

/** Nine programs start at the same time. */
const CONNECT_TIMEOUT_MS = 60_000;

/** The programs that end if they cannot connect. */
const DIALLING = ['ask', 'conversation', 'lbryClaims', 'recordAndReplay', 'recordingReport', 'watch'];

/** The programs that run until Ctrl-C with a host. */
const ENDLESS = [...DIALLING.filter((name) => name !== 'ask'), 'eventPage', 'pool', 'prometheusMetrics'];

/** The programs of examples/ as TypeScript: the same text under the file names of TypeScript. */
export async function examplesAsTypeScript(): Promise<Readonly<Record<string, string>>> {
  const files = (await readdir(EXAMPLES)).filter((file) => file.endsWith('.mjs'));
  const entries = files.map(async (file) => [
    file.replace(/mjs$/, 'mts'),
    await readFile(join(EXAMPLES, file), 'utf8'),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
}

/**
 * Defines the tests of the programs in examples/: each runs in an empty project with the installed package, as a user runs it.
 *
 * @param projectOf returns the folder of the project, when the tests run
 */
export function testExamplePrograms(projectOf: () => string): void {
  describe('the programs of examples/', () => {
    const nats = natsPrograms().at(-1);
    let folder: string;
    let runs: Readonly<Record<string, Promise<Ran>>>;

    beforeAll(async () => {
      folder = join(projectOf(), 'examples');
      await cp(EXAMPLES, folder, { recursive: true, filter: (source) => !source.includes('browser') });
      // All at once: each waits for its simulated nodes most of the time.
      runs = Object.fromEntries(NAMES.map((name) => [name, start(`${name}.mjs`)]));
    });

    /** Runs a program; a nats-server is in its PATH if one is installed. */
    function start(...args: readonly string[]): Promise<Ran> {
      const natsFolders = nats?.file.includes('/') === true ? [dirname(nats.file)] : [];
      const env = { PATH: [...natsFolders, process.env.PATH].join(delimiter) };
      return run(process.execPath, args, { cwd: folder, env });
    }

    it('have a test and a line in examples/README.md each', async () => {
      const files = (await readdir(EXAMPLES)).filter((file) => /^\w+\.mjs$/.test(file));
      expect(files.sort()).toEqual(NAMES.map((name) => `${name}.mjs`).sort());
      const page = await readFile(join(EXAMPLES, 'README.md'), 'utf8');
      expect(NAMES.filter((name) => !page.includes(`](${name}.mjs)`))).toEqual([]);
    });

    it.each(NAMES)('%s shows the facts of the simulated nodes, and ends', async (name) => {
      const { code, stderr, stdout } = await runs[name]!;
      if (name === 'natsMonitors' && nats === undefined) {
        expect([code, stdout]).toEqual([2, '']);
        return;
      }
      expect([code, stderr]).toEqual([0, '']);
      EXAMPLE_FACTS[name]!(stdout.trimEnd().split('\n'));
    });

    it('explain themselves by --help', async () => {
      const printed = await Promise.all(NAMES.map((name) => start(`${name}.mjs`, '--help')));
      for (const [index, { code, stderr, stdout }] of printed.entries()) {
        expect([code, stderr]).toEqual([0, '']);
        expect(stdout).toMatch(RegExp(`^Usage: node ${NAMES[index]}\\.mjs[^]*--network NAME[^]*--help `));
      }
    });

    it('end with one line and exit code 1 for an error', async () => {
      const mistakes = await Promise.all([
        ...NAMES.map((name) => start(`${name}.mjs`, '--unknown')),
        ...['ask', 'lbryClaims'].map((name) => start(`${name}.mjs`, '--network', 'unknown')),
        ...DIALLING.map((name) => start(`${name}.mjs`, CLOSED)),
      ]);
      for (const { code, stderr, stdout } of mistakes) {
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toMatch(/^[^\n]*(unknown|127\.0\.0\.1:1)[^\n]*\n$/);
      }
    });

    it('run with a given host until Ctrl-C, and close the connection then', async () => {
      const ends = await Promise.all(ENDLESS.map((name) => interrupted(name)));
      for (const end of ends) expect(end).toEqual({ code: 0, stderr: '', closedBy: CLOSED_BY_REMOTE });
    });

    /** Starts the program with the address of a node, and interrupts it when it has connected. */
    async function interrupted(name: string) {
      const network: Network = name === 'lbryClaims' ? lbry.regtest : bitcoin.regtest;
      const node$ = new ReplaySubject<SimulatedNode>(1);
      const simulation = simulateNode({ network }).subscribe(node$);
      try {
        const { port, peers$ } = await soon(node$, 'simulated node');
        const peer = soon(peers$, `connection of ${name}`, CONNECT_TIMEOUT_MS);
        const ports = name === 'prometheusMetrics' || name === 'eventPage' ? ['--port', '0'] : [];
        const program = startProgram([`${name}.mjs`, `127.0.0.1:${port}`, ...ports], folder);
        try {
          const closed = soon((await peer).closed$, 'end of the connection');
          program.signal('SIGINT');
          const code = await program.ended();
          const { by, error } = await closed;
          return { code, stderr: program.stderr(), closedBy: error?.code ?? by };
        } finally {
          await program.kill();
        }
      } finally {
        simulation.unsubscribe();
      }
    }

    it('without nats-server natsMonitors names what is missing', async () => {
      const env = { PATH: dirname(process.execPath) };
      const { code, stderr } = await run(process.execPath, ['natsMonitors.mjs'], { cwd: folder, env });
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^no nats-server in the PATH .*--nats URL\n$/)]);
    });

    it('the marble test of the conversation passes, and fails for a conversation that requests again too early', async () => {
      expect(await start('--test', 'conversation.test.mjs')).toMatchObject({ code: 0 });
      const text = await readFile(join(folder, 'conversation.mjs'), 'utf8');
      const hasty = join(folder, 'hasty');
      await mkdir(hasty, { recursive: true });
      await writeFile(join(hasty, 'conversation.mjs'), text.replace('RETRY_MS = 5000', 'RETRY_MS = 4000'));
      await cp(join(folder, 'conversation.test.mjs'), join(hasty, 'conversation.test.mjs'));
      const { code, stdout } = await start('--test', '--test-reporter=tap', join(hasty, 'conversation.test.mjs'));
      expect([code, stdout]).toEqual([1, expect.stringMatching(/^# pass 2\n# fail 1$/m)]);
    });
  });
}
