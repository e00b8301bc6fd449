// Many peers in one process, which listens; the remotes are bare sockets of another process.
//   node --expose-gc child.mjs bare COUNT WARM        what a connected socket costs by itself
//   node --expose-gc child.mjs idle COUNT WARM MS     what a ready peer costs, pinged every MS milliseconds
//   node --expose-gc child.mjs handshakes COUNT WARM  how many become ready in a second
// WARM connections come first and stay: by then the code is compiled, and the room is filled that its loading has left in the heap.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bitcoin } from '../../dist/index.js';
import { listen } from '../../dist/node.js';
import { growthEach, settledMemory } from './memory.mjs';

const [mode, countText, warmText, intervalText] = process.argv.slice(2);
const count = Number(countText);
const warm = Number(warmText);
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
  const { start, warmed } = await warmUp(server.address().port, sockets);
  await connected(server.address().port, count, sockets);
  await delay(500);
  return growthEach({ start, warmed, end: await settledMemory(), count, warm });
}

async function idle() {
  const peers = [];
  const answered = new Set();
  const port = await listening(pingIntervalMs, (peer) => {
    peers.push(peer);
    peer.pings$.subscribe(() => answered.add(peer.id));
  });
  const { start, warmed } = await warmUp(port, peers);
  await connected(port, count, peers);
  // Two rounds of pings, so that everybody was asked and has answered.
  answered.clear();
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await delay(2.5 * pingIntervalMs);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - startMs) / 1000;
  return {
    peers: peers.length - warm,
    // Those that came first answer as well.
    answered: Math.max(answered.size - warm, 0),
    cpuShare: (user + system) / 1e6 / seconds,
    pingsPerSecond: ((count + warm) * 1000) / pingIntervalMs,
    ...growthEach({ start, warmed, end: await settledMemory(), count, warm }),
  };
}

async function handshakes() {
  const peers = [];
  const port = await listening(pingIntervalMs, (peer) => peers.push(peer));
  await connected(port, warm, peers);
  const remotes = await remotesOf(port, count);
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await arrival(remotes, count, peers);
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: count / ((user + system) / 1e6), perClockSecond: count / ((performance.now() - startMs) / 1000) };
}

async function warmUp(port, arrived) {
  const start = await settledMemory();
  await connected(port, warm, arrived);
  // A ping or two of each, where there are any.
  await delay(mode === 'idle' ? 1.2 * pingIntervalMs : 500);
  return { start, warmed: await settledMemory() };
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

/** Another process dials that often; here are all of them once they have arrived. */
async function connected(port, more, arrived) {
  await arrival(await remotesOf(port, more), more, arrived);
}

/** The other process, about to dial: what it takes to start is not ours. */
async function remotesOf(port, more) {
  // Its standard input ends with us, and with that it ends.
  const remotes = spawn(
    process.execPath,
    [fileURLToPath(new URL('remotes.mjs', import.meta.url)), port, more, mode].map(String),
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  process.on('exit', () => remotes.kill());
  await once(remotes.stdout, 'data');
  return remotes;
}

async function arrival(remotes, more, arrived) {
  const wanted = arrived.length + more;
  remotes.stdin.write('\n');
  while (arrived.length < wanted) await delay(5);
}
