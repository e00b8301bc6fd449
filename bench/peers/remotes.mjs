// A process of bare sockets that behave like remotes: node remotes.mjs PORT COUNT dials that many, makes each handshake by rote, answers pings.
// It says on standard output that it could begin, and begins when it is told anything.
import { connect } from 'node:net';
import { bitcoin, encodeMessage } from '../../dist/wire.js';
import { versionOf } from './version.mjs';

const [port, count, mode] = process.argv.slice(2);
const network = bitcoin.regtest;
const PING_BYTES = 32;
const verack = encodeMessage({ command: 'verack' }, { network });
const atATime = 200;
let dialled = 0;

// Whoever has started us has ended.
process.stdin.on('end', () => process.exit());
process.stdin.once('data', () => {
  for (let i = 0; i < Math.min(atATime, Number(count)); i++) dial();
});
process.stdin.resume();
console.log('ready');

function dial() {
  if (dialled === Number(count)) return;
  dialled += 1;
  // Addresses of its own for each thousand: a pair of addresses has 28,000 ports.
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: `127.0.0.${2 + (dialled % 8)}` });
  socket.setNoDelay(true);
  let isReady = false;
  if (mode === 'bare') {
    socket.once('connect', () => dial());
    socket.resume();
    return;
  }
  socket.once('connect', () => socket.write(encodeMessage(versionOf(BigInt(dialled)), { network })));
  socket.on('data', (chunk) => {
    if (!isReady) {
      // Whatever comes first holds the version; the verack follows it.
      isReady = true;
      socket.write(verack);
      dial();
    } else if (mode === 'idle') answer(socket, chunk);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => undefined);
}

/** Pings alone come to an idle remote; the answer is the same frame with another command, its checksum too. */
function answer(socket, chunk) {
  for (let at = 0; at + PING_BYTES <= chunk.length; at += PING_BYTES) {
    const pong = Buffer.from(chunk.subarray(at, at + PING_BYTES));
    if (pong.toString('latin1', 4, 8) !== 'ping') continue;
    pong.write('pong', 4, 'latin1');
    socket.write(pong);
  }
}
