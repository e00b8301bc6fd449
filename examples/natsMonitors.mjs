import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { connect } from '@nats-io/transport-node';
import {
  concatMap,
  defer,
  filter,
  firstValueFrom,
  fromEvent,
  map,
  mergeMap,
  of,
  take,
  takeUntil,
  throwIfEmpty,
} from 'rxjs';
import { escapeText, firstSeen, networkNamed, sightings } from 'rxpeer';
import { fromNats, publishTo } from 'rxpeer/nats';
import { createPool } from 'rxpeer/node';
import { simulateNetwork } from 'rxpeer/simulator';

const USAGE = `Usage: node natsMonitors.mjs [HOST[:PORT] HOST[:PORT]] [--network NAME] [--nats URL]

Runs two monitors, berlin and tokyo, which publish what they see on NATS, and one reader, which prints
how much later the second monitor saw each block and transaction.
Without HOST each monitor watches a simulated node, and it ends after ten lines. With two HOSTs berlin watches the first
and tokyo the second, until Ctrl-C. It needs: npm install @nats-io/transport-node @nats-io/jetstream @nats-io/nats-core

  --network NAME  the network of the nodes, such as bitcoin.mainnet; default bitcoin.regtest
  --nats URL      the server, such as nats://127.0.0.1:4222; default: starts the nats-server of the PATH on a free port
  --help          print this text`;

// An error ends the program with one line, wherever it is thrown. Its text may quote a remote, so it is escaped.
process.on('uncaughtException', ({ message }) => {
  console.error(escapeText(message));
  process.exit(1);
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    network: { type: 'string', default: 'bitcoin.regtest' },
    nats: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
const network = networkNamed(values.network);

async function startServer() {
  // Port -1: the server chooses a free one.
  const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', '-1'], { stdio: ['ignore', 'ignore', 'pipe'] });
  // However this program ends, its server ends, too.
  process.on('exit', () => server.kill());
  server.on('error', () => {
    console.error(
      'no nats-server in the PATH (apt-get install nats-server puts it in /usr/sbin): start one and give --nats URL',
    );
    process.exit(2);
  });
  // Not for await: leaving its loop would stop reading, and the server would wait when the pipe is full.
  return firstValueFrom(
    fromEvent(createInterface({ input: server.stderr }), 'line').pipe(
      mergeMap((line) => /Listening for client connections on (\S+)/.exec(String(line))?.slice(1) ?? []),
      takeUntil(fromEvent(server, 'exit')),
      throwIfEmpty(() => new Error('nats-server ended before it was ready')),
    ),
  );
}

const servers = values.nats ?? (await startServer());
const connection = await connect({ servers, maxReconnectAttempts: -1 });

const addresses$ = defer(() => {
  if (positionals.length > 0) return of(positionals);
  const intervals = { blockIntervalMs: 800, transactionIntervalMs: 200 };
  const nodes$ = simulateNetwork({ ...intervals, count: 2, network, latencyMs: 5, lagMs: (index) => 300 * index });
  return nodes$.pipe(map(({ nodes }) => nodes.map(({ host, port }) => `${host}:${port}`)));
});

/** What runs on one machine: a pool, which is published under the name of the machine. */
function startMonitor(monitor = '', address = '') {
  const pool = createPool({ network, addresses: [address], outbound: 1, dnsSeeds: [], gossip: false });
  const publishing = publishTo(connection, pool, { monitor }).subscribe();
  pool.start();
  return () => {
    publishing.unsubscribe();
    pool.close();
  };
}

async function watch(addresses = ['']) {
  const [berlin, tokyo] = addresses;
  if (berlin === undefined || tokyo === undefined) throw new Error('two HOSTs expected, one for each monitor, or none');
  // What runs on any machine: a pool of the peers of all monitors.
  const remote = fromNats(connection, { network });
  const stops = [startMonitor('berlin', berlin), startMonitor('tokyo', tokyo)];
  await remote.messages$
    .pipe(
      sightings(),
      // The scheduler shows the times of the monitors, so that delays do not contain the way over NATS.
      firstSeen({ keyOf: ({ key }) => key, scheduler: remote.scheduler }),
      filter(({ isFirst, peer, firstPeer }) => !isFirst && peer.monitor !== firstPeer.monitor),
      take(positionals.length > 0 ? Infinity : 10),
      takeUntil(fromEvent(process, 'SIGINT')),
    )
    .forEach(({ item, key, peer, firstPeer, delayMs }) =>
      console.log(
        item.type,
        key,
        escapeText(`${firstPeer.monitor} first, ${peer.monitor} after ${delayMs.toFixed(1)} ms`),
      ),
    );
  for (const stop of stops) stop();
  remote.close();
}

// The simulated nodes listen until watch() has ended.
await firstValueFrom(addresses$.pipe(concatMap(watch)));
await connection.close();
process.exit();
