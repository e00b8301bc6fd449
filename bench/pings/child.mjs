// Measures the round trip of a ping that a peer sends to a socket of the same process, which answers at once, and the round trip of raw bytes
// on the same server.
import { connect as connectSocket, createServer } from 'node:net';
import { verackFrame, versionFrame } from '../corpus/handshake.mjs';
import { REGTEST_MAGIC } from '../corpus/layout.mjs';
import { importLibrary } from '../library.mjs';
import { quantile } from '../statistics.mjs';

const { bitcoin } = await importLibrary('index');
const { dial } = await importLibrary('node');
const COUNT = 5000;
const WARM_UP_COUNT = 500;
const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => answer(socket, chunk));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const socketMicros = await roundTripsOfSocket();
const peerMicros = await roundTripsOfPeer();
console.log(JSON.stringify({ socket: percentiles(socketMicros), peer: percentiles(peerMicros) }));
process.exit(0);

/** Echoes raw bytes, which begin with 0; answers frames: a version by the handshake, a ping by its pong. */
function answer(socket, chunk) {
  if (chunk[0] === 0) return socket.write(chunk);
  for (let at = 0; at < chunk.length; at += 24 + chunk.readUInt32LE(at + 16)) {
    const command = chunk.toString('latin1', at + 4, at + 16).replaceAll('\0', '');
    if (command === 'version') {
      for (const frame of [versionFrame(7n, REGTEST_MAGIC), verackFrame(REGTEST_MAGIC)]) socket.write(frame);
    } else if (command === 'ping') {
      const pong = Buffer.from(chunk.subarray(at, at + 32));
      pong.write('pong', 4, 'latin1');
      socket.write(pong);
    }
  }
  return true;
}

async function roundTripsOfSocket() {
  const socket = connectSocket({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  const bytes = Buffer.alloc(32);
  const micros = [];
  for (let i = 0; i < COUNT; i++) {
    const start = performance.now();
    const echoed = new Promise((resolve) => socket.once('data', () => resolve(performance.now())));
    socket.write(bytes);
    micros.push(((await echoed) - start) * 1000);
  }
  socket.destroy();
  return micros.slice(WARM_UP_COUNT);
}

async function roundTripsOfPeer() {
  const peer = await dial({ network: bitcoin.regtest, host: '127.0.0.1', port, transport: 'v1' });
  const micros = [];
  for (let i = 0; i < COUNT; i++) {
    const ms = await new Promise((resolve, reject) => peer.request.ping().subscribe({ next: resolve, error: reject }));
    micros.push(ms * 1000);
  }
  peer.close();
  return micros.slice(WARM_UP_COUNT);
}

function percentiles(micros) {
  const sorted = micros.toSorted((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}
