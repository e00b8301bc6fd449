// What many small record lists cost, as mainnet has them: node bench/nats/live.mjs [NODES [TRANSACTION_INTERVAL_SECONDS [SECONDS]]]
// `rxpeer publish` dials simulated nodes, which send an inv per transaction; a reader decodes everything. Prints a line of JSON: processor time of
// the publisher, of nats-server and of the reader per record list, and the size of the lists. Linux only (/proc).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect } from '@nats-io/transport-node';
import { natsPrograms, startServerProcess } from '../../scripts/nats/serverProcess.mjs';
import { READERS } from '../decode/rxpeer.mjs';
import { importLibrary } from '../library.mjs';

const TICKS_PER_SECOND = 100;
const CLI = fileURLToPath(new URL('../../dist/cli/rxpeer.js', import.meta.url));
const [nodes = '100', interval = '0.143', seconds = '20'] = process.argv.slice(2);
const { bitcoin } = await importLibrary('index');
const { fromNats } = await importLibrary('nats');
const network = bitcoin.regtest;
const folder = mkdtempSync(join(tmpdir(), 'rxpeer-bench-nats-'));
const server = await startServerProcess({ file: natsPrograms()[0].file, folder });
const simulated = start('simulate', '--nodes', nodes, '--transaction-interval', interval, '--block-interval', '600');
const addresses = await firstLines(simulated, Number(nodes));
const connection = await connect({ servers: server.url });
const remote = fromNats(connection, { network });
let messages = 0;
remote.messages$.subscribe(({ message }) => {
  READERS.rxpeerReadAll(message);
  messages += 1;
});
const publisher = start('publish', ...addresses, '--network', network.name, '--nats', server.url, '--monitor', 'bench');
// Until all are connected.
await wait(8000);

const before = await figures();
await wait(Number(seconds) * 1000);
const after = await figures();
remote.close();
await connection.close();
for (const child of [publisher, simulated]) child.kill();
await server.kill();
rmSync(folder, { recursive: true, force: true });

const difference = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name]]));
const { bytes, lists } = difference;
console.log(
  JSON.stringify({
    nodes: Number(nodes),
    seconds: Number(seconds),
    messages: difference.messages,
    lists,
    bytesPerList: bytes / lists,
    bytesPerPeerAndSecond: bytes / Number(nodes) / Number(seconds),
    microsecondsPerList: Object.fromEntries(
      ['publisher', 'server', 'reader'].map((name) => [name, (difference[name] / lists) * 1e6]),
    ),
  }),
);

function start(...args) {
  return spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function figures() {
  await connection.flush();
  const { inBytes, inMsgs } = connection.stats();
  const { user, system } = process.cpuUsage();
  return {
    messages,
    lists: inMsgs,
    bytes: inBytes,
    publisher: processorSeconds(publisher.pid),
    server: processorSeconds(server.pid),
    reader: (user + system) / 1e6,
  };
}

/** Of all threads of a process: proc(5), stat, fields 14 and 15. */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function firstLines(child, count) {
  const lines = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    if (lines.push(line) === count) reader.emit('enough');
  });
  await once(reader, 'enough');
  return lines;
}
