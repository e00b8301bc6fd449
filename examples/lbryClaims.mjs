import { parseArgs } from 'node:util';
import { defer, filter, fromEvent, map, merge, mergeMap, of, switchMap, take, takeUntil } from 'rxjs';
import { blockHash, claimIdOf, claimOf, escapeText, lbry, txid } from 'rxpeer';
import { connect } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';

const NETWORKS = Object.values(lbry);
const USAGE = `Usage: node lbryClaims.mjs [HOST[:PORT]] [--network NAME]

Prints the names that LBRY transactions claim, update and support, and the root of the claim trie in each new block.
Without HOST it starts a simulated node and ends after 20 lines. With HOST it runs until Ctrl-C.

  --network NAME  ${NETWORKS.map(({ name }) => name).join(', ')}; default lbry.regtest
  --help          print this text`;

// An error ends the program with one line, wherever it is thrown. Its text may quote a remote, so it is escaped.
process.on('uncaughtException', ({ message }) => {
  console.error(escapeText(message));
  process.exit(1);
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { network: { type: 'string', default: 'lbry.regtest' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
// Not networkNamed(): only the type of an LBRY network has the claim trie in its headers.
const network = NETWORKS.find(({ name }) => name === values.network);
if (network === undefined) throw new Error(`no LBRY network ${values.network}: --help lists them`);
const target = positionals[0];

const address$ = defer(() => {
  if (target === undefined) return simulateNode({ network, blockIntervalMs: 600, transactionIntervalMs: 100 });
  const { hostname, port } = new URL(`tcp://${target}`);
  return of({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || network.defaultPort) });
});

const line$ = address$.pipe(
  switchMap(({ host, port }) => connect({ network, host, port })),
  switchMap((peer) => {
    peer.on('inv').subscribe(({ items }) => void peer.send({ command: 'getdata', items }));
    const block$ = peer
      .on('block')
      .pipe(map(({ block: { header } }) => `block ${blockHash(header)} trie ${header.claimTrie}`));
    const claim$ = peer.on('tx').pipe(
      mergeMap(({ transaction }) =>
        transaction.outputs.map(({ script, value }, index) => {
          const claim = claimOf(script);
          if (claim === undefined) return '';
          // The id of a new claim follows from its output. Updates and supports contain it.
          const id = claim.kind === 'claim' ? claimIdOf({ hash: txid(transaction), index }) : claim.claimId;
          return `${claim.kind} ${escapeText(claim.name)} ${id} ${Number(value) / 1e8} LBC`;
        }),
      ),
      filter((line) => line !== ''),
    );
    return merge(block$, claim$);
  }),
);

line$
  .pipe(take(target === undefined ? 20 : Infinity), takeUntil(fromEvent(process, 'SIGINT')))
  .subscribe((line) => console.log(line));
