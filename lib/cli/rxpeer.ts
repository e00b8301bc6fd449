#!/usr/bin/env node
import { fromEvent, merge } from 'rxjs';
import { main } from './main.js';

// A closed pipe is no crash: on stdout `watch` ends by it, and what nobody reads of stderr is lost.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  stop$: merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM')),
});
