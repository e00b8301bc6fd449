// Many peers in one process, which listens; the remotes are bare sockets of another process.
//   node --expose-gc child.mjs bare COUNT        what a connected socket costs by itself
//   node --expose-gc child.mjs idle COUNT MS     what a ready peer costs, pinged every MS milliseconds
//   node --expose-gc child.mjs handshakes COUNT  how many become ready in a second
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bitcoin } from '../../dist/index.js';
import { listen } from '../../dist/node.js';

const [mode, countText, intervalText] = process.argv.slice(2);
const count = Number(countText);
const pingIntervalMs = Number(intervalText ?? 120_000);
const network = bitcoin.regtest;
const result = await { bare, idle, handshakes }[mode]();
console.log(JSON.stringify(result));
process.exit(0);

async function bare() {
  const sockets = [];
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    sockets.push(socket.resume());
  });
  await new Promise((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 511 }, resolve));
  const before = await residentBytes();
  spawnRemotes(server.address().port);
  while (sockets.length < count) await delay(20);
  await delay(500);
  return { bytesEach: ((await residentBytes()) - before) / count };
}

async function handshakes() {
  let ready = 0;
  let start;
  const done = deferred();
  listening(pingIntervalMs, () => {
    start ??= { cpu: process.cpuUsage(), ms: performance.now() };
    ready += 1;
    if (ready === count) done.resolve();
  }).then(spawnRemotes);
  await done.promise;
  const { user, system } = process.cpuUsage(start.cpu);
  return { perSecond: count / ((user + system) / 1e6), perWallSecond: (count / (performance.now() - start.ms)) * 1000 };
}

async function idle() {
  const peers = [];
  const answered = new Set();
  let before = await residentBytes();
  const port = await listening(pingIntervalMs, (peer) => {
    peers.push(peer);
    peer.pings$.subscribe(() => answered.add(peer.id));
  });
  before = Math.max(before, await residentBytes());
  spawnRemotes(port);
  while (peers.length < count) await delay(50);
  // Two rounds of pings, so that everybody was asked and has answered.
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await delay(2.5 * pingIntervalMs);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - startMs) / 1000;
  return {
    peers: peers.length,
    answered: answered.size,
    bytesEach: ((await residentBytes()) - before) / count,
    cpuShare: (user + system) / 1e6 / seconds,
    pingsPerSecond: (count * 1000) / pingIntervalMs,
  };
}

function listening(interval, onReady) {
  return new Promise((resolve, reject) => {
    listen({
      network,
      port: 0,
      maxPeers: 20_000,
      maxHandshaking: 20_000,
      pingIntervalMs: interval,
      onListening: ({ port }) => resolve(port),
    }).subscribe({ next: onReady, error: reject });
  });
}

function spawnRemotes(port) {
  const remotes = spawn(
    process.execPath,
    [fileURLToPath(new URL('remotes.mjs', import.meta.url)), port, count, mode].map(String),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  process.on('exit', () => remotes.kill());
}

/** The resident memory after the collector has run. */
async function residentBytes() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
    await delay(50);
  }
  return process.memoryUsage.rss();
}

function deferred() {
  const result = {};
  result.promise = new Promise((resolve) => (result.resolve = resolve));
  return result;
}
