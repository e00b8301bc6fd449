import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tscPath } from '../helpers/nodes/tscPath.js';
import { startProgram } from '../helpers/nodes/program.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { exampleIn, tourExample } from '../helpers/nodes/documentExample.js';
import { sharedPath } from '../digests/sharedFiles.js';
import { run, runWell } from '../helpers/nodes/run.js';
import { allExamples, asJavaScript } from './examples.js';
import { examplesAsTypeScript, testExamplePrograms } from './examplePrograms.js';
import { CONSUMER, READING, RECORDING, SIMULATION } from './consumers.js';
import { logOverRestarts } from './mempoolLog.js';
import { runSitePrograms, writeSiteExample } from './runSitePrograms.js';
import { SITE_PROGRAMS } from './sitePrograms.js';

const NPM_TIMEOUT_MS = 120_000;

/** Optional packages, without which their entry points cannot be imported. */
const OPTIONAL_PACKAGES = [
  '@nats-io/jetstream',
  '@nats-io/nats-core',
  '@nats-io/transport-node',
  'hyparquet-writer',
  'protobufjs',
];

let root: string;
let manifest: Manifest;
let tarball: string;

beforeAll(async () => {
  manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
  root = await mkdtemp(join(tmpdir(), 'rxpeer-package-'));
  tarball = await pack(root);
}, 3 * NPM_TIMEOUT_MS);

afterAll(() => rm(root, { recursive: true, force: true }));

