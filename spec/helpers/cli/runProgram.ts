import { PassThrough, Readable } from 'node:stream';
import { expect } from '@jest/globals';
import { Subject } from 'rxjs';
import { main } from '../../../lib/cli/main.js';

export interface RunResult {
  code: number;
  out: string[];
  err: string;
}

export interface RunOptions {
  /** Called with the output so far after each write; the program is stopped when it returns true. */
  until?: (out: string, err: string) => boolean;
  /** For a program that prints nothing: called every 20 ms; the program is stopped when it resolves with true. */
  stopWhen?: () => Promise<boolean>;
  /** Whether stderr is a terminal. Default false. */
  isTerminal?: boolean;
  /** The content of standard input. Default: that of the process. */
  input?: Uint8Array | string;
}

/** Runs the program in this process. */
export async function runProgram(
  argv: readonly string[],
  { until = () => false, stopWhen, isTerminal = false, input }: RunOptions = {},
): Promise<RunResult> {
  const stdout = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal });
  const stdin = input === undefined ? undefined : Readable.from([Buffer.from(input)]);
  const stop$ = new Subject<void>();
  const read = { out: '', err: '' };
  stdout.setEncoding('utf8').on('data', (text: string) => {
    read.out += text;
    if (until(read.out, read.err)) stop$.next();
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    read.err += text;
    if (until(read.out, read.err)) stop$.next();
  });
  const running = main(argv, { stdout, stderr, env: {}, stop$, stdin });
  if (stopWhen !== undefined) await stopOnce(stopWhen, stop$, running);
  const code = await running;
  expect(stop$.observed).toBe(false);
  await new Promise((resolve) => setImmediate(resolve));
  return { code, out: read.out.split('\n').slice(0, -1), err: read.err };
}

/** Returns when the program has been stopped, or has ended without it. */
async function stopOnce(isDone: () => Promise<boolean>, stop$: Subject<void>, running: Promise<number>): Promise<void> {
  let hasEnded = false;
  const onEnd = (): void => void (hasEnded = true);
  void running.then(onEnd, onEnd);
  while (!hasEnded && !(await isDone())) await new Promise((resolve) => setTimeout(resolve, 20));
  stop$.next();
}
