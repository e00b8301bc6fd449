import { spawn } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';

/** The most that is kept of what a program prints; the rest is dropped. */
export const MAX_OUTPUT_CHARACTERS = 200_000;

/**
 * Runs a program to its end in a process group of its own. The group is killed when the program exits, at the timeout, and when this process ends.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, timeoutMs: number }} options
 * @returns {Promise<{ code: number | null, output: string, stdout: string }>} `code` is null if the program was killed or cannot be started
 */
export function runProgram(file, args, options) {
  return startProgram(file, args, options).ended;
}

/** The same for a program that runs until `kill` is called, such as a server. `line` rejects if the program ends without a match. */
export function startProgram(file, args, { cwd, env = {}, timeoutMs }) {
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const waiting = new Set();
  let isTimeout = false;
  let output = '';
  let stdout = '';

  const kill = () => killGroup(child.pid);
  const timer = setTimeout(() => {
    isTimeout = true;
    kill();
  }, timeoutMs);
  const add = (text) => {
    if (output.length > MAX_OUTPUT_CHARACTERS) return;
    output += text;
    for (const wait of waiting) wait();
  };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    if (stdout.length <= MAX_OUTPUT_CHARACTERS) stdout += text;
    add(text);
  });
  child.stderr.setEncoding('utf8').on('data', add);

  const ended = new Promise((resolve) => {
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code, output: isTimeout ? `${output}\nno end within ${timeoutMs} ms` : output, stdout });
    };
    child.once('error', (error) => {
      output += error.message;
      end(null);
    });
    // Children of the program may keep its output open after it: they are killed when it exits, and then 'close' follows.
    child.once('exit', () => {
      kill();
      RUNNING.delete(child.pid);
    });
    child.once('close', end);
  });
  if (child.pid !== undefined) RUNNING.add(child.pid);

  /** Resolves to the match of the pattern in what was printed. */
  function line(pattern) {
    return new Promise((resolve, reject) => {
      const wait = () => {
        const match = pattern.exec(output);
        if (match === null) return;
        waiting.delete(wait);
        resolve(match);
      };
      waiting.add(wait);
      wait();
      void ended.then(() => reject(new Error(`${file} ended without ${pattern}:\n${output}`)));
    });
  }
  return { line, kill, ended };
}

/** The process groups of the programs that run now. */
const RUNNING = new Set();

process.once('exit', () => RUNNING.forEach(killGroup));
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

function killGroup(pid) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended.
  }
}
