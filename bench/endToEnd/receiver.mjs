// One rxpeer peer that reads a stream from the socket of another process: node receiver.mjs CANDIDATE FILE MESSAGES CHUNK_BYTES [TRANSPORT]
// TRANSPORT is v1 (the default) or v2, whose sender is a program in Go: bench/go/send.go.
// The sender writes the file twice; only the second pass is counted.
import { READERS } from '../decode/rxpeer.mjs';
import { startBtcdSender } from '../go/btcd.mjs';
import { commandsOf, importLibrary } from '../library.mjs';
import { startSender } from './startSender.mjs';

const { bitcoin } = await importLibrary('index');
const { connect } = await importLibrary('node');
const [candidate, file, expected, chunkBytes, transport = 'v1'] = process.argv.slice(2);
const network = bitcoin.mainnet;
const readMessage = READERS[candidate];
const { port, stop } = await (transport === 'v2' ? startBtcdSender : startSender)(file, chunkBytes);

let messages = 0;
let startCpu;
let startMs;
let subscription;
const result = await new Promise((resolve, reject) => {
  subscription = connect({ network, host: '127.0.0.1', port, transport }).subscribe({
    next(peer) {
      for (const command of commandsOf(network)) {
        peer.on(command).subscribe((message) => {
          readMessage(message);
          messages += 1;
          if (messages === Number(expected)) {
            startCpu = process.cpuUsage();
            startMs = performance.now();
          } else if (messages === 2 * Number(expected)) resolve(figures());
        });
      }
    },
    error: reject,
    complete: () => reject(new Error('the connection was closed before the end of the stream')),
  });
});
subscription.unsubscribe();
stop();
console.log(JSON.stringify(result));

function figures() {
  const { user, system } = process.cpuUsage(startCpu);
  return {
    messages: messages / 2,
    seconds: [(user + system) / 1e6],
    wallSeconds: (performance.now() - startMs) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}
