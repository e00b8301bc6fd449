import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defer, fromEvent, of, switchMap, take, takeUntil } from 'rxjs';
import { blockHash, defaultConversations, defineConversation, escapeText, InventoryType, networkNamed } from 'rxpeer';
import { connect } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';

const MAX_QUEUED = 100;
const RETRY_MS = 5000;

/**
 * Requests the blocks that the remote announces, one at a time, and a block that has not arrived after five seconds once more.
 * At most MAX_QUEUED blocks wait; further announcements are ignored. conversation.test.mjs tests it in virtual time.
 */
export const fetchBlocks = defineConversation((context) => {
  // Runs for each connection, so each has a queue of its own. Array.from('') is an empty array of strings.
  const queue = Array.from('');
  let cancelRetry = () => {};

  const requestFirst = () => {
    cancelRetry();
    const [hash] = queue;
    if (hash === undefined) return;
    context.send({ command: 'getdata', items: [{ type: InventoryType.block, hash }] });
    // Timers of the context run in virtual time in a test, and end with the connection.
    cancelRetry = context.after(RETRY_MS, requestFirst);
  };

  return {
    commands: new Set(['inv', 'block']),
    received(received) {
      if (received.command === 'inv') {
        const wasEmpty = queue.length === 0;
        for (const { type, hash } of received.message().items) {
          if (type !== InventoryType.block || queue.includes(hash) || queue.length === MAX_QUEUED) continue;
          queue.push(hash);
        }
        if (wasEmpty) requestFirst();
      } else if (received.command === 'block' && blockHash(received.message().block.header) === queue[0]) {
        queue.shift();
        requestFirst();
      }
    },
  };
});

const USAGE = `Usage: node conversation.mjs [HOST[:PORT]] [--network NAME]

Connects with a conversation of its own beside the default ones: it requests each announced block. Prints the blocks.
Without HOST it starts a simulated node and ends after five blocks. With HOST it runs until Ctrl-C.
node --test conversation.test.mjs tests the conversation.

  --network NAME  the network of the node, such as bitcoin.mainnet; default bitcoin.regtest
  --help          print this text`;

// Not when the test imports this file.
if (process.argv[1] === fileURLToPath(import.meta.url)) main();

function main() {
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
    return;
  }
  const network = networkNamed(values.network);
  const target = positionals[0];

  const address$ = defer(() => {
    if (target === undefined) return simulateNode({ network, blockIntervalMs: 400, transactionIntervalMs: 100 });
    const { hostname, port } = new URL(`tcp://${target}`);
    return of({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || network.defaultPort) });
  });

  const conversations = [...defaultConversations(), fetchBlocks];
  address$
    .pipe(
      switchMap(({ host, port }) => connect({ network, host, port, conversations })),
      switchMap((peer) => peer.on('block')),
      take(target === undefined ? 5 : Infinity),
      takeUntil(fromEvent(process, 'SIGINT')),
    )
    .subscribe(({ block }) => console.log('block', blockHash(block.header), 'transactions', block.transactions.length));
}
