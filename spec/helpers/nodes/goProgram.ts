import { join } from 'node:path';
import { projectRoot } from './projectRoot.js';
import { run } from './run.js';

/** The first build downloads and compiles for about 30 s. */
const BUILD_TIMEOUT_MS = 300_000;

/** A program in Go of spec/interop/go, built into .cache/go. */
export class GoProgram {
  /** The executable file, once `absence` has resolved to undefined. */
  readonly path: string;
  private readonly folder: string;

  constructor(private readonly name: string) {
    this.folder = join(projectRoot, 'spec', 'interop', 'go', name);
    this.path = join(projectRoot, '.cache', 'go', name);
  }

  /** Builds it. Why that is impossible on this machine, or undefined if it is built. Errors if its own code does not compile. */
  async absence(): Promise<string | undefined> {
    const go = (...args: readonly string[]) => run('go', args, { cwd: this.folder, timeoutMs: BUILD_TIMEOUT_MS });
    if ((await go('version')).code !== 0) return 'go is not installed';
    const { code, stderr } = await go('mod', 'download');
    if (code !== 0) return `go cannot download the modules of ${this.name}: ${lastLine(stderr)}`;
    const built = await go('build', '-o', this.path, '.');
    if (built.code === 0) return undefined;
    throw new Error(`go build of ${this.name} ended with ${built.code ?? 'a signal'}: ${built.stderr}`);
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
