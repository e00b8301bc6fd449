// What we add to a round trip: a peer pings through a socket of the same process and is answered at once; told beside what the bare sockets take.
import { connect as connectSocket, createServer } from 'node:net';
import { bitcoin, encodeMessage } from '../../dist/index.js';
import { dial } from '../../dist/node.js';
import { versionOf } from '../peers/version.mjs';
import { quantile } from '../statistics.mjs';

const COUNT = 5000;
const WARM = 500;
const network = bitcoin.regtest;
const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => answer(socket, chunk));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const bare = await roundTripsOfSocket();
const ours = await roundTripsOfPeer();
console.log(JSON.stringify({ bare: summary(bare), ours: summary(ours) }));
process.exit(0);

/** Echoes bare bytes; of frames it answers a ping by its pong, and makes the handshake. */
function answer(socket, chunk) {
  if (chunk[0] === 0) return socket.write(chunk);
  for (let at = 0; at < chunk.length; at += 24 + chunk.readUInt32LE(at + 16)) {
    const command = chunk.toString('latin1', at + 4, at + 16).replaceAll('\0', '');
    if (command === 'version') {
      for (const message of [versionOf(7n), { command: 'verack' }]) socket.write(encodeMessage(message, { network }));
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
  return micros.slice(WARM);
}

async function roundTripsOfPeer() {
  const peer = await dial({ network, host: '127.0.0.1', port });
  const micros = [];
  for (let i = 0; i < COUNT; i++) {
    const ms = await new Promise((resolve, reject) => peer.request.ping().subscribe({ next: resolve, error: reject }));
    micros.push(ms * 1000);
  }
  peer.close();
  return micros.slice(WARM);
}

function summary(micros) {
  const sorted = micros.toSorted((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}
