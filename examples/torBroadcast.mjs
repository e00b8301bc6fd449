import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { BehaviorSubject, defer, delay, fromEvent, switchMap, takeUntil, takeWhile } from 'rxjs';
import { escapeText, formatAddress, InventoryType, networkNamed, NetworkId, txid } from 'rxpeer';
import { broadcast, connect } from 'rxpeer/node';
import { SimulatedChain, simulateNode } from 'rxpeer/simulator';

const USAGE = `Usage: node torBroadcast.mjs
       node torBroadcast.mjs HOST[:PORT]... --transaction HEX [--proxy URL] [--network NAME]

Sends a transaction to some nodes through Tor, by connections that show nothing about the sender, and prints each step.
Without HOST no Tor is needed: a SOCKS5 proxy inside of this program takes its place, and connects three onion addresses
to a simulated node. It then also prints what the proxy and the node have seen of the sender.

  --transaction HEX  the signed transaction
  --proxy URL        the SOCKS5 proxy; default socks5://127.0.0.1:9050, where Tor listens
  --network NAME     the network of the nodes, such as bitcoin.mainnet; default bitcoin.regtest
  --help             print this text`;

// An error ends the program with one line, wherever it is thrown. Its text may quote a remote, so it is escaped.
process.on('uncaughtException', ({ message }) => {
  console.error(escapeText(message));
  process.exit(1);
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    network: { type: 'string', default: 'bitcoin.regtest' },
    transaction: { type: 'string' },
    proxy: { type: 'string', default: 'socks5://127.0.0.1:9050' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
const network = networkNamed(values.network);

const event$ = defer(() => {
  if (positionals.length > 0) {
    return broadcast(values.transaction ?? '', { network, addresses: positionals, proxy: values.proxy });
  }
  return simulateNode({ network }).pipe(
    switchMap(async (node) => ({ node, proxy: await startProxy(node.port) })),
    switchMap(({ node, proxy }) => {
      let copies = 0;
      const relayed$ = new BehaviorSubject('');
      node.peers$.subscribe((peer) => {
        const { userAgent = '', services, startHeight, relay } = peer.remote;
        if (relay === false)
          console.log(`node sees ${escapeText(userAgent)} services ${services} height ${startHeight}`);
        peer.on('inv').subscribe(({ items }) => void peer.send({ command: 'getdata', items }));
        peer.on('tx').subscribe((message) => {
          if (++copies === 3) relayed$.next(txid(message.transaction));
        });
        // The node announces it half a second after the third copy, and as every node only to peers that want transactions.
        if (relay === false) return;
        relayed$.pipe(delay(500)).subscribe((hash) => {
          if (hash !== '') void peer.send({ command: 'inv', items: [{ type: InventoryType.transaction, hash }] });
        });
      });
      // A transaction of another chain, which the node does not have; and onion addresses of invented keys.
      const { transaction } = new SimulatedChain({ network, seed: 2 }).relay();
      const keys = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
      const addresses = keys.map((address) => formatAddress({ networkId: NetworkId.torV3, address }) ?? '');
      // A normal connection. If its remote announces the transaction, the network relays it.
      const echoFrom = connect({ network, host: node.host, port: node.port });
      return broadcast(transaction, { network, addresses, proxy, echoFrom });
    }),
    // The node listens until it is unsubscribed from.
    takeWhile(({ kind }) => kind !== 'result', true),
  );
});

/** A SOCKS5 proxy (RFC 1928, RFC 1929) that connects every name to this port. Each message of its client is one chunk here. */
async function startProxy(targetPort = 0) {
  const server = createServer(async (socket) => {
    socket.on('error', () => socket.destroy());
    await once(socket, 'data');
    // The client offers a user name and a password; take them.
    socket.write(Uint8Array.of(5, 2));
    const [login] = await once(socket, 'data');
    socket.write(Uint8Array.of(1, 0));
    const [request] = await once(socket, 'data');
    const user = login.toString('latin1', 2, 2 + login[1]);
    const host = request.toString('latin1', 5, 5 + request[4]);
    console.log('proxy sees', escapeText(`${host} user ${user}`));
    const remote = createConnection({ host: '127.0.0.1', port: targetPort });
    remote.on('error', () => socket.destroy());
    await once(remote, 'connect');
    socket.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    socket.pipe(remote).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // The proxy alone does not keep the program running.
  server.unref();
  const address = server.address();
  return `socks5://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

await event$.pipe(takeUntil(fromEvent(process, 'SIGINT'))).forEach((event) => {
  if (event.kind === 'progress') console.log(event.stage, event.address);
  else if (event.kind === 'outcome') console.log(event.outcome.result, event.outcome.address);
  else
    console.log(
      `transaction ${event.txid} copies ${event.copies} announced by ${event.echo?.address ?? '(not watched)'}`,
    );
});
