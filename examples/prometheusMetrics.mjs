import { parseArgs } from 'node:util';
import { defer, EMPTY, finalize, fromEvent, map, merge, mergeMap, of, skip, switchMap, take, takeUntil } from 'rxjs';
import { escapeText, networkNamed } from 'rxpeer';
import { createMetrics } from 'rxpeer/metrics';
import { createPool, processMetrics, serveMetrics } from 'rxpeer/node';
import { simulateNetwork } from 'rxpeer/simulator';

const USAGE = `Usage: node prometheusMetrics.mjs [HOST[:PORT]...] [--network NAME] [--port PORT]

Serves metrics of the connections to some nodes for Prometheus, on http://127.0.0.1:PORT/metrics.
Without HOST it starts three simulated nodes. Without HOST and PORT it fetches the metrics itself, prints some, and ends;
otherwise it runs until Ctrl-C.

  --network NAME  the network of the nodes, such as bitcoin.mainnet; default bitcoin.regtest
  --port PORT     the port of the metrics; default 9333, or a free one without HOST
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
    port: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
const network = networkNamed(values.network);
const isDemo = positionals.length === 0 && values.port === undefined;

const addresses$ = defer(() => {
  if (positionals.length > 0) return of(positionals);
  const nodes$ = simulateNetwork({ count: 3, network, blockIntervalMs: 1000, transactionIntervalMs: 100 });
  return nodes$.pipe(map(({ nodes }) => nodes.map(({ host, port }) => `${host}:${port}`)));
});

const served$ = addresses$.pipe(
  switchMap((addresses) => {
    const pool = createPool({ network, addresses, outbound: addresses.length, dnsSeeds: [], gossip: false });
    const metrics = createMetrics(pool);
    const start$ = defer(() => {
      pool.start();
      return EMPTY;
    });
    return merge(
      serveMetrics({ metrics: [metrics, processMetrics()], port: Number(values.port ?? (isDemo ? 0 : 9333)) }),
      start$,
    ).pipe(
      map(({ url }) => ({ url, pool })),
      finalize(() => {
        metrics.close();
        pool.close();
      }),
    );
  }),
);

// What Prometheus does every few seconds.
async function scrape(url = '') {
  const text = await (await fetch(url)).text();
  const lines = text.split('\n').filter((line) => /^rxpeer_(peers|handshakes_total|messages_total)\{/.test(line));
  return lines.join('\n');
}

const line$ = served$.pipe(
  mergeMap(({ url, pool }) => {
    const tenth$ = pool.on('inv').pipe(skip(9), take(1));
    return merge(of(`metrics ${url}`), isDemo ? tenth$.pipe(mergeMap(() => scrape(url))) : EMPTY);
  }),
);

line$.pipe(take(isDemo ? 2 : Infinity), takeUntil(fromEvent(process, 'SIGINT'))).subscribe((line) => console.log(line));
