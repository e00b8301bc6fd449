// Claims of new hashes in the stream of winners: node firstSeen.mjs MODE HASHES URL
// MODE is `bare` (publishes of JetStream, 512 at a time) or `operator` (firstSeenByNats). Both have a first pass that is not counted.
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { from, lastValueFrom, map } from 'rxjs';
import { importLibrary } from '../library.mjs';

const { bitcoin } = await importLibrary('index');
const { firstSeenByNats } = await importLibrary('nats');
const [mode, hashes, url] = process.argv.slice(2);
const MAX_IN_FLIGHT = 512;
const network = bitcoin.mainnet;
const count = Number(hashes);
const connection = await connect({ servers: url, noAsyncTraces: true });
let next = 0;
// The operator creates the stream.
await claimByOperator(count);
if (mode === 'bare') await claimBare(count);
const startCpu = process.cpuUsage();
const startMs = performance.now();
await (mode === 'bare' ? claimBare : claimByOperator)(count);
const { user, system } = process.cpuUsage(startCpu);
const wallSeconds = (performance.now() - startMs) / 1000;
console.log(JSON.stringify({ messages: count, seconds: [(user + system) / 1e6], wallSeconds }));
await connection.close();

function nextHash() {
  return `${process.pid.toString(16)}${mode === 'bare' ? 'b' : 'a'}${(next++).toString(16)}`.padStart(64, '0');
}

async function claimByOperator(number) {
  const peer = { id: 1, address: '192.0.2.1:8333' };
  const sighting$ = from(Array.from({ length: number }, nextHash)).pipe(
    map((key) => ({ type: 'transaction', key, peer })),
  );
  let won = 0;
  await lastValueFrom(
    sighting$.pipe(
      firstSeenByNats(connection, { network, monitor: 'bench', maxQueued: number }),
      map(({ isFirst }) => (won += isFirst ? 1 : 0)),
    ),
  );
  if (won !== number) throw new Error(`${won} of ${number} claims were won`);
}

async function claimBare(number) {
  const client = jetstream(connection);
  const payload = JSON.stringify({ v: 1, monitor: 'bench', peer: 1, address: '192.0.2.1:8333', atMs: 1.7e12 });
  let rest = number;
  const claimNext = async () => {
    while (rest-- > 0) await client.publish(`first.bitcoin%2Emainnet.${nextHash()}`, payload);
  };
  await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, claimNext));
}
