import { parseArgs } from 'node:util';
import { defer, fromEvent, map, merge, of, retry, switchMap, take, takeUntil } from 'rxjs';
import { blockHash, escapeText, InventoryType, networkNamed, ServiceFlags, txid, vsizeOf } from 'rxpeer';
import { connect } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';

const USAGE = `Usage: node watch.mjs [HOST[:PORT]] [--network NAME]

Prints what a node announces, and the blocks and transactions themselves.
Without HOST it starts a simulated node and ends after 20 lines. With HOST it runs until Ctrl-C.

  --network NAME  the network of the node, such as bitcoin.mainnet; default bitcoin.regtest
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
const target = positionals[0];

// Blocks and transactions are announced without this flag. A getdata with it requests their witnesses (signatures), too (BIP144).
const WITNESS_FLAG = 0x4000_0000;
const HAS_FLAG = new Set([InventoryType.block, InventoryType.transaction].map(Number));

// Nothing listens and nothing is dialled until the subscription at the end.
const address$ = defer(() => {
  if (target === undefined) return simulateNode({ network, blockIntervalMs: 700, transactionIntervalMs: 150 });
  const { hostname, port } = new URL(`tcp://${target}`);
  return of({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || network.defaultPort) });
});

const line$ = address$.pipe(
  // A lost connection is dialled again; the third failure in a row is an error.
  switchMap(({ host, port }) =>
    connect({ network, host, port }).pipe(retry({ count: 2, delay: 1000, resetOnSuccess: true })),
  ),
  switchMap((peer) => {
    const flag = (peer.remote.services & ServiceFlags.witness) === 0n ? 0 : WITNESS_FLAG;
    const announcement$ = peer.on('inv').pipe(
      map(({ items }) => {
        const wanted = items.map(({ type, hash }) => ({ type: HAS_FLAG.has(type) ? type | flag : type, hash }));
        void peer.send({ command: 'getdata', items: wanted });
        return `inv ${items.length}`;
      }),
    );
    const block$ = peer
      .on('block')
      .pipe(map(({ block }) => `block ${blockHash(block.header)} transactions ${block.transactions.length}`));
    const transaction$ = peer
      .on('tx')
      .pipe(map(({ transaction }) => `tx ${txid(transaction)} size ${vsizeOf(transaction)} vB`));
    const { userAgent = '', startHeight } = peer.remote;
    const welcome$ = of(`connected ${peer.address} ${escapeText(userAgent)} height ${startHeight}`);
    return merge(welcome$, announcement$, block$, transaction$);
  }),
);

// Ending the subscription closes the connection and the simulated node, so that the program ends.
line$
  .pipe(take(target === undefined ? 20 : Infinity), takeUntil(fromEvent(process, 'SIGINT')))
  .subscribe((line) => console.log(line));
