import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defer, distinct, filter, forkJoin, fromEvent, groupBy, lastValueFrom, map, mergeMap } from 'rxjs';
import { of, pairwise, reduce, switchMap, take, takeUntil, tap, throwIfEmpty, timer, toArray } from 'rxjs';
import { escapeText, networkNamed, sightings } from 'rxpeer';
import { record, replay } from 'rxpeer/capture';
import { connect, readCaptureFile, writeCaptureFile } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';

const USAGE = `Usage: node recordingReport.mjs [HOST[:PORT]] [--network NAME]
       node recordingReport.mjs --file FILE [--network NAME]

Reports on a recording: messages per command, round trips, the longest silence, and the order of the announcements.
Without HOST and FILE it records three seconds of a simulated node. With HOST it records until Ctrl-C.

  --file FILE     read this recording: .rxcap, pcap, or a file or folder of Bitcoin Core's -capturemessages
  --network NAME  the network of the node or recording, such as bitcoin.mainnet; default bitcoin.regtest
  --help          print this text`;

// An error ends the program with one line, wherever it is thrown. Its text may quote a remote, so it is escaped.
process.on('uncaughtException', ({ message }) => {
  console.error(escapeText(message));
  process.exit(1);
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { network: { type: 'string' }, file: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
const network = networkNamed(values.network ?? 'bitcoin.regtest');
const target = positionals[0];

const address$ = defer(() => {
  if (target === undefined) return simulateNode({ network, blockIntervalMs: 500, transactionIntervalMs: 100 });
  const { hostname, port } = new URL(`tcp://${target}`);
  return of({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || network.defaultPort) });
});

const file = values.file ?? join(tmpdir(), `rxpeer-${process.pid}.rxcap`);
if (values.file === undefined) {
  let writing = Promise.resolve({ records: 0, bytes: 0 });
  const peer$ = address$.pipe(
    switchMap((address) =>
      connect({
        ...{ network, host: address.host, port: address.port, pingIntervalMs: 1000 },
        onPeer: (peer) => void (writing = writeCaptureFile(file, record(peer))),
      }),
    ),
    // Requests everything that is announced, so that there are questions and answers.
    tap((peer) => peer.on('inv').subscribe(({ items }) => void peer.send({ command: 'getdata', items }))),
    // Emits the peer again every three seconds. Without a HOST the second emission ends the recording, as Ctrl-C does.
    switchMap((peer) => timer(0, 3000).pipe(map(() => peer))),
    take(target === undefined ? 2 : Infinity),
    takeUntil(fromEvent(process, 'SIGINT')),
    throwIfEmpty(() => new Error('stopped before the node was connected')),
  );
  await lastValueFrom(peer$);
  await writing;
}

// More answers of one kind are not kept in memory.
const MAX_ANSWERS = 100_000;

// Most recordings name their network.
const given = values.network === undefined ? undefined : network;

// Prints one report for each connection of the recording. `replay` does not wait between records, and keeps the recorded times.
const report$ = replay(readCaptureFile(file, { network: given }), { speed: Infinity, network: given }).pipe(
  mergeMap((peer) =>
    forkJoin({
      peer: of(peer),
      silence: peer.traffic$.pipe(
        filter(({ direction }) => direction === 'received'),
        pairwise(),
        map(([before, after]) => ({ ms: after.atMs - before.atMs, command: after.command })),
        reduce((longest, each) => (each.ms > longest.ms ? each : longest), { ms: 0, command: 'none' }),
      ),
      questions: peer.exchanges$.pipe(
        filter(({ direction }) => direction === 'sent'),
        groupBy(({ question }) => question),
        mergeMap((exchange$) =>
          exchange$.pipe(
            take(MAX_ANSWERS),
            toArray(),
            map((list) => ({ question: exchange$.key, list })),
          ),
        ),
        toArray(),
      ),
      announced: peer.messages$.pipe(
        map((message) => ({ peer, message })),
        sightings(),
        distinct(({ key }) => key),
        take(10),
        toArray(),
      ),
    }),
  ),
);

await report$.forEach(({ peer, silence, questions, announced }) => {
  const { received, sent, userAgent = '' } = peer.stats();
  console.log('connection', peer.address, escapeText(userAgent));
  for (const [direction, { byCommand }] of Object.entries({ received, sent })) {
    for (const [command, { messages, bytes }] of Object.entries(byCommand)) {
      console.log(direction.padEnd(9), command.padEnd(12), messages, 'messages', bytes, 'bytes');
    }
  }
  for (const { question, list } of questions) {
    const times = list.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)]?.toFixed(1) ?? '-';
    console.log('asked', question, list.length, 'times', times.length, 'answers', 'median', median, 'ms');
  }
  console.log('silence', silence.ms.toFixed(0), 'ms before', silence.command);
  for (const [index, { type, key }] of announced.entries()) console.log('announced', index + 1, type, key);
});
if (values.file === undefined) await rm(file);
