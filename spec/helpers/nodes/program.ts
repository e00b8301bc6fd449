import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { filter, ReplaySubject, type Observable } from 'rxjs';
import { projectRoot } from './projectRoot.js';
import { soon } from './soon.js';

/** A running program of this project. */
export interface Program {
  /** The lines that it prints; replays the last 10,000. */
  readonly line$: Observable<string>;
  /** Resolves to the first line that matches, including lines printed before the call. */
  line(pattern: RegExp): Promise<string>;
  stderr(): string;
  signal(signal: NodeJS.Signals): void;
  /** Resolves to its exit code; null if a signal ended it. */
  ended(): Promise<number | null>;
  /** Kills it (SIGKILL). */
  kill(): Promise<void>;
}

/** Runs a script under this Node. */
export function startProgram(args: readonly string[], cwd = projectRoot): Program {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const line$ = new ReplaySubject<string>(10_000);
  const exit$ = new ReplaySubject<number | null>(1);
  let stderr = '';
  createInterface({ input: child.stdout })
    .on('line', (line) => line$.next(line))
    .on('close', () => line$.complete());
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.on('error', (error) => exit$.error(error));
  // Not 'exit': the last output may arrive after it.
  child.on('close', (code) => exit$.next(code));
  const ended = (): Promise<number | null> => soon(exit$, `end of ${args.join(' ')}`);
  return {
    line$: line$.asObservable(),
    async line(pattern) {
      try {
        return await soon(line$.pipe(filter((line) => pattern.test(line))), `line ${String(pattern)}`);
      } catch (cause) {
        throw new Error(`${(cause as Error).message}\n${stderr}`, { cause });
      }
    },
    stderr: () => stderr,
    signal: (signal) => void child.kill(signal),
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended();
    },
  };
}
