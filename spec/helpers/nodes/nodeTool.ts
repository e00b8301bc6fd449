import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.js';
import { run, runWell } from './run.js';

/** The output of a tool about the node that it has started. */
export interface StartedNode {
  readonly pid: number;
  readonly p2pPort: number;
  readonly rpcPort: number;
  readonly datadir: string;
}

/** The tools' exit code if the node is not available on this machine (EX_UNAVAILABLE). */
const UNAVAILABLE = 69;
/** The first installation downloads, or compiles. */
const INSTALL_TIMEOUT_MS = 600_000;
/** The tools' own deadlines are shorter. */
const START_TIMEOUT_MS = 90_000;

/** A script that installs, starts and stops a real node. */
export class NodeTool {
  readonly path: string;
  private readonly cacheDir: string;

  constructor(private readonly name: string) {
    this.path = process.env[`${name.toUpperCase()}_TOOL`] ?? join(projectRoot, '..', 'shared', 'tools', `${name}.sh`);
    this.cacheDir = join(projectRoot, '.cache', name);
  }

  /** Why the node cannot be installed here and how to provide it, or undefined if it is installed. Errors if the tool itself fails. */
  async absence(): Promise<string | undefined> {
    if (!existsSync(this.path)) return `no tool at ${this.path}`;
    const { code, stderr } = await run(this.path, ['install', this.cacheDir], { timeoutMs: INSTALL_TIMEOUT_MS });
    if (code === 0) return undefined;
    if (code === UNAVAILABLE) return absenceText(this.name, this.cacheDir, stderr);
    throw new Error(`${this.path} install ended with ${code ?? 'a signal'}: ${stderr}`);
  }

  async start<T extends StartedNode>(args: readonly string[] = []): Promise<T> {
    const printed = await runWell(this.path, ['start', this.cacheDir, ...args], { timeoutMs: START_TIMEOUT_MS });
    return JSON.parse(printed) as T;
  }

  /** Stops the node by its process id; the tool checks that the process is one of its nodes. */
  async stop(pid: number): Promise<void> {
    await runWell(this.path, ['stop', String(pid)], { timeoutMs: START_TIMEOUT_MS });
  }
}

/** The end of what the tool printed, which names the cause (a refused download, a missing command), and where it looks for a node. */
export function absenceText(name: string, cacheDir: string, stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const causes = lines.filter((line) => line !== '').slice(-MAX_CAUSE_LINES);
  return `${causes.join('; ')}; to run these specs, build ${name} from source and put it into ${join(cacheDir, 'bin')}`;
}

/** The last line is the tool's own; the lines before it come from the package manager. */
const MAX_CAUSE_LINES = 3;
