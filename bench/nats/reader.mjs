// fromNats reads what publisher.mjs publishes: node reader.mjs FILE MESSAGES CHUNK_BYTES URL PASSES MAX_QUEUED_BYTES
// Every message is decoded and read by a subscriber. The publisher sends the file PASSES times; all but the first pass are counted.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { connect } from '@nats-io/transport-node';
import { READERS } from '../decode/rxpeer.mjs';
import { commandsOf, importLibrary } from '../library.mjs';

const { bitcoin } = await importLibrary('index');
const { fromNats } = await importLibrary('nats');
const source = process.argv.slice(2);
const [, expected, , url, passes] = source;
const readMessage = READERS.rxpeerReadAll;
const network = bitcoin.mainnet;
const connection = await connect({ servers: url });
const pool = fromNats(connection, { network });
let lost = 0;
pool.monitors$.subscribe((monitors) => (lost = monitors.reduce((sum, { lostRecords }) => sum + lostRecords, 0)));
await connection.flush();

let messages = 0;
let startCpu;
let startMs;
const result = await new Promise((resolve, reject) => {
  for (const command of commandsOf(network)) {
    pool.on(command).subscribe(({ message }) => {
      readMessage(message);
      messages += 1;
      if (messages === Number(expected)) {
        startCpu = process.cpuUsage();
        startMs = performance.now();
      } else if (messages === Number(passes) * Number(expected)) resolve(figures());
    });
  }
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('publisher.mjs', import.meta.url)), 'publish', ...source],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  child.on('exit', (code) =>
    setTimeout(
      () => reject(new Error(`the publisher ended with ${code}, ${messages} messages, ${lost} records lost`)),
      2000,
    ),
  );
});
pool.close();
await connection.close();
console.log(JSON.stringify(result));

function figures() {
  const { user, system } = process.cpuUsage(startCpu);
  return {
    messages: messages - Number(expected),
    seconds: [(user + system) / 1e6],
    wallSeconds: (performance.now() - startMs) / 1000,
  };
}
