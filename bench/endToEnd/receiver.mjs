// One rxpeer peer that reads a stream from the socket of another process: node receiver.mjs CANDIDATE FILE MESSAGES CHUNK_BYTES PASSES [TRANSPORT]
// TRANSPORT is v1 (the default) or v2, whose sender is a program in Go: bench/go/send.go.
// The sender writes the file once more than PASSES, because the first pass compiles the code and is not counted. The sender of v2
// writes it twice.
import { READERS } from '../decode/rxpeer.mjs';
import { startBtcdSender } from '../go/btcd.mjs';
import { commandsOf, importLibrary } from '../library.mjs';
import { startSender } from './startSender.mjs';

const { bitcoin } = await importLibrary('index');
const { connect } = await importLibrary('node');
const [candidate, file, expectedText, chunkBytes, passes, transport = 'v1'] = process.argv.slice(2);
const expected = Number(expectedText);
const network = bitcoin.mainnet;
const readMessage = READERS[candidate];
const { port, stop } = await (transport === 'v2'
  ? startBtcdSender(file, chunkBytes)
  : startSender(file, chunkBytes, Number(passes) + 1));

let messages = 0;
/** Processor time and time of day at the end of the first pass. */
let start;
/** The processor time in seconds since `start`, at the end of each counted pass. */
const ends = [];
let subscription;
const result = await new Promise((resolve, reject) => {
  subscription = connect({ network, host: '127.0.0.1', port, transport }).subscribe({
    next(peer) {
      for (const command of commandsOf(network)) {
        peer.on(command).subscribe((message) => {
          readMessage(message);
          messages += 1;
          if (messages % expected === 0) onPass(resolve);
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

function onPass(resolve) {
  if (start === undefined) {
    start = { cpu: process.cpuUsage(), ms: performance.now() };
    return;
  }
  const { user, system } = process.cpuUsage(start.cpu);
  ends.push((user + system) / 1e6);
  if (ends.length < Number(passes)) return;
  resolve({
    messages: messages / (ends.length + 1),
    seconds: ends.map((end, i) => end - (ends[i - 1] ?? 0)),
    wallSeconds: (performance.now() - start.ms) / 1000 / ends.length,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  });
}
