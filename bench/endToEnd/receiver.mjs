// One peer of ours that reads a stream from a socket of another process: node receiver.mjs FILE MESSAGES CHUNK_BYTES
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bitcoin } from '../../dist/index.js';
import { connect } from '../../dist/node.js';

const [file, expected, chunkBytes] = process.argv.slice(2);
const network = bitcoin.mainnet;
const sender = spawn(process.execPath, [fileURLToPath(new URL('sender.mjs', import.meta.url)), file, chunkBytes], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [port] = await once(sender.stdout, 'data');

let messages = 0;
let started;
let startedMs;
let subscription;
const result = await new Promise((resolve, reject) => {
  subscription = connect({ network, host: '127.0.0.1', port: Number(port) }).subscribe({
    next(peer) {
      for (const command of [...network.messages.keys(), 'unknown']) {
        peer.on(command).subscribe(() => {
          messages += 1;
          if (messages === Number(expected)) {
            started = process.cpuUsage();
            startedMs = performance.now();
          } else if (messages === 2 * Number(expected)) resolve(figures());
        });
      }
    },
    error: reject,
  });
});
subscription.unsubscribe();
sender.kill();
console.log(JSON.stringify(result));

function figures() {
  const { user, system } = process.cpuUsage(started);
  return {
    messages: messages / 2,
    seconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - startedMs) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}
