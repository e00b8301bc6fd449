// One rxpeer peer that reads a stream from the socket of another process and publishes it: node publisher.mjs MODE FILE MESSAGES CHUNK_BYTES URL
// MODE is `none` (the peer alone, every message read by a subscriber) or `publish`. The sender writes the file twice; the second pass is counted.
import { connect as connectToNats } from '@nats-io/transport-node';
import { READERS } from '../decode/rxpeer.mjs';
import { commandsOf, importLibrary } from '../library.mjs';
import { startSender } from '../endToEnd/startSender.mjs';

const { bitcoin } = await importLibrary('index');
const { connect } = await importLibrary('node');
const { publishTo } = await importLibrary('nats');
const [mode, file, expected, chunkBytes, url] = process.argv.slice(2);
const network = bitcoin.mainnet;
const readMessage = READERS.rxpeerReadAll;
const connection = await connectToNats({ servers: url });
const { port, stop } = await startSender(file, chunkBytes);

let messages = 0;
let startCpu;
let startMs;
let state;
let startState;
let subscription;
const result = await new Promise((resolve, reject) => {
  subscription = connect({ network, host: '127.0.0.1', port, transport: 'v1' }).subscribe({
    next(peer) {
      if (mode === 'publish') {
        publishTo(connection, peer, { monitor: `bench-${process.pid}` }).subscribe({
          next: (next) => (state = next),
          error: reject,
        });
      }
      for (const command of commandsOf(network)) {
        peer.on(command).subscribe((message) => {
          readMessage(message);
          messages += 1;
          if (messages === Number(expected)) {
            startCpu = process.cpuUsage();
            startMs = performance.now();
            startState = state;
          } else if (messages === 2 * Number(expected)) void finish().then(resolve, reject);
        });
      }
    },
    error: reject,
    complete: () => reject(new Error('the connection was closed before the end of the stream')),
  });
});
subscription.unsubscribe();
await connection.close();
stop();
console.log(JSON.stringify(result));

/** Waits until the server has confirmed what is queued: that is part of the work. */
async function finish() {
  const wallSeconds = (performance.now() - startMs) / 1000;
  if (mode === 'publish') {
    while (state === undefined || state.publishedMessages + state.droppedMessages < 2 * Number(expected)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const { user, system } = process.cpuUsage(startCpu);
  return {
    messages: messages / 2,
    seconds: [(user + system) / 1e6],
    wallSeconds,
    droppedMessages: state?.droppedMessages ?? 0,
    publishedBytes: state?.publishedBytes ?? 0,
    queuedAtStart: startState?.queuedBytes,
  };
}
