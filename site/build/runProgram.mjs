import { spawn } from 'node:child_process';

/** The number of characters of a failed program's output that its error shows. */
const MAX_SHOWN_OUTPUT = 4000;

/** Runs a program to its end and returns its standard output. Errors with what it printed if its exit code is not 0. */
export function runProgram(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else {
        const shown = `${output}${errors}`.trim().slice(-MAX_SHOWN_OUTPUT);
        reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}:\n${shown}`));
      }
    });
  });
}
