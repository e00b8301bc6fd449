import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';

/** Not copied: the unit specs do not read them. */
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.cache', 'artifacts', 'coverage']);

/** A copy of the project in the system's temporary folder: the mutations are made there, so the project's own files stay as they are. */
export class Workspace {
  root;
  #base;
  #child;

  constructor(projectRoot) {
    this.#base = mkdtempSync(join(tmpdir(), 'rxpeer-mutate-'));
    this.root = join(this.#base, 'project');
    cpSync(projectRoot, this.root, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    symlinkSync(join(projectRoot, 'node_modules'), join(this.root, 'node_modules'));
    // Some specs read captures from ../shared.
    symlinkSync(join(projectRoot, '..', 'shared'), join(this.#base, 'shared'));
  }

  read(file) {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file, text) {
    writeFileSync(join(this.root, file), text);
  }

  /** Runs these specs, and kills them after the time limit. Resolves to the outcome and the end of jest's report. */
  run(specs, timeoutMs) {
    const child = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings',
        createRequire(import.meta.url).resolve('jest/bin/jest'),
        '--runInBand',
        '--bail',
        '--testTimeout=10000',
        '--runTestsByPath',
        ...specs,
      ],
      // Its own process group, so that processes started by a spec are killed too.
      { cwd: this.root, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    );
    this.#child = child;
    let report = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (report = (report + text).slice(-MAX_REPORT_LENGTH)));
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        this.#kill();
      }, timeoutMs);
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        this.#child = undefined;
        resolve({ outcome: isLate ? 'timedOut' : code === 0 ? 'passed' : 'failed', report });
      });
    });
  }

  remove() {
    this.#kill();
    rmSync(this.#base, { recursive: true, force: true });
  }

  #kill() {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The process has ended already.
    }
  }
}

const MAX_REPORT_LENGTH = 20_000;
