// The remote of the end-to-end measurement, a process of its own: node sender.mjs FILE CHUNK_BYTES PASSES [wait] listens with a raw socket,
// prints its port, completes the handshake with the first peer that connects and writes the file PASSES times; with `wait` only when it reads
// something from standard input. It ignores everything that it receives.
import { createServer } from 'node:net';
import { verackFrame, versionFrame } from '../corpus/handshake.mjs';
import { chunksOf } from '../corpus/store.mjs';

const [file, chunkBytes, passes, wait] = process.argv.slice(2);
// The file is read before the peer connects: only the receiver is measured.
const chunks = [...chunksOf(file, Number(chunkBytes))];
const server = createServer((socket) => {
  server.close();
  socket.on('error', () => undefined);
  socket.resume();
  for (const frame of [versionFrame(1n), verackFrame()]) socket.write(frame);
  let next = 0;
  const write = () => {
    while (next < Number(passes) * chunks.length)
      if (!socket.write(chunks[next++ % chunks.length])) return socket.once('drain', write);
    return undefined;
  };
  if (wait === undefined) write();
  else process.stdin.once('data', write);
});
// Standard input is closed when the process that started this one exits, however it exits.
process.stdin.resume().on('end', () => process.exit());
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
