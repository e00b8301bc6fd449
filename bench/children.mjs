// Processes of the benchmark's own: each figure comes from a fresh one.
import { execFile, execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_OUTPUT_BYTES = 1 << 24;
const TIMEOUT_MS = 120_000;

/**
 * Runs a script of ours and gives what it prints, as JSON.
 *
 * Errors with a message that names the script and its arguments, and what came of it: ended by a code or a signal, out of time (then it is killed), no JSON.
 *
 * @param {URL} script
 * @param {(string | number)[]} args
 * @param {{ nodeOptions?: string[], timeoutMs?: number, openFiles?: number }} options `openFiles` raises the soft limit to that
 */
export function inChild(script, args, { nodeOptions = [], openFiles, ...options } = {}) {
  const argv = [process.execPath, ...nodeOptions, fileURLToPath(script), ...args.map(String)];
  if (openFiles !== undefined) argv.unshift('sh', '-c', `ulimit -Sn ${openFiles}; exec "$0" "$@"`);
  return printed(
    argv,
    `${basename(fileURLToPath(script), '.mjs')} ${argv.slice(-args.length).map(shortened).join(' ')}`,
    options,
  );
}

/** The same of any program. */
export function printed([program, ...args], name, { timeoutMs = TIMEOUT_MS } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { maxBuffer: MAX_OUTPUT_BYTES, timeout: timeoutMs, killSignal: 'SIGKILL' },
      done,
    );
    // What a child starts itself ends when its standard input does: a child that is killed cannot end it by hand.
    child.stdin?.on('error', () => undefined);
    function done(error, stdout, stderr) {
      try {
        if (error === null) resolve(JSON.parse(stdout));
        else reject(new Error(`${name}: ${outcome(error, timeoutMs)}\n${stderr}`.trimEnd()));
      } catch {
        reject(new Error(`${name}: printed no JSON: ${JSON.stringify(stdout.slice(0, 200))}`));
      }
    }
  });
}

/** How many descriptors a process of ours may have at most. */
export function openFilesLimit() {
  const limit = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  return limit === 'unlimited' ? Infinity : Number(limit);
}

function outcome({ killed, code, signal, message }, timeoutMs) {
  if (killed && signal === 'SIGKILL') return `not done after ${timeoutMs / 1000} s, killed`;
  if (typeof code === 'number') return `ended with code ${code}`;
  return signal === null || signal === undefined ? message : `ended by ${signal}`;
}

/** A file by its name alone. */
function shortened(arg) {
  return arg.includes('/') ? basename(arg) : arg;
}
