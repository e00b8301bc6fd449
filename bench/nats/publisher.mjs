// One rxpeer peer that reads a stream from the socket of another process: node publisher.mjs MODE FILE MESSAGES CHUNK_BYTES URL PASSES [MAX_QUEUED_BYTES]
// MODE is `none` (every message is read by a subscriber, and that is all), `observe` (the streams that publishing needs are subscribed to as well) or
// `publish`. The sender writes the file PASSES times, from when the monitor has its name on; all but the first pass are counted.
import { connect as connectToNats } from '@nats-io/transport-node';
import { READERS } from '../decode/rxpeer.mjs';
import { startWaitingSender } from '../endToEnd/startSender.mjs';
import { commandsOf, importLibrary } from '../library.mjs';

const { bitcoin } = await importLibrary('index');
const { connect } = await importLibrary('node');
const { exportEvents } = await importLibrary('events');
const { publishTo } = await importLibrary('nats');
const [mode, file, expected, chunkBytes, url, passes, maxQueuedBytes] = process.argv.slice(2);
const network = bitcoin.mainnet;
const readMessage = READERS.rxpeerReadAll;
const connection = await connectToNats({ servers: url });
const { port, begin, stop } = await startWaitingSender(file, chunkBytes, passes);

/** Longer than a publisher waits for another one with its name. */
const CLAIM_MS = 700;

const allMessages = Number(passes) * Number(expected);

let messages = 0;
let startCpu;
let startMs;
let state;
let subscription;
const result = await new Promise((resolve, reject) => {
  subscription = connect({ network, host: '127.0.0.1', port, transport: 'v1' }).subscribe({
    next(peer) {
      if (mode === 'publish') {
        const options = {
          monitor: `bench-${process.pid}`,
          ...(maxQueuedBytes !== undefined && { maxQueuedBytes: Number(maxQueuedBytes) }),
        };
        publishTo(connection, peer, options).subscribe({ next: (next) => (state = next), error: reject });
      } else if (mode === 'observe') {
        peer.frames$.subscribe();
        exportEvents(peer, { messages: false }).subscribe();
      }
      for (const command of commandsOf(network)) {
        peer.on(command).subscribe((message) => {
          readMessage(message);
          messages += 1;
          if (messages === Number(expected)) {
            startCpu = process.cpuUsage();
            startMs = performance.now();
          } else if (messages === allMessages) void finish().then(resolve, reject);
        });
      }
      setTimeout(begin, CLAIM_MS);
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
    while (state === undefined || state.publishedMessages + state.droppedMessages < allMessages) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const { user, system } = process.cpuUsage(startCpu);
  return {
    messages: allMessages - Number(expected),
    seconds: [(user + system) / 1e6],
    wallSeconds,
    // Of all passes.
    droppedMessages: state?.droppedMessages ?? 0,
    publishedBytes: state?.publishedBytes ?? 0,
  };
}
