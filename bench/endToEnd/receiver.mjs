// One peer of ours that reads a stream from a socket of another process: node receiver.mjs CANDIDATE FILE MESSAGES CHUNK_BYTES
import { bitcoin } from '../../dist/index.js';
import { connect } from '../../dist/node.js';
import { LOOKS } from '../decode/rxpeer.mjs';
import { startSender } from './startSender.mjs';

const [candidate, file, expected, chunkBytes] = process.argv.slice(2);
const network = bitcoin.mainnet;
const look = LOOKS[candidate];
const { port, stop } = await startSender(file, chunkBytes);

let messages = 0;
let started;
let startedMs;
let subscription;
const result = await new Promise((resolve, reject) => {
  subscription = connect({ network, host: '127.0.0.1', port }).subscribe({
    next(peer) {
      for (const command of [...network.messages.keys(), 'unknown']) {
        peer.on(command).subscribe((message) => {
          look(message);
          messages += 1;
          if (messages === Number(expected)) {
            started = process.cpuUsage();
            startedMs = performance.now();
          } else if (messages === 2 * Number(expected)) resolve(figures());
        });
      }
    },
    error: reject,
    complete: () => reject(new Error('the connection ended before the stream')),
  });
});
subscription.unsubscribe();
stop();
console.log(JSON.stringify(result));

function figures() {
  const { user, system } = process.cpuUsage(started);
  return {
    messages: messages / 2,
    seconds: [(user + system) / 1e6],
    wallSeconds: (performance.now() - startedMs) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}
