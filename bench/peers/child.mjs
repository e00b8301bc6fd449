// Many peers in one listening process. The remotes are raw sockets of another process.
//   node --expose-gc child.mjs bare COUNT WARM        memory per connected socket without a peer
//   node --expose-gc child.mjs idle COUNT WARM MS     memory per peer after its handshake, with a ping every MS milliseconds
//   node --expose-gc child.mjs handshakes COUNT WARM  handshakes per second
// WARM connections are opened first and stay open: they compile the code and fill the free space that loading has left in the heap.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { importLibrary } from '../library.mjs';
import { summarise } from '../statistics.mjs';
import { growthEach, settledMemory } from './memory.mjs';

const { bitcoin } = await importLibrary('index');
const { listen } = await importLibrary('node');
const [mode, countText, warmText, intervalText] = process.argv.slice(2);
const count = Number(countText);
const warm = Number(warmText);
const pingIntervalMs = Number(intervalText ?? 120_000);
const network = bitcoin.regtest;
/** The number of handshakes of one time measurement. */
const SLICE_PEERS = 400;
/** The number of handshakes after a collection of the whole heap before the measurement begins: V8 grows its young generation again. */
const RAMP_PEERS = 2000;
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
  await addConnections(server.address().port, count, sockets);
  await delay(500);
  return growthEach({ start, warmed, end: await settledMemory(), count, warm });
}

async function idle() {
  const peers = [];
  const answered = new Set();
  const port = await startListening((peer) => {
    peers.push(peer);
    peer.pings$.subscribe(() => answered.add(peer.id));
  });
  const { start, warmed } = await warmUp(port, peers);
  await addConnections(port, count, peers);
  // Two rounds of pings, so that every remote had time to answer one.
  answered.clear();
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  await delay(2.5 * pingIntervalMs);
  const { user, system } = process.cpuUsage(startCpu);
  const seconds = (performance.now() - startMs) / 1000;
  return {
    peers: peers.length - warm,
    // The warm-up connections answer too.
    answered: Math.max(answered.size - warm, 0),
    cpuShare: (user + system) / 1e6 / seconds,
    pingsPerSecond: ((count + warm) * 1000) / pingIntervalMs,
    ...growthEach({ start, warmed, end: await settledMemory(), count, warm }),
  };
}

async function handshakes() {
  const peers = [];
  const port = await startListening((peer) => peers.push(peer));
  await addConnections(port, warm - RAMP_PEERS, peers);
  // Otherwise the size of the heap after loading decides whether V8 collects the whole heap within the measured time, which takes its threads up
  // to 70 µs per handshake.
  globalThis.gc();
  await addConnections(port, RAMP_PEERS, peers);
  const remotes = await startRemotes(port, count);
  const startMs = performance.now();
  const slices = [];
  let start = { peers: peers.length, cpu: process.cpuUsage() };
  await dialAll(remotes, count, peers, () => {
    const added = peers.length - start.peers;
    if (added < SLICE_PEERS) return;
    const { user, system } = process.cpuUsage(start.cpu);
    slices.push(added / ((user + system) / 1e6));
    start = { peers: peers.length, cpu: process.cpuUsage() };
  });
  // Other processes of the machine only ever slow a slice down, so the upper quartile is closer to the truth than the mean.
  const { upperQuartile } = summarise(slices);
  return { perSecond: upperQuartile, perClockSecond: count / ((performance.now() - startMs) / 1000) };
}

async function warmUp(port, connections) {
  const start = await settledMemory();
  await addConnections(port, warm, connections);
  // With pings: until each peer has sent one or two.
  await delay(mode === 'idle' ? 1.2 * pingIntervalMs : 500);
  return { start, warmed: await settledMemory() };
}

function startListening(onPeer) {
  return new Promise((resolve, reject) => {
    listen({
      network,
      port: 0,
      maxPeers: 20_000,
      maxHandshaking: 20_000,
      pingIntervalMs,
      onListening: ({ port }) => resolve(port),
    }).subscribe({ next: onPeer, error: reject });
  });
}

async function addConnections(port, added, connections) {
  await dialAll(await startRemotes(port, added), added, connections);
}

/** Starts the process of the remotes and waits until it is loaded, so that its start is not measured. */
async function startRemotes(port, added) {
  // Its standard input is closed when this process exits; then it exits too.
  const remotes = spawn(
    process.execPath,
    [fileURLToPath(new URL('remotes.mjs', import.meta.url)), port, added, mode].map(String),
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  process.on('exit', () => remotes.kill());
  await once(remotes.stdout, 'data');
  return remotes;
}

/** @param {() => void} onProgress called every 5 ms */
async function dialAll(remotes, added, connections, onProgress = () => undefined) {
  const wanted = connections.length + added;
  remotes.stdin.write('\n');
  while (connections.length < wanted) {
    await delay(5);
    onProgress();
  }
}
