// Starts child processes. Every figure comes from a fresh process.
import { execFile, execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkoutEnvironment, OWN_CHECKOUT } from './library.mjs';

const MAX_OUTPUT_BYTES = 1 << 24;
const TIMEOUT_MS = 120_000;

/**
 * Runs one of the benchmark's scripts in a child process and parses the JSON that it prints.
 *
 * Rejects with an error that names the script, its arguments and the cause: exit code, signal, timeout (the child is killed) or invalid JSON.
 *
 * @param {URL} script
 * @param {(string | number)[]} args
 * @param {{ checkout?: string, nodeOptions?: string[], timeoutMs?: number, openFiles?: number }} options
 *   `checkout`: the folder whose build is measured, default this one; `openFiles`: soft limit of open descriptors
 */
export function runChild(script, args, { checkout = OWN_CHECKOUT, nodeOptions = [], openFiles, timeoutMs } = {}) {
  const argv = [process.execPath, ...nodeOptions, fileURLToPath(script), ...args.map(String)];
  if (openFiles !== undefined) argv.unshift('sh', '-c', `ulimit -Sn ${openFiles}; exec "$0" "$@"`);
  const name = [basename(fileURLToPath(script), '.mjs'), ...args.map(String).map(withoutFolder)].join(' ');
  return runProgram(argv, name, { timeoutMs, env: { ...process.env, ...checkoutEnvironment(checkout) } });
}

/** Runs any program and parses the JSON that it prints. Rejects like `runChild`. */
export function runProgram(argv, name, options) {
  return runAndParse(argv, name, (text) => JSON.parse(text), options);
}

/** The same for a program that prints one JSON value per line: resolves with an array. */
export function runForLines(argv, name, options) {
  const parse = (text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return runAndParse(argv, name, parse, options);
}

function runAndParse([program, ...args], name, parse, { timeoutMs = TIMEOUT_MS, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { maxBuffer: MAX_OUTPUT_BYTES, timeout: timeoutMs, killSignal: 'SIGKILL', env },
      onExit,
    );
    // A process that the child starts exits when its standard input is closed, because a killed child cannot stop it.
    child.stdin?.on('error', () => undefined);
    function onExit(error, stdout, stderr) {
      try {
        if (error === null) resolve(parse(stdout));
        else reject(new Error(`${name}: ${causeOf(error, timeoutMs)}\n${stderr}`.trimEnd()));
      } catch {
        reject(new Error(`${name}: printed no JSON: ${JSON.stringify(stdout.slice(0, 200))}`));
      }
    }
  });
}

/** The hard limit of open descriptors for a child process. */
export function openFilesLimit() {
  const limit = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  return limit === 'unlimited' ? Infinity : Number(limit);
}

function causeOf({ killed, code, signal, message }, timeoutMs) {
  if (killed && signal === 'SIGKILL') return `killed, not finished after ${timeoutMs / 1000} s`;
  if (typeof code === 'number') return `exited with code ${code}`;
  return signal === null || signal === undefined ? message : `terminated by ${signal}`;
}

function withoutFolder(arg) {
  return arg.includes('/') ? basename(arg) : arg;
}
