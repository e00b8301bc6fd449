/** Starts a Bitcoin node, or one of the chain in the argument, and prints its port. */
export const SIMULATION = `
import { bitcoin, lbry } from 'rxpeer';
import { simulateNode } from 'rxpeer/simulator';

const network = process.argv[2] === 'lbry' ? lbry.regtest : bitcoin.regtest;
simulateNode({ network, blockIntervalMs: 300, transactionIntervalMs: 100 }).subscribe({
  next: ({ port }) => console.log(port),
  error: (error) => {
    console.error(error);
    process.exitCode = 1;
  },
});
`;

/** Records faster than a disk writes, and prints a line when the file has 20 MB. */
export const RECORDING = `
import { existsSync, statSync } from 'node:fs';
import { Subject } from 'rxjs';
import { writeCaptureFile } from 'rxpeer/node';

const path = process.argv[2];
const record$ = new Subject();
const written = writeCaptureFile(path, record$, { maxQueuedBytes: 2 ** 30 });
written.catch((error) => console.error(error));
record$.next({ kind: 'opened', session: 1, atMs: 0, network: 'bitcoin.regtest', direction: 'outbound', address: '' });
let count = 0;
setInterval(() => {
  for (let i = 0; i < 100; i++) {
    const bytes = new Uint8Array(50_000).fill(++count);
    record$.next({ kind: 'bytes', session: 1, atMs: count, direction: 'sent', bytes });
  }
  if (existsSync(path) && statSync(path).size > 20_000_000) console.log('large');
});
`;

/** Reads the file completely and in order, appends to it, and prints the result. */
export const READING = `
import { of } from 'rxjs';
import { readCaptureFile, writeCaptureFile } from 'rxpeer/node';

const path = process.argv[2];
const faults = [];
let records = 0;
let sessions = 0;
let last = 0;
for await (const record of readCaptureFile(path, { onFault: ({ code }) => faults.push(code) })) {
  records += 1;
  if (record.kind === 'opened') sessions += 1;
  else if (record.session === 1 && (record.atMs !== ++last || record.bytes.some((byte) => byte !== (last & 255)))) {
    throw new Error('record ' + last + ' is another');
  }
}
const opened = { kind: 'opened', session: 1, atMs: 0, network: 'bitcoin.regtest', direction: 'outbound', address: '' };
const { discardedBytes } = await writeCaptureFile(path, of(opened), { append: true });
console.log(JSON.stringify({ records, faults, sessions, discardedBytes }));
`;

