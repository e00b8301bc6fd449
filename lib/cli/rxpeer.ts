#!/usr/bin/env node
import { isatty } from 'node:tty';
import { main } from './main.js';
import { stopSignals } from './stopSignals.js';

// Without these listeners a closed pipe would end the program with a stack trace. `main` reports the errors of standard output while it
// runs; a write that fails after `main` has returned can only change the exit code.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && process.exitCode !== undefined) process.exitCode ||= 1;
});

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  stop$: stopSignals(process, [0, 1, 2].some(isatty)),
});
