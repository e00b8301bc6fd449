import { execFile } from 'node:child_process';
import { projectRoot } from './projectRoot.js';

export interface Ran {
  /** The exit code; undefined if the file could not be run, or a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  timeoutMs?: number;
  cwd?: string;
  /** Variables in addition to our own environment. */
  env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. A failure does not reject: the caller checks the result. */
export function run(
  file: string,
  args: readonly string[],
  { timeoutMs = 60_000, cwd = projectRoot, env = {} }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      resolve({ code, stdout, stderr: code === undefined ? `${stderr}${error?.message}` : stderr });
    });
  });
}

/** The same, but rejects unless the program succeeds; resolves to its output. */
export async function runWell(file: string, args: readonly string[], options?: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(file, args, options);
  if (code === 0) return stdout;
  throw new Error(`${file} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${stdout}${stderr}`);
}
