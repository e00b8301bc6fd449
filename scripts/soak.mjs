// npm run soak [-- --minutes 10 --peers 200]: runs `rxpeer dashboard --simulate` with two pages, one of which does not read, and
// measures the heap after garbage collection. Exits with status 1 if it is more than 10 % larger at the end than after 20 % of the time.
import { performance } from 'node:perf_hooks';
import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Subject } from 'rxjs';
import { WebSocket } from 'ws';
import { parseCommandLine } from '../dist/cli/commandLine.js';
import { dashboard } from '../dist/cli/dashboard.js';
import { TABLE_NAMES } from '../dist/dashboard/protocol/table.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, peers: { type: 'string', default: '200' } },
});
const minutes = Number(values.minutes);
const MINUTE_MS = 60_000;
const MAX_GROWTH = 0.1;

const stop$ = new Subject();
const stdout = new PassThrough().setEncoding('utf8');
const url = new Promise((resolve) => {
  stdout.on('data', (text) => {
    const found = /open (\S+)/.exec(text)?.[1];
    if (found !== undefined) resolve(found);
  });
});
const ended = dashboard(parseCommandLine(['dashboard', '--simulate', values.peers, '--port', '0']), {
  stdout,
  stderr: process.stderr,
  env: {},
  stop$,
});

const live = new URL('live', await url);
const origin = live.origin;
live.protocol = 'ws:';
let updates = 0;
let watched;
const counts = { inbound: 0, outbound: 0 };
const reading = new WebSocket(live, { origin });
reading.on('open', () => reading.send(JSON.stringify({ kind: 'show', tables: TABLE_NAMES })));
reading.on('message', (data) => {
  updates += 1;
  const { tables } = JSON.parse(data.toString());
  const program = tables?.program?.rows?.[0]?.[1] ?? {};
  Object.assign(counts, program);
  // Watches the first peer, as a page does.
  const [first] = tables?.peers?.rows ?? [];
  if (watched === undefined && first !== undefined) {
    [watched] = first;
    reading.send(JSON.stringify({ kind: 'watch', peer: watched, after: 0 }));
  }
});
const stopped = new WebSocket(live, { origin });
stopped.on('open', () => stopped.pause());

/** Heap size after two collections: the second one frees the objects that the first one finalised. */
async function heapMegabytes() {
  globalThis.gc();
  await wait(100);
  globalThis.gc();
  return process.memoryUsage().heapUsed / 1e6;
}

const samples = [];
const startedMs = performance.now();
for (let step = 1; step <= 10; step++) {
  await wait(startedMs + (step * minutes * MINUTE_MS) / 10 - performance.now());
  const heap = await heapMegabytes();
  const rss = process.memoryUsage().rss / 1e6;
  samples.push(heap);
  const at = ((step * minutes) / 10).toFixed(1);
  const cpuSeconds = (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
  console.log(
    `${at} min: ${counts.inbound + counts.outbound} peers, heap ${heap.toFixed(1)} MB, resident ${rss.toFixed(0)} MB, ${updates} updates, ${cpuSeconds.toFixed(0)} s of CPU`,
  );
}
const [first, last] = [samples[1], samples.at(-1)];
const growth = last / first - 1;
console.log(
  `heap after ${(minutes / 5).toFixed(1)} min ${first.toFixed(1)} MB, at the end ${last.toFixed(1)} MB: ${(growth * 100).toFixed(1)} %`,
);
if (growth > MAX_GROWTH) process.exitCode = 1;
reading.terminate();
stopped.terminate();
stop$.next();
await ended;
