// The other process: a raw socket that makes the handshake and then writes a file, whatever it is answered. Tells its port on standard output.
import { createServer } from 'node:net';
import { bitcoin, encodeMessage } from '../../dist/wire.js';
import { chunksOf } from '../corpus/store.mjs';
import { versionOf } from '../peers/version.mjs';

const [file, chunkBytes] = process.argv.slice(2);
const network = bitcoin.mainnet;
// Read before anybody connects: what is measured is the other side.
const chunks = [...chunksOf(file, Number(chunkBytes))];
const server = createServer((socket) => {
  server.close();
  socket.on('error', () => undefined);
  // What the peer says is thrown away.
  socket.resume();
  for (const message of [versionOf(1n), { command: 'verack' }]) socket.write(encodeMessage(message, { network }));
  let next = 0;
  // Twice: the first time the receiver's code is compiled.
  const write = () => {
    while (next < 2 * chunks.length)
      if (!socket.write(chunks[next++ % chunks.length])) return socket.once('drain', write);
    return undefined;
  };
  write();
});
// Its end is that of who has started us, however that one ends.
process.stdin.resume().on('end', () => process.exit());
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
