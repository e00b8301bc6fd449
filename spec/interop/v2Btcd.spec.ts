import { afterEach, expect, it } from '@jest/globals';
import { filter, lastValueFrom, ReplaySubject, Subscription, take, toArray } from 'rxjs';
import { bitcoin, type Message, type ReadyPeer } from '../../lib/index.js';
import { dial, listen } from '../../lib/node.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { soon } from '../helpers/nodes/soon.js';
import { v2peerAbsence, v2peerDials, v2peerListens, type V2Peer, type V2PeerOptions } from '../helpers/nodes/v2peer.js';

const network = bitcoin.regtest;
const PINGS = 700;

describeWith(await v2peerAbsence(), 'BIP324, with the v2 transport of btcd', () => {
  let opened = new Subscription();

  afterEach(() => {
    opened.unsubscribe();
    opened = new Subscription();
  });

  const STARTS: readonly (readonly [string, V2PeerOptions])[] = [
    ['neither garbage nor decoys', {}],
    ['one byte of garbage', { garbage: 1 }],
    ['the most garbage', { garbage: 4095 }],
    ['decoys', { decoys: [0, 1, 100_000] }],
    ['garbage and decoys', { garbage: 4094, decoys: [500] }],
  ];

  it.each(STARTS)('has the same session id when we dial a remote that sends %s', async (_, options) => {
    const { peer, remote } = await dialled(options);
    const { sessionId } = await remote.event('session');
    expect(peer.transport).toEqual({ version: 2, sessionId });
    expect(await lastValueFrom(peer.request.ping())).toBeGreaterThan(0);
  });

  it.each(STARTS)('has the same session id when a remote that sends %s dials us', async (_, options) => {
    const { peer, remote } = await accepted(options);
    const { sessionId } = await remote.event('session');
    expect(peer.transport).toEqual({ version: 2, sessionId });
    expect(await lastValueFrom(peer.request.ping())).toBeGreaterThan(0);
  });

  it.each([
    ['we have dialled', dialled],
    ['has dialled us', accepted],
  ])('delivers the messages of a remote that %s in order, without the decoys between them', async (_, start) => {
    const { peer, remote } = await start({});
    const message$ = new ReplaySubject<Message>(10_000);
    opened.add(
      peer.messages$.pipe(filter(({ command }) => ['ping', 'inv', 'unknown'].includes(command))).subscribe(message$),
    );
    remote.send('decoy', 3, 1000);
    remote.send('ping', PINGS);
    remote.send('decoy', 300, 0);
    remote.send('inv', PINGS);
    remote.send('longPing', 2);
    remote.send('long', 3, 300_000);
    const received = await soon(message$.pipe(take(2 * PINGS + 5), toArray()), 'messages');
    expect(received.slice(0, PINGS)).toEqual(
      Array.from({ length: PINGS }, (_, i) => ({ command: 'ping', nonce: BigInt(i + 1) })),
    );
    expect(received.slice(PINGS, 2 * PINGS)).toEqual(
      Array.from({ length: PINGS }, (_, i) => ({ command: 'inv', items: [{ type: 1, hash: hashOf(i + 1) }] })),
    );
    expect(received.slice(2 * PINGS, 2 * PINGS + 2)).toEqual([1n, 2n].map((nonce) => ({ command: 'ping', nonce })));
    expect(received.slice(-3).map(({ command }) => command)).toEqual(['unknown', 'unknown', 'unknown']);

    // Our pongs, in the form with a short id, and a command without one spelt out.
    const last = await remote.event('received', ({ command, nonce }) => command === 'pong' && nonce === String(PINGS));
    expect(last).toMatchObject({ typeId: 19, payloadBytes: 8 });
    await peer.send({ command: 'sendheaders' });
    expect(await remote.event('received', ({ command }) => command === 'sendheaders')).toMatchObject({ typeId: 0 });
    expect(peer.stats().faults).toBe(0);
  });

  async function dialled(options: V2PeerOptions): Promise<Connected> {
    const remote = await v2peerListens(options);
    opened.add(() => void remote.stop());
    const peer = await dial({ network, host: '127.0.0.1', port: remote.port, transport: 'v2' });
    opened.add(() => peer.close());
    await remote.event('ready');
    return { peer, remote };
  }

  async function accepted(options: V2PeerOptions): Promise<Connected> {
    const port$ = new ReplaySubject<number>(1);
    const ready$ = new ReplaySubject<ReadyPeer>(1);
    opened.add(listen({ network, port: 0, onListening: ({ port }) => port$.next(port) }).subscribe(ready$));
    const remote = v2peerDials('127.0.0.1', await soon(port$, 'port'), options);
    opened.add(() => void remote.stop());
    const peer = await soon(ready$, 'inbound peer');
    await remote.event('ready');
    return { peer, remote };
  }
});

interface Connected {
  readonly peer: ReadyPeer;
  readonly remote: V2Peer;
}

/** The hash of the remote's inv with this number: its first bytes are the number in little-endian order, and texts show the last byte first. */
function hashOf(number: number): string {
  return number.toString(16).padStart(64, '0');
}
