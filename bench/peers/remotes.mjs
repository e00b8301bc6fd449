// A process of raw sockets that act as remotes: node remotes.mjs PORT COUNT MODE dials COUNT times, completes each handshake with fixed messages
// and, in mode `idle`, answers pings. It prints a line when it is loaded, and starts to dial when it receives one on standard input.
import { connect } from 'node:net';
import { verackFrame, versionFrame } from '../corpus/handshake.mjs';
import { REGTEST_MAGIC } from '../corpus/layout.mjs';

const [port, count, mode] = process.argv.slice(2);
const PING_BYTES = 32;
const MAX_DIALLING = 200;
const verack = verackFrame(REGTEST_MAGIC);
let dialled = 0;

// Standard input is closed when the process that started this one exits.
process.stdin.on('end', () => process.exit());
process.stdin.once('data', () => {
  for (let i = 0; i < Math.min(MAX_DIALLING, Number(count)); i++) dial();
});
process.stdin.resume();
console.log('ready');

function dial() {
  if (dialled === Number(count)) return;
  dialled += 1;
  // Eight local addresses: one pair of addresses has only about 28,000 ephemeral ports.
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: `127.0.0.${2 + (dialled % 8)}` });
  socket.setNoDelay(true);
  let isReady = false;
  if (mode === 'bare') {
    socket.once('connect', () => dial());
    socket.resume();
    return;
  }
  socket.once('connect', () => socket.write(versionFrame(BigInt(dialled), REGTEST_MAGIC)));
  socket.on('data', (chunk) => {
    if (!isReady) {
      // The first chunk holds the peer's version message, which the verack answers.
      isReady = true;
      socket.write(verack);
      dial();
    } else if (mode === 'idle') answer(socket, chunk);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => undefined);
}

/** An idle remote receives nothing but pings. The pong is the same frame with another command: payload and checksum are equal. */
function answer(socket, chunk) {
  for (let at = 0; at + PING_BYTES <= chunk.length; at += PING_BYTES) {
    const pong = Buffer.from(chunk.subarray(at, at + PING_BYTES));
    if (pong.toString('latin1', 4, 8) !== 'ping') continue;
    pong.write('pong', 4, 'latin1');
    socket.write(pong);
  }
}