/** Code that a user's compiler must accept, and code that it must reject. */
export const CONSUMER = `
import { bitcoin, lbry, type Message, type MessageOf } from 'rxpeer';
import { CaptureError, fromPcap, record, replay, type CaptureRecord } from 'rxpeer/capture';
import { createMetrics, formatMetrics, metricsHandler, metricsOf, type MetricFamily } from 'rxpeer/metrics';
import { MarbleMismatch, protocolMarbles, type ProtocolMarbles } from 'rxpeer/marbles';
import { parseSubjectToken, subjectToken } from 'rxpeer/nats';
import { createServer } from 'node:http';
import { connect, createPool, dial, listen, processMetrics, readCaptureFile, serveMetrics, writeCaptureFile, type Pool } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';
import { decodeMessage } from 'rxpeer/wire';

connect({ network: lbry.mainnet, host: '127.0.0.1' }).subscribe((peer) => {
  peer.on('headers').subscribe(({ headers }) => {
    const claimTries: string[] = headers.map((header) => header.claimTrie);
    void claimTries;
  });
  peer.on('block').subscribe(({ block }) => block.header.claimTrie.length);
});

connect({ network: bitcoin.mainnet, host: '127.0.0.1' }).subscribe((peer) => {
  peer.on('headers').subscribe(({ headers }) => {
    const prevBlocks: string[] = headers.map((header) => header.prevBlock);
    void prevBlocks;
    // @ts-expect-error a Bitcoin header has no claim trie
    headers.map((header) => header.claimTrie);
  });
  // @ts-expect-error a Bitcoin header in a block has no claim trie
  peer.on('block').subscribe(({ block }) => block.header.claimTrie);
  // @ts-expect-error no such command
  peer.on('nonsense');
  // @ts-expect-error an inv has items
  void peer.send({ command: 'inv' });
  const height: number | undefined = peer.remote.startHeight;
  peer.closed$.subscribe(({ by, error }) => console.log(by, error?.code));
  peer.on('version').subscribe(({ addrRecv }) => {
    addrRecv.ip satisfies Uint8Array;
    // @ts-expect-error not any: a port is a number
    addrRecv.port satisfies string;
  });
  peer.on('tx').subscribe(({ transaction: { inputs, outputs } }) => {
    for (const { previousOutput, script } of inputs) {
      script satisfies Uint8Array;
      // @ts-expect-error not any: a hash is a string
      previousOutput.hash satisfies number;
    }
    // @ts-expect-error not any: a script is bytes
    outputs satisfies { script: string }[];
  });
  bitcoin.mainnet.genesisHash satisfies string;
  const sent: Promise<boolean> = peer.send({ command: 'ping', nonce: 7n });
  void [height, sent];
});

export async function nonceOf(host: string): Promise<bigint | undefined> {
  const peer = await dial({ network: lbry.regtest, host, port: 1, pingIntervalMs: undefined });
  const claimTrieOf = (message: MessageOf<'headers', NonNullable<typeof peer.network.messageType>>) =>
    message.headers[0]?.claimTrie.length;
  peer.on('headers').subscribe(claimTrieOf);
  return peer.remote.nonce;
}

listen({ network: lbry.testnet, port: 0 }).subscribe((peer) => {
  peer.messages$.subscribe((message) => {
    if (message.command === 'headers') message.headers.map(({ claimTrie }) => claimTrie.length);
  });
});

const pool = createPool({ network: lbry.mainnet });
pool.on('headers').subscribe(({ peer, message }) => {
  const claimTries: string[] = message.headers.map((header) => header.claimTrie);
  void peer.send({ command: 'getaddr' });
  void claimTries;
});
// @ts-expect-error no such command
pool.on('nonsense');
const bitcoinPool: Pool = createPool({ network: bitcoin.mainnet, addresses: undefined });
bitcoinPool.joined$.subscribe(({ remote }) => remote.version.toFixed());

createServer(metricsHandler([createMetrics(pool), createMetrics(bitcoinPool), processMetrics()]));
const ofLbryPeers = createMetrics(listen({ network: lbry.testnet, port: 0 }), { propagation: false, labels: { monitor: 'a' } });
serveMetrics({ metrics: ofLbryPeers, port: 0 }).subscribe(({ url }) => url.length);
metricsOf(pool).subscribe((families: readonly MetricFamily[]) => formatMetrics(families, 'openmetrics').length);
// @ts-expect-error not a pool
createMetrics({ peers$: pool.peers$ });

simulateNode().subscribe(({ port }) => port.toFixed());

const height: number = protocolMarbles((m) => {
  const peer = m.peer(m.received('v-z-y', { z: m.alphabet.p, y: new Uint8Array(3) }), { chunkBytes: 1, relay: false });
  m.expectSent(peer, 'V', { V: { ...m.alphabet.V, relay: false } });
  m.expectClosed(peer, '30s #', 'PeerTimeoutError NEGOTIATION_TIMEOUT');
  // @ts-expect-error class and code are missing
  m.expectClosed(peer, '30s #', 'NEGOTIATION_TIMEOUT');
  // @ts-expect-error a conversation does not receive bytes
  m.converse(() => (received$) => received$, m.received('z', { z: new Uint8Array(3) }));
  // @ts-expect-error not a message
  m.expectSent(peer, 'z', { z: 1 });
  return m.alphabet.v.startHeight ?? 0;
});
const ofLbry = (m: ProtocolMarbles<NonNullable<typeof lbry.mainnet.messageType>>): string =>
  m.alphabet.b.block.header.claimTrie;
protocolMarbles(ofLbry, { network: lbry.mainnet }).length satisfies number;
new MarbleMismatch('').message.at(height);
export async function bytesIn(path: string): Promise<number> {
  let length = 0;
  const onFault = ({ code, offset }: CaptureError): void => console.error(code, offset);
  for await (const record of readCaptureFile(path, { network: lbry.mainnet, onFault })) {
    if (record.kind === 'bytes') length += record.bytes.length;
    // @ts-expect-error only the event bytes has bytes
    else void record.bytes;
  }
  const { records, bytes } = await writeCaptureFile('copy.rxcap', fromPcap(new Uint8Array(), { port: 8333 }));
  return length + records + bytes;
}
const closed: CaptureRecord = { kind: 'closed', session: 1, atMs: 0, by: 'remote' };
replay([closed], { speed: Infinity }).subscribe((peer) => record(peer).subscribe(({ kind }) => kind.length));

parseSubjectToken(subjectToken('a.b')) satisfies string | undefined;

const message: Message = decodeMessage(new Uint8Array(), { network: bitcoin.signet });
if (message.command === 'tx') message.transaction.outputs.map(({ value }) => value + 1n);
`;
