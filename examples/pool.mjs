import { parseArgs } from 'node:util';
import { defer, EMPTY, finalize, fromEvent, map, merge, of, switchMap, take, takeUntil } from 'rxjs';
import { escapeText, firstSeen, networkNamed, preciseScheduler, sightings } from 'rxpeer';
import { createPool } from 'rxpeer/node';
import { simulateNetwork } from 'rxpeer/simulator';

const USAGE = `Usage: node pool.mjs [HOST[:PORT]...] [--network NAME]

Connects to several nodes, and prints which one announces a block or transaction first, and how much later the others do.
Without HOST it starts three simulated nodes and ends after 30 lines. With HOST it runs until Ctrl-C.

  --network NAME  the network of the nodes, such as bitcoin.mainnet; default bitcoin.regtest
  --help          print this text`;

// An error ends the program with one line, wherever it is thrown. Its text may quote a remote, so it is escaped.
process.on('uncaughtException', ({ message }) => {
  console.error(escapeText(message));
  process.exit(1);
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { network: { type: 'string', default: 'bitcoin.regtest' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
const network = networkNamed(values.network);
const isSimulated = positionals.length === 0;

const addresses$ = defer(() => {
  if (!isSimulated) return of(positionals);
  const intervals = { blockIntervalMs: 1000, transactionIntervalMs: 300 };
  // Each node announces about 200 ms later than the one before it.
  const nodes$ = simulateNetwork({ ...intervals, count: 3, network, latencyMs: 5, lagMs: (index) => 200 * index });
  return nodes$.pipe(map(({ nodes }) => nodes.map(({ host, port }) => `${host}:${port}`)));
});

const line$ = addresses$.pipe(
  switchMap((addresses) => {
    // Without dnsSeeds: [] and gossip: false it would also find nodes and connect to them.
    const pool = createPool({ network, addresses, outbound: addresses.length, dnsSeeds: [], gossip: false });
    const seen$ = pool.messages$.pipe(
      sightings(),
      firstSeen({ keyOf: ({ key }) => key, scheduler: preciseScheduler }),
      map(({ item, key, peer, isFirst, delayMs }) =>
        isFirst
          ? `first ${peer.address} ${item.type} ${key}`
          : `later ${peer.address} +${delayMs.toFixed(1)} ms ${key}`,
      ),
    );
    const start$ = defer(() => {
      pool.start();
      return EMPTY;
    });
    return merge(
      pool.joined$.pipe(map((peer) => `joined ${peer.address} ${escapeText(peer.remote.userAgent ?? '')}`)),
      pool.left$.pipe(map(({ peer, reason }) => `left ${peer.address} ${reason.by}`)),
      pool.failed$.pipe(map(({ address, error }) => `failed ${address} ${escapeText(error.message)}`)),
      seen$,
      // The last one: a pool emits nothing before it starts, so no line is missed.
      start$,
    ).pipe(finalize(() => pool.close()));
  }),
);

line$
  .pipe(take(isSimulated ? 30 : Infinity), takeUntil(fromEvent(process, 'SIGINT')))
  .subscribe((line) => console.log(line));
