import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defer, fromEvent, lastValueFrom, map, of, switchMap, take, takeUntil, tap, throwIfEmpty, timer } from 'rxjs';
import { escapeText, networkNamed } from 'rxpeer';
import { record, replay } from 'rxpeer/capture';
import { connect, readCaptureFile, writeCaptureFile } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';

const USAGE = `Usage: node recordAndReplay.mjs [HOST[:PORT]] [--network NAME] [--output FILE]

Records a connection, plays the recording ten times as fast, and compares the messages of both.
Without HOST it records three seconds of a simulated node. With HOST it records until Ctrl-C.

  --network NAME  the network of the node, such as bitcoin.mainnet; default bitcoin.regtest
  --output FILE   keep the recording in this file, which must not exist; default: a temporary file
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
    output: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
const network = networkNamed(values.network);
const target = positionals[0];

const address$ = defer(() => {
  if (target === undefined) return simulateNode({ network, blockIntervalMs: 500, transactionIntervalMs: 100 });
  const { hostname, port } = new URL(`tcp://${target}`);
  return of({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || network.defaultPort) });
});
const file = values.output ?? join(tmpdir(), `rxpeer-${process.pid}.rxcap`);
let writing = Promise.resolve({ records: 0, bytes: 0 });

const peer$ = address$.pipe(
  switchMap(({ host, port }) => {
    // onPeer is called before the first byte, so that the recording has the handshake, too.
    return connect({ network, host, port, onPeer: (peer) => void (writing = writeCaptureFile(file, record(peer))) });
  }),
  // Requests everything that is announced, so that the recording has blocks and transactions.
  tap((peer) => peer.on('inv').subscribe(({ items }) => void peer.send({ command: 'getdata', items }))),
  // Emits the peer again every three seconds. Without a HOST the second emission ends the subscription, as Ctrl-C does: that
  // closes the connection and completes the recording.
  switchMap((peer) => timer(0, 3000).pipe(map(() => peer))),
  take(target === undefined ? 2 : Infinity),
  takeUntil(fromEvent(process, 'SIGINT')),
  throwIfEmpty(() => new Error('stopped before the node was connected')),
);

const live = await lastValueFrom(peer$);
const { records, bytes } = await writing;
console.log('recorded', records, 'records in', bytes, 'bytes');

// A replayed peer has the streams and figures of the live one. This one is emitted before its first byte, and is closed at the end.
const startedAt = performance.now();
const replayed = await lastValueFrom(replay(readCaptureFile(file), { speed: 10 }));
console.log('replayed in', Math.round(performance.now() - startedAt), 'ms');

const { byCommand } = replayed.stats().received;
for (const [command, { messages }] of Object.entries(live.stats().received.byCommand)) {
  console.log(command.padEnd(12), 'live', messages, 'replayed', byCommand[command]?.messages ?? 0);
}
if (values.output === undefined) await rm(file);