describe('the package after npm pack and npm install', () => {
  let dir: string;

  beforeAll(async () => {
    dir = join(root, 'consumer');
    const { peerDependencies, devDependencies } = manifest;
    const optional = OPTIONAL_PACKAGES.map((name) => `${name}@${devDependencies[name]}`);
    await install(dir, [tarball, `rxjs@${peerDependencies.rxjs}`, ...optional]);
  });

  it.each([
    ['rxpeer', ['connect', 'createPool', 'listen'], ['bitcoin', 'createPeer', 'decodeMessages', 'handshake', 'txid']],
    ['rxpeer/node', [], ['connect', 'createPool', 'dial', 'listen', 'readCaptureFile', 'writeCaptureFile']],
    ['rxpeer/wire', ['createPeer'], ['bitcoin', 'decodeMessage', 'encodeMessage', 'txid', 'wtxid']],
    ['rxpeer/browser', ['connect'], ['webSocketDuplex']],
    ['rxpeer/simulator', [], ['simulateNode']],
    ['rxpeer/capture', ['readCaptureFile'], ['CaptureError', 'decodeRxcap', 'encodeRxcap', 'fromPcap']],
    ['rxpeer/nats', [], ['NatsError', 'firstSeenByNats', 'monitorClocks', 'subjectToken']],
    ['rxpeer/metrics', ['serveMetrics'], ['createMetrics', 'formatMetrics', 'metricsHandler', 'metricsOf']],
    ['rxpeer/parquet', [], ['ParquetError', 'toParquet']],
    ['rxpeer/peer-observer', [], ['publishPeerObserver', 'readPeerObserverArchive', 'toPeerObserverEvents']],
    ['rxpeer/events', [], ['SinkQueue', 'exportEvents', 'serveEvents', 'writeToSink']],
    ['rxpeer/marbles', [], ['MarbleMismatch', 'VirtualTime', 'adversaries', 'protocolMarbles', 'virtualNetwork']],
  ])('exports the entry point %s', async (entry, absent, present) => {
    const script = `console.log(JSON.stringify(Object.keys(await import('${entry}'))))`;
    const printed = await runWell(process.execPath, ['--input-type=module', '-e', script], { cwd: dir });
    const names = JSON.parse(printed) as string[];
    expect(names).toEqual(expect.arrayContaining(present));
    expect(names.filter((name) => absent.includes(name))).toEqual([]);
  });

  it('exports rxpeer/wire, which works without RxJS', async () => {
    const alone = join(root, 'alone');
    for (const name of ['rxpeer', '@noble']) {
      await cp(join(dir, 'node_modules', name), join(alone, 'node_modules', name), { recursive: true });
    }
    const importing = (entry: string) =>
      run(process.execPath, ['--input-type=module', '-e', `import '${entry}'`], { cwd: alone });
    expect(await importing('rxpeer/wire')).toMatchObject({ code: 0, stderr: '' });
    expect((await importing('rxpeer')).stderr).toContain("Cannot find package 'rxjs'");
  });

  it('does not export internal files', async () => {
    const { stderr } = await run(process.execPath, ['--input-type=module', '-e', `import 'rxpeer/dist/index.js'`], {
      cwd: dir,
    });
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('keeps the comments of the public declarations, which editors show', async () => {
    const declaration = await readFile(join(dir, 'node_modules/rxpeer/dist/peer/createPeer.d.ts'), 'utf8');
    expect(declaration).toContain('A peer over any transport. Nothing is read or written until `start()`.');
    expect(declaration).not.toContain('createOwnedPeer');
  });

  it('contains a program that prints its version', async () => {
    const bin = join(dir, 'node_modules', '.bin', 'rxpeer');
    expect(await runWell(bin, ['--version'], { cwd: dir })).toBe(`${manifest.version}\n`);
  });

  it('shows the dashboard of simulated nodes within 10 s of the start', async () => {
    const startedMs = performance.now();
    const dashboard = startProgram(['node_modules/.bin/rxpeer', 'dashboard', '--simulate', '8', '--port', '0'], dir);
    try {
      const url = /http\S+/.exec(await dashboard.line(/open http/))![0];
      const page = await fetch(url);
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script')]);
      expect(performance.now() - startedMs).toBeLessThan(10_000);
    } finally {
      await dashboard.kill();
    }
  });

  it("runs the README's first program and its test", async () => {
    await writeFile(join(dir, 'subscribe.mjs'), asJavaScript(await exampleIn('README.md', 'subscribe.ts')));
    const first = startProgram(['subscribe.mjs'], dir);
    try {
      await first.line(/^announced [0-9a-f]{64}$/);
      expect(first.stderr()).toBe('');
    } finally {
      await first.kill();
    }
    const test = asJavaScript(await exampleIn('README.md', 'answerPings.test.ts'));
    await writeFile(join(dir, 'answerPings.test.mjs'), `import { test } from 'node:test';\n${test}`);
    const args = ['--test', '--test-reporter=spec', 'answerPings.test.mjs'];
    expect(await runWell(process.execPath, args, { cwd: dir })).toMatch(/^ℹ pass 1\nℹ fail 0$/m);
  });

  it.each([
    ['watch.ts', 'bitcoin', [/^version\b/, /^inv\b/, /^tx\b/, /^block\b/]],
    ['ask.ts', 'bitcoin', [/^ping true$/, /^headers \d+ [0-9a-f]{64}$/, /^closed local\b/]],
    ['claims.ts', 'lbry', [/^(claim|update|support) [a-z]+-\d+ [0-9a-f]{40}$/, /^block [0-9a-f]{64} [0-9a-f]{64}$/]],
    ['converse.ts', 'bitcoin', [/^block \d+$/]],
    ['record.ts', 'bitcoin', [/^recorded \d{2,}$/, /^inv \d+$/]],
  ])("runs the tour's %s on the simulator of %s", async (name, chain, lines) => {
    const file = await writeExample(dir, name);
    await writeFile(join(dir, 'simulation.mjs'), SIMULATION);
    const simulation = startProgram(['simulation.mjs', chain], dir);
    try {
      const port = await simulation.line(/^\d+$/);
      const example = startProgram([file, '127.0.0.1', port], dir);
      try {
        for (const line of lines) await example.line(line);
        expect(example.stderr()).toBe('');
      } finally {
        await example.kill();
      }
    } finally {
      await simulation.kill();
    }
  });

  it("runs the site's programs on simulated nodes, and its test", async () => {
    const examples = await allExamples();
    const ran = await runSitePrograms(dir, examples);
    const alwaysPossible = SITE_PROGRAMS.filter(({ needs }) => needs === undefined);
    expect(ran).toEqual(expect.arrayContaining(alwaysPossible.map(({ name }) => name)));

    await writeSiteExample(dir, 'followTip.ts', examples);
    const test = await writeSiteExample(dir, 'followTip.test.ts', examples);
    const { code, stdout } = await run(process.execPath, ['--test', '--test-reporter=spec', test], { cwd: dir });
    expect(stdout).toContain('pass 4');
    expect(code).toBe(0);
  });

  it("keeps the log of the site's mempoolLog.ts complete over a lost node and a restart", async () => {
    const lines = await logOverRestarts(dir, await writeSiteExample(dir, 'mempoolLog.ts', await allExamples()));
    expect(lines.filter((line) => !/^\S+Z [0-9a-f]{64} [0-9a-f]{64}$/.test(line))).toEqual([]);
    expect(new Set(lines.map((line) => line.split(' ')[1])).size).toBe(lines.length);
  });

  it('writes recordings that can be read after the writer was killed', async () => {
    await writeFile(join(dir, 'recording.mjs'), RECORDING);
    await writeFile(join(dir, 'reading.mjs'), READING);
    const path = join(dir, 'killed.rxcap');
    const recording = startProgram(['recording.mjs', path], dir);
    await recording.line(/^large$/);
    await recording.kill();
    const read = async () => {
      const printed = await runWell(process.execPath, ['reading.mjs', path], { cwd: dir });
      return JSON.parse(printed) as { records: number; faults: string[]; sessions: number; discardedBytes: number };
    };
    const first = await read();
    expect(first.records).toBeGreaterThan(400);
    // SIGKILL may arrive between two records, or inside one.
    expect([[], ['TRUNCATED']]).toContainEqual(first.faults);
    expect(first.discardedBytes > 0).toBe(first.faults.length > 0);
    expect(await read()).toEqual({ records: first.records + 1, faults: [], sessions: 2, discardedBytes: 0 });
  });

  const captures = sharedPath('captures/');
  (captures === undefined ? it.skip : it)('generates tests from recordings that pass unchanged', async () => {
    const generated = join(dir, 'generated');
    await mkdir(generated);
    const bin = join(dir, 'node_modules', '.bin', 'rxpeer');
    for (const [file, ...options] of CAPTURES) {
      const source = await runWell(bin, ['marbles', join(captures!, file), ...options], { cwd: dir });
      await writeFile(join(generated, `${file.replaceAll(/\W/g, '-')}.test.ts`), source);
    }
    await writeFile(join(generated, 'tsconfig.json'), JSON.stringify(GENERATED));
    const types = join(projectRoot, 'node_modules', '@types');
    const compiled = await run(process.execPath, [tscPath, '-p', 'tsconfig.json', '--typeRoots', types], {
      cwd: generated,
    });
    expect(compiled).toMatchObject({ code: 0, stdout: '' });
    const { code, stdout } = await run(process.execPath, ['--test', '--test-reporter=spec'], {
      cwd: join(generated, 'out'),
    });
    expect(stdout).toContain(`pass ${CAPTURES.length}`);
    expect(code).toBe(0);
  });

  it("runs the tour's pool.ts on the simulator until it exits", async () => {
    await writeExample(dir, 'pool.ts');
    await writeFile(join(dir, 'simulation.mjs'), SIMULATION);
    const simulation = startProgram(['simulation.mjs'], dir);
    try {
      const port = await simulation.line(/^\d+$/);
      const example = startProgram(['pool.mjs', '127.0.0.1', port], dir);
      try {
        for (const line of [/^joined 127/, /^inv 127/, /^left 127.* local$/]) await example.line(line);
        expect([await example.ended(), example.stderr()]).toEqual([0, '']);
        expect(JSON.parse(await readFile(join(dir, 'peers.json'), 'utf8'))).toMatchObject({
          network: 'bitcoin.regtest',
        });
      } finally {
        await example.kill();
      }
    } finally {
      await simulation.kill();
    }
  });

  testExamplePrograms(() => dir);

  it.each(['typescript-5.4', 'typescript-5.9', 'typescript', 'typescript-7'])(
    'has types per network, and every example of the documentation compiles: %s',
    async (compiler) => {
      const project = join(dir, compiler);
      const examples = await allExamples();
      const files: Record<string, string> = { 'consumer.ts': CONSUMER, 'globals.d.ts': TEST_GLOBAL };
      for (const [name, text] of Object.entries(await examplesAsTypeScript())) files[join('examples', name)] = text;
      for (const { name, code } of examples) files[name.endsWith('.ts') ? name : `${name}.ts`] = code;
      files['fetchBlocks.ts'] = await fetchBlocksOfTour();
      await mkdir(join(project, 'examples'), { recursive: true });
      for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
      await writeFile(join(project, 'tsconfig.json'), JSON.stringify(STRICT));
      const tsc = join(projectRoot, 'node_modules', compiler, 'bin', 'tsc');
      const { stdout, stderr } = await run(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: project });
      expect(withoutErrorsOfNats(stdout) + stderr).toBe('');
      expect(examples.length).toBeGreaterThanOrEqual(14);
    },
  );
});

describe("the tour's test, in separate projects", () => {
  let projects: string;

  beforeAll(async () => {
    projects = join(root, 'tested');
    const { devDependencies, peerDependencies } = manifest;
    const runners = [`jest@${devDependencies.jest}`, `vitest@${devDependencies.vitest}`];
    // In the parent folder of the projects, so that npm installs only once.
    await install(projects, [tarball, `rxjs@${peerDependencies.rxjs}`, ...runners]);
  });

  it.each<[string, Runner]>([
    [
      'jest',
      {
        file: 'node_modules/.bin/jest',
        args: [],
        env: { NODE_OPTIONS: '--experimental-vm-modules' },
        importing: '',
        counts: /^Tests: +1 failed, 1 passed, 2 total$/m,
      },
    ],
    [
      'vitest',
      {
        file: 'node_modules/.bin/vitest',
        args: ['run'],
        importing: `import { test } from 'vitest';\n`,
        counts: /^ *Tests +1 failed \| 1 passed \(2\)$/m,
      },
    ],
    [
      'node:test',
      {
        file: process.execPath,
        args: ['--test', '--test-reporter=spec'],
        importing: `import { test } from 'node:test';\n`,
        counts: /^ℹ pass 1\nℹ fail 1$/m,
      },
    ],
  ])('%s: passes, and fails with a report for a conversation that requests too much', async (name, runner) => {
    const dir = join(projects, name.replace(':', '-'));
    const test = runner.importing + asJavaScript(await tourExample('fetchBlocks.test.ts'));
    const fetchBlocks = asJavaScript(await fetchBlocksOfTour());
    await mkdir(dir);
    await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'tested', private: true, type: 'module' }));
    await writeFile(join(dir, 'fetchBlocks.js'), fetchBlocks);
    await writeFile(join(dir, 'fetchBlocks.test.js'), test);
    await writeFile(join(dir, 'fetchAll.js'), fetchBlocks.replace('items.filter(isBlock)', 'items'));
    await writeFile(join(dir, 'fetchAll.test.js'), test.replace('./fetchBlocks.js', './fetchAll.js'));

    const env = { NO_COLOR: '1', ...runner.env };
    const file = runner.file === process.execPath ? runner.file : join(projects, runner.file);
    const { code, stdout, stderr } = await run(file, runner.args, { cwd: dir, env });
    const printed = stdout + stderr;
    expect(printed).toMatch(runner.counts);
    expect(code).toBe(1);
    for (const line of (await tourExample('report')).trim().split('\n')) expect(printed).toContain(line.trim());
  });
});

