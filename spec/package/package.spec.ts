import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tscPath } from '../helpers/nodes/buildProject.js';
import { startProgram } from '../helpers/nodes/program.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { readmeExample } from '../helpers/nodes/readmeExample.js';
import { run, runWell } from '../helpers/nodes/run.js';
import { CONSUMER, SIMULATION } from './consumers.js';

const NPM_TIMEOUT_MS = 120_000;

describe('the package, as npm packs and installs it', () => {
  let root: string;
  let dir: string;
  let manifest: Manifest;

  beforeAll(async () => {
    manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
    root = await mkdtemp(join(tmpdir(), 'rxpeer-package-'));
    dir = join(root, 'consumer');
    await mkdir(dir);
    await installPacked(dir, manifest);
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each([
    ['rxpeer', ['connect', 'listen'], ['bitcoin', 'createPeer', 'decodeMessages', 'handshake', 'txid']],
    ['rxpeer/node', [], ['connect', 'dial', 'listen', 'readCaptureFile', 'writeCaptureFile']],
    ['rxpeer/wire', ['createPeer'], ['bitcoin', 'decodeMessage', 'encodeMessage', 'txid', 'wtxid']],
    ['rxpeer/simulator', [], ['simulateNode']],
    ['rxpeer/capture', ['readCaptureFile'], ['CaptureError', 'decodeRxcap', 'encodeRxcap', 'fromPcap']],
    ['rxpeer/marbles', [], ['VirtualTime', 'adversaries', 'virtualNetwork']],
  ])('has the door %s', async (door, absent, present) => {
    const script = `console.log(JSON.stringify(Object.keys(await import('${door}'))))`;
    const printed = await runWell(process.execPath, ['--input-type=module', '-e', script], { cwd: dir });
    const names = JSON.parse(printed) as string[];
    expect(names).toEqual(expect.arrayContaining(present));
    expect(names.filter((name) => absent.includes(name))).toEqual([]);
  });

  it('has a wire that needs no RxJS', async () => {
    const alone = join(root, 'alone');
    for (const name of ['rxpeer', '@noble']) {
      await cp(join(dir, 'node_modules', name), join(alone, 'node_modules', name), { recursive: true });
    }
    const importing = (door: string) =>
      run(process.execPath, ['--input-type=module', '-e', `import '${door}'`], { cwd: alone });
    expect(await importing('rxpeer/wire')).toMatchObject({ code: 0, stderr: '' });
    expect((await importing('rxpeer')).stderr).toContain("Cannot find package 'rxjs'");
  });

  it('keeps its insides to itself', async () => {
    const { stderr } = await run(process.execPath, ['--input-type=module', '-e', `import 'rxpeer/dist/index.js'`], {
      cwd: dir,
    });
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('has the sources that its source maps name, and no specs', async () => {
    const files = await readdir(join(dir, 'node_modules', 'rxpeer'), { recursive: true });
    const map = JSON.parse(await readFile(join(dir, 'node_modules/rxpeer/dist/index.js.map'), 'utf8')) as SourceMap;
    expect(map.sources).toEqual(['../lib/index.ts']);
    expect(files).toEqual(expect.arrayContaining([join('lib', 'index.ts'), 'README.md', 'LICENSE']));
    expect(files.filter((file) => file.includes('.spec.'))).toEqual([]);
  });

  it('has a program that tells its version', async () => {
    const bin = join(dir, 'node_modules', '.bin', 'rxpeer');
    expect(await runWell(bin, ['--version'], { cwd: dir })).toBe(`${manifest.version}\n`);
  });

  it.each([
    ['watch.mjs', [/^version\b/, /^inv\b/, /^tx\b/, /^block\b/]],
    ['ask.mjs', [/^ping true$/, /^headers \d+ [0-9a-f]{64}$/, /^closed local\b/]],
    ['converse.mjs', [/^block \d+$/]],
  ])("runs the README's %s on the simulator", async (name, lines) => {
    await writeFile(join(dir, name), await readmeExample(name));
    await writeFile(join(dir, 'simulation.mjs'), SIMULATION);
    const simulation = startProgram(['simulation.mjs'], dir);
    try {
      const port = await simulation.line(/^\d+$/);
      const example = startProgram([name, '127.0.0.1', port], dir);
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

  it('is typed by network', async () => {
    await writeFile(join(dir, 'consumer.ts'), CONSUMER);
    await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(STRICT));
    const { code, stdout } = await run(process.execPath, [tscPath, '-p', 'tsconfig.json'], { cwd: dir });
    expect(stdout).toBe('');
    expect(code).toBe(0);
  });
});

interface Manifest {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

interface SourceMap {
  readonly sources: readonly string[];
}

/** Without skipLibCheck: our own declarations are to be sound, too. */
const STRICT = {
  compilerOptions: {
    ...{ target: 'ES2023', lib: ['ES2023', 'DOM'], module: 'NodeNext', strict: true, noEmit: true, types: [] },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  },
  files: ['consumer.ts'],
};

/** Packs the project (which builds it) and installs it beside RxJS into a project of its own, as a user would. */
async function installPacked(dir: string, { peerDependencies }: Manifest): Promise<void> {
  await runWell('npm', ['pack', projectRoot, '--pack-destination', dir], { cwd: dir, timeoutMs: NPM_TIMEOUT_MS });
  const tarball = (await readdir(dir)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack has left no tarball');
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  const packages = [`./${tarball}`, `rxjs@${peerDependencies.rxjs}`];
  await runWell('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], {
    cwd: dir,
    timeoutMs: NPM_TIMEOUT_MS,
  });
}
