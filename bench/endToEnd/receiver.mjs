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
const [candidate, file, ...numbers] = process.argv.slice(2, 7);
const [expected, chunkBytes, passes] = numbers.map(Number);
const transport = process.argv[7] ?? 'v1';
const network = bitcoin.mainnet;
const readMessage = READERS[candidate];
const { port, stop } = await (transport === 'v2'
  ? startBtcdSender(file, chunkBytes)
  : startSender(file, chunkBytes, passes + 1));

let messages = 0;
/** The processor time and the clock in seconds at the end of each pass; the first pass is not counted. */
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
  const { user, system } = process.cpuUsage();
  ends.push({ cpu: (user + system) / 1e6, clock: performance.now() / 1000 });
  if (ends.length <= passes) return;
  resolve({
    messages: messages / ends.length,
    seconds: ends.slice(1).map(({ cpu }, i) => cpu - ends[i].cpu),
    wallSeconds: (ends[passes].clock - ends[0].clock) / passes,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  });
}
