import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { concatMap, defer, firstValueFrom, map, of } from 'rxjs';
import { escapeText, networkNamed } from 'rxpeer';
import { serveEvents } from 'rxpeer/events';
import { createPool } from 'rxpeer/node';
import { simulateNetwork } from 'rxpeer/simulator';

const USAGE = `Usage: node eventPage.mjs [HOST[:PORT]...] [--network NAME] [--port PORT]

Serves a page that lists the blocks and transactions that some nodes announce, by server-sent events.
Without HOST it starts three simulated nodes. Without HOST and PORT it reads the events itself, prints ten, and ends;
otherwise it runs until Ctrl-C: open the URL that it prints in a browser.

  --network NAME  the network of the nodes, such as bitcoin.mainnet; default bitcoin.regtest
  --port PORT     the port of the page; default 8080, or a free one without HOST
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

// A remote chooses what is shown, so the page assigns it to textContent: it is text, never HTML.
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Blocks and transactions</title>
<h1>Blocks and transactions</h1>
<ol id="list"></ol>
<script>
  const source = new EventSource('/events?commands=inv&direction=received');
  source.onmessage = ({ data }) => {
    const { at, peer, message } = JSON.parse(data);
    for (const { typeName, hash } of message.items) {
      const line = document.createElement('li');
      line.textContent = at + ' ' + peer + ' ' + typeName + ' ' + hash;
      list.prepend(line);
      if (list.children.length > 200) list.lastElementChild.remove();
    }
  };
</script>`;

const addresses$ = defer(() => {
  if (positionals.length > 0) return of(positionals);
  const nodes$ = simulateNetwork({ count: 3, network, blockIntervalMs: 700, transactionIntervalMs: 150 });
  return nodes$.pipe(map(({ nodes }) => nodes.map(({ host, port }) => `${host}:${port}`)));
});

async function serve(addresses = ['']) {
  const pool = createPool({ network, addresses, outbound: addresses.length, dnsSeeds: [], gossip: false });
  const events = serveEvents(pool, { path: '/events' });
  const server = createServer((request, response) => {
    // True if the request was for the events.
    if (events.handler(request, response)) return;
    response.writeHead(request.url === '/' ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(request.url === '/' ? PAGE : 'not found');
  });
  server.listen(Number(values.port ?? (isDemo ? 0 : 8080)), '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  console.log('page', `http://127.0.0.1:${address.port}/`);
  pool.start();
  if (isDemo) await printEvents(`http://127.0.0.1:${address.port}/events?commands=inv&direction=received`);
  else await once(process, 'SIGINT');
  events.close();
  server.closeAllConnections();
  server.close();
  pool.close();
}

/** Reads what a browser gets: lines such as `data: {…}`, with an empty line after each event. */
async function printEvents(url = '', count = 10) {
  const [response] = await once(get(url), 'response');
  let events = 0;
  for await (const line of createInterface({ input: response })) {
    if (!line.startsWith('data: ')) continue;
    const { peer, message } = JSON.parse(line.slice('data: '.length));
    for (const { typeName, hash } of message.items) console.log(escapeText(`${peer} ${typeName} ${hash}`));
    if (++events === count) break;
  }
  response.destroy();
}

// The simulated nodes listen until serve() has ended.
await firstValueFrom(addresses$.pipe(concatMap(serve)));
