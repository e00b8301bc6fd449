// cspell:ignore invv
import { join } from 'node:path';
import { catchError, firstValueFrom, lastValueFrom, NEVER, of } from 'rxjs';
import { bitcoin, createIdentity, encodeFrame, encodeMessage, type Message, type Network } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { createPool, dial, listen, type DialOptions } from '../../../lib/node.js';
import { runProgram } from '../cli/runProgram.js';
import { projectRoot } from '../nodes/projectRoot.js';
import { rawRemote, readyRemote } from '../rawRemote.js';
import { versionMessage } from '../samples.js';
import { plainServer } from '../tcp.js';

const network = bitcoin.regtest;
const host = '127.0.0.1';
const messageOf = async (result: Promise<unknown>): Promise<string> =>
  result.then(
    () => 'no error',
    (error: unknown) => (error as Error).message,
  );
const dialTo = (port: number, options: Partial<DialOptions> = {}) =>
  messageOf(dial({ network, host, port, ...options }));
const CLOSED_PORT = 1;

/** What a mistake prints, by the heading of site/troubleshooting.md that explains it. */
export const SYMPTOMS: Readonly<Record<string, () => Promise<string> | string>> = {
  'no connection to 127.0.0.1:18444: ECONNREFUSED': () => dialTo(CLOSED_PORT),
  'no connection to 192.0.2.1:8333 within 30000 ms': async () => {
    const addresses = [`${host}:${CLOSED_PORT}`];
    using pool = createPool({ network, addresses, connectOnly: true, dial: () => NEVER, connectTimeoutMs: 50 });
    const failed = firstValueFrom(pool.failed$);
    pool.start();
    return (await failed).error.message;
  },
  'no connection to 192.0.2.1:8333: the proxy 127.0.0.1:9050 cannot be reached: ECONNREFUSED': () =>
    dialTo(CLOSED_PORT, { proxy: `socks5://${host}:${CLOSED_PORT}` }),
  'can be reached through a proxy only': () => {
    const onion = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
    return messageOf((async () => dial({ network, host: onion }))());
  },
  'the remote is on another network': async () => {
    const frame = encodeFrame(bitcoin.mainnet, 'verack', new Uint8Array(0));
    return dialTo(await plainServer((socket) => socket.write(frame)), { transport: 'v1' });
  },
  'this is HTTP, so the port is perhaps one for RPC or web': async () =>
    dialTo(await plainServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))),
  'before its version: it may be on another network, not be a node, or refuse us': async () =>
    dialTo(await plainServer(() => undefined), { negotiationTimeoutMs: 50 }),
  'the remote closed the connection before it sent anything: it probably does not support transport v2': async () =>
    dialTo(await plainServer((socket) => socket.once('data', () => socket.end())), { transport: 'v2' }),
  'after its version: it refuses our version or services': async () => {
    const version = encodeMessage(versionMessage(), { network });
    return dialTo(await plainServer((socket) => socket.once('data', () => socket.end(version))), { transport: 'v1' });
  },
  'connected to ourselves': () => {
    const { reasons, received, sendToPeer } = rawRemote({ identity: createIdentity() });
    sendToPeer(received[0]!);
    return reasons[0]?.error?.message ?? '';
  },
  'getdata unanswered for 30000 ms': () => stalled({ command: 'getdata', items: [{ type: 2, hash: '00'.repeat(32) }] }),
  'no message for 300000 ms': () => stalled(undefined),
  'the remote does not read what is sent': () => {
    const { duplex, peer, reasons } = readyRemote({ highWaterMarkBytes: 10, sendBudgetBytes: 100, conversations: [] });
    duplex.pause();
    for (let i = 0; i < 3; i++) void peer.send({ command: 'unknown', name: 'bulk', payload: new Uint8Array(90) });
    return reasons[0]?.error?.message ?? '';
  },
  'have finished none for 600000 ms': () => {
    const time = new VirtualTime();
    const { peer, reasons, sendToPeer } = readyRemote({ scheduler: time, readBudgetBytes: 1, conversations: [] });
    peer.consume('ping', () => NEVER).subscribe();
    sendToPeer({ command: 'ping', nonce: 1n }, { command: 'ping', nonce: 2n });
    time.advance(700_000);
    return reasons[0]?.error?.message ?? '';
  },
  'cannot listen on 127.0.0.1:8333: EADDRINUSE': async () => {
    const port = await plainServer(() => undefined);
    const error$ = listen({ network, port }).pipe(catchError((error: unknown) => of(error)));
    return ((await lastValueFrom(error$)) as Error).message;
  },
  'is in use: choose another port with --port, or any free one with --port 0': async () => {
    const port = await plainServer(() => undefined);
    return (await runProgram(['dashboard', '--simulate', '1', '--port', String(port)])).err;
  },
  'cannot connect to nats://127.0.0.1:4222: connection refused': async () =>
    (await runProgram(['watch', '--nats', `nats://${host}:${CLOSED_PORT}`, '--network', 'bitcoin.regtest'])).err,
  'missing HOST[:PORT]: name at least one node, or give --simulate': async () => (await runProgram(['watch'])).err,
  'a network such as bitcoin.mainnet expected, got': () =>
    messageOf((async () => dial({ network: 'bitcoin.regtest' as unknown as Network, host }))()),
  'hash of 64 lower-case hex digits expected, got': () => {
    const { peer } = readyRemote();
    return thrownBy(() => void peer.send({ command: 'getdata', items: [{ type: 1, hash: 'ab' }] }));
  },
  'has no message "invv": did you mean inv?': () => {
    const { peer } = readyRemote();
    return thrownBy(() => peer.on('invv' as 'inv'));
  },
  'is not a recording': async () => (await runProgram(['replay', join(projectRoot, 'package.json')])).err,
};

function thrownBy(call: () => unknown): string {
  try {
    call();
    return 'no error';
  } catch (error) {
    return (error as Error).message;
  }
}

/** The reason with which a peer ends whose remote answers nothing, after a question or without one. */
function stalled(question: Message | undefined): string {
  const time = new VirtualTime();
  const { peer, reasons } = readyRemote({ scheduler: time, identity: createIdentity() });
  if (question !== undefined) void peer.send(question);
  time.advance(3_000_000);
  return reasons[0]?.error?.message ?? '';
}
