// The program of the TypeScript cells.

const IMPORTS = `
import { bitcoin, connectOver, lbry, type Message } from 'rxpeer';
import { webSocketDuplex } from 'rxpeer/browser';
import { record, replay, type CaptureRecord } from 'rxpeer/capture';
import { exportEvents } from 'rxpeer/events';
import { protocolMarbles } from 'rxpeer/marbles';
import { createMetrics } from 'rxpeer/metrics';
import { connect, createPool, dial, type Pool } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';
import { decodeMessage } from 'rxpeer/wire';
import { of } from 'rxjs';
`;

/** In a CommonJS file: values by `import()`, types by `import type` with the mode of the resolution. */
const AWAIT_IMPORTS = `
import type { Message } from 'rxpeer' with { 'resolution-mode': 'import' };
import type { CaptureRecord } from 'rxpeer/capture' with { 'resolution-mode': 'import' };
import type { Pool } from 'rxpeer/node' with { 'resolution-mode': 'import' };
import { of } from 'rxjs';

void main();
async function main(): Promise<void> {
const { bitcoin, connectOver, lbry } = await import('rxpeer');
const { webSocketDuplex } = await import('rxpeer/browser');
const { record, replay } = await import('rxpeer/capture');
const { exportEvents } = await import('rxpeer/events');
const { protocolMarbles } = await import('rxpeer/marbles');
const { createMetrics } = await import('rxpeer/metrics');
const { connect, createPool, dial } = await import('rxpeer/node');
const { simulateNode } = await import('rxpeer/simulator');
const { decodeMessage } = await import('rxpeer/wire');
`;

/** A name that became `any` is an unused `@ts-expect-error`, which is an error. */
const USES = `
connect({ network: lbry.mainnet, host: '127.0.0.1' }).subscribe((peer) => {
  peer.on('headers').subscribe(({ headers }) => headers.map((header) => header.claimTrie.length));
  exportEvents(peer).subscribe(({ kind }) => kind.length);
  // @ts-expect-error no such command
  peer.on('nonsense');
});
connectOver(of(webSocketDuplex('ws://127.0.0.1/')), { network: bitcoin.regtest, pingIntervalMs: undefined }).subscribe((peer) => {
  // @ts-expect-error a Bitcoin header has no claim trie
  peer.on('headers').subscribe(({ headers }) => headers.map((header) => header.claimTrie));
  // @ts-expect-error an inv has items
  void peer.send({ command: 'inv' });
});
const pool: Pool = createPool({ network: bitcoin.mainnet });
createMetrics(pool);
// @ts-expect-error not a pool
createMetrics({ peers$: pool.peers$ });
void dial({ network: bitcoin.regtest, host: '127.0.0.1' }).then((peer) => record(peer).subscribe());
const closed: CaptureRecord = { kind: 'closed', session: 1, atMs: 0, by: 'remote' };
replay([closed]).subscribe((peer) => peer.address.length);
simulateNode().subscribe((node) => node.tip().height.toFixed());
const height: number = protocolMarbles((m) => m.alphabet.v.startHeight ?? 0);
const message: Message = decodeMessage(new Uint8Array(height), { network: bitcoin.signet });
if (message.command === 'tx') message.transaction.outputs.map(({ value }) => value + 1n);
// @ts-expect-error not any: a nonce is a bigint
if (message.command === 'pong') message.nonce satisfies string;
`;

/** For an ES module, and for a CommonJS file that TypeScript compiles to calls of \`require\`. */
export const CONSUMER = `${IMPORTS}${USES}`;

/** For a CommonJS file. */
export const AWAIT_CONSUMER = `${AWAIT_IMPORTS}${USES}}\n`;
