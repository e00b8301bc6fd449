import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.js';
import { run } from './run.js';

const INSTALL_TIMEOUT_MS = 300_000;

/** Packages that only one spec needs: a folder of spec/interop with a package.json, installed into .cache when the spec runs. */
export class PackageFolder {
  /** Where it is installed, once `absence` has resolved to undefined. */
  readonly path: string;
  private readonly source: string;

  constructor(private readonly name: string) {
    this.source = join(projectRoot, 'spec', 'interop', name);
    this.path = join(projectRoot, '.cache', name);
  }

  /** Installs it. Why that is impossible on this machine, or undefined if it is installed. */
  async absence(): Promise<string | undefined> {
    const lock = (folder: string) => readFile(join(folder, 'package-lock.json'), 'utf8').catch(() => '');
    const isInstalled = (await lock(this.source)) === (await lock(this.path));
    await cp(this.source, this.path, { recursive: true });
    if (isInstalled && (await run('npm', ['ls', '--prefix', this.path])).code === 0) return undefined;
    const args = ['ci', '--prefix', this.path, '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    const { code, stderr } = await run('npm', args, { cwd: this.path, timeoutMs: INSTALL_TIMEOUT_MS });
    return code === 0 ? undefined : `npm cannot install the packages of spec/interop/${this.name}: ${lastLine(stderr)}`;
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
