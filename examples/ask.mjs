import { parseArgs } from 'node:util';
import { concatMap, defer, firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { blockHash, escapeText, networkNamed, weightOf } from 'rxpeer';
import { dial } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';

const USAGE = `Usage: node ask.mjs [HOST[:PORT]] [--network NAME]

Asks a node for its round-trip time, its headers and its newest blocks, and ends.
Without HOST it asks a simulated node.

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

const address$ = defer(() => {
  if (target === undefined) return simulateNode({ network, initialBlocks: 30 });
  const { hostname, port } = new URL(`tcp://${target}`);
  return of({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || network.defaultPort) });
});

async function ask({ host = '', port = 0 }) {
  // dial() returns a peer that is open until we close it. firstValueFrom(connect(…)) would close it at once.
  const peer = await dial({ network, host, port });
  try {
    console.log('connected', peer.address, escapeText(peer.remote.userAgent ?? ''));
    console.log('ping', (await firstValueFrom(peer.request.ping())).toFixed(1), 'ms');

    // The answer has at most 2000 headers. They follow the newest block of this list that the node knows.
    const headers = await firstValueFrom(peer.request.headers([network.genesisHash ?? '0'.repeat(64)]));
    const hashes = headers.map((header) => blockHash(header));
    console.log('headers', hashes.length, 'last', hashes.at(-1));

    // One answer for each block, in the order of arrival.
    for (const each of await lastValueFrom(peer.request.blocks(hashes.slice(-3)).pipe(toArray()))) {
      if (!each.found) console.log('block', each.hash, 'not found');
      else
        console.log('block', each.hash, 'weight', weightOf(each.block), 'transactions', each.block.transactions.length);
    }
  } finally {
    peer.close();
  }
}

// firstValueFrom ends the subscription when ask() has ended, which stops the simulated node.
await firstValueFrom(address$.pipe(concatMap(ask)));