interface Runner {
  /** Relative to the folder of the projects. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The line that imports `test`. */
  readonly importing: string;
  readonly counts: RegExp;
}

/** Writes an example of docs/tour.md as JavaScript; returns the name of the file. */
async function writeExample(dir: string, name: string): Promise<string> {
  const file = name.replace(/\.ts$/, '.mjs');
  await writeFile(join(dir, file), asJavaScript(await tourExample(name)));
  return file;
}

/** The declarations of the NATS client have errors of their own with exactOptionalPropertyTypes. */
function withoutErrorsOfNats(printed: string): string {
  return printed.replaceAll(/^\.\.\/node_modules\/@nats-io\/\S+: error .*\n(?: .*\n)*/gm, '');
}

/** A global of a test runner. */
const TEST_GLOBAL = 'declare function test(title: string, run: () => void): void;\n';

/** The conversation of the tour's example, as a separate file. */
async function fetchBlocksOfTour(): Promise<string> {
  const [conversation = ''] = (await tourExample('converse.ts')).split(/^const \[host/m);
  return `${conversation}\nexport { fetchBlocks };\n`;
}

interface Manifest {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Recordings of real nodes, among the shared files, and the part of each that becomes a test. */
const CAPTURES: readonly (readonly [string, ...string[]])[] = [
  ['messages/client-modern', '--network', 'bitcoin.regtest'],
  ['messages/client-announces', '--network', 'bitcoin.regtest', '--only', 'inv,getdata,tx'],
  ['messages/relay-v1', '--network', 'bitcoin.regtest', '--peer', '2', '--to', '60'],
  ['raw/v1-client-bloom', '--only', 'filterload,merkleblock,getdata,ping'],
  ['lbry/client-to-node.tsv'],
  ['lbry/one-of-each.tsv'],
];

const GENERATED = {
  compilerOptions: {
    ...{ target: 'ES2023', lib: ['ES2023', 'DOM'], module: 'NodeNext', strict: true, types: ['node'], outDir: 'out' },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
  },
};

/** Without skipLibCheck, to check our own declarations too. The lowest target and libraries that the README requires. */
const STRICT = {
  compilerOptions: {
    ...{ target: 'ES2022', lib: ['ES2022'], module: 'NodeNext', strict: true, noEmit: true },
    ...{ types: ['node'], typeRoots: [join(projectRoot, 'node_modules', '@types')] },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true },
  },
  include: ['*.ts', 'examples/*.mts'],
};

/** Packs the project as it is built; jest has built it before. */
async function pack(dir: string): Promise<string> {
  await runWell('npm', ['pack', projectRoot, '--ignore-scripts', '--pack-destination', dir], {
    cwd: dir,
    timeoutMs: NPM_TIMEOUT_MS,
  });
  const tarball = (await readdir(dir)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack has left no tarball');
  return join(dir, tarball);
}

/** Makes a project, and installs these as a user would. */
async function install(dir: string, packages: readonly string[]): Promise<void> {
  await mkdir(dir);
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  await runWell('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], {
    cwd: dir,
    timeoutMs: NPM_TIMEOUT_MS,
  });
}
