import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, map, merge, take, timeout, toArray } from 'rxjs';
import { bitcoin, createIdentity } from '../../lib/index.js';
import { dial, type ListenOptions } from '../../lib/node.js';
import { ourListener } from '../helpers/tcp.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';

const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

interface Remote {
  readonly socket: Socket;
  readonly isClosed: () => boolean;
}

/** Opens a connection from this loopback address. */
async function connectionFrom(localAddress: string, port: number): Promise<Remote> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let isClosed = false;
  sockets.add(socket.on('error', () => undefined).on('close', () => (isClosed = true)));
  socket.resume();
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return { socket, isClosed: () => isClosed };
}

/** Completes the handshake; resolves at the remote's verack or at the end of the connection. */
async function shakeHands({ socket }: Remote): Promise<void> {
  const answered = new Promise<void>((resolve) => {
    let received = '';
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1');
      if (received.includes('verack')) resolve();
    });
    socket.once('close', () => resolve());
  });
  socket.write(
    bytesOf([{ ...versionMessage(), nonce: BigInt(sockets.size) + 1n }, { command: 'verack' }], bitcoin.regtest),
  );
  await answered;
}

async function listener(options: Partial<ListenOptions> = {}): Promise<{ port: number; addresses: string[] }> {
  const { port, peer$ } = await ourListener(options);
  const addresses: string[] = [];
  peer$.subscribe(({ address }) => addresses.push(address.split(':')[0]!));
  return { port, addresses };
}

describe('listen() with silent hosts', () => {
  it('evicts the oldest handshake of the host that has the most', async () => {
    const { port, addresses } = await listener();
    const silent: Remote[] = [];
    for (let n = 0; n < 64; n++) silent.push(await connectionFrom('127.0.0.2', port));
    const honest = await connectionFrom('127.0.0.3', port);
    await shakeHands(honest);
    expect(addresses).toEqual(['127.0.0.3']);
    expect(silent.map(({ isClosed }) => isClosed()).indexOf(true)).toBe(0);
    expect(silent.filter(({ isClosed }) => isClosed()).length).toBe(1);
  });

  it('accepts maxHandshaking of them, and one more instead of the oldest', async () => {
    const { port } = await listener({ maxHandshaking: 2 });
    const first = await connectionFrom('127.0.0.2', port);
    const second = await connectionFrom('127.0.0.2', port);
    const other = await connectionFrom('127.0.0.3', port);
    const closed = new Promise((resolve) => first.socket.once('close', resolve));
    await closed;
    expect([first, second, other].map(({ isClosed }) => isClosed())).toEqual([true, false, false]);
  });
});

describe('listen() with many peers', () => {
  it('accepts maxPeersPerAddress of one host', async () => {
    const { port, addresses } = await listener({ maxPeersPerAddress: 2 });
    for (const host of ['127.0.0.2', '127.0.0.2', '127.0.0.2', '127.0.0.3']) {
      await shakeHands(await connectionFrom(host, port));
    }
    expect(addresses).toEqual(['127.0.0.2', '127.0.0.2', '127.0.0.3']);
  });

  it('has no limit for loopback by default', async () => {
    const { port, peer$ } = await ourListener();
    const twenty = firstValueFrom(peer$.pipe(take(20), toArray(), timeout(10_000)));
    const peers = await Promise.all(
      Array.from({ length: 20 }, () =>
        dial({ network: bitcoin.regtest, host: '127.0.0.1', port, identity: createIdentity() }),
      ),
    );
    expect((await twenty).length).toBe(20);
    for (const peer of peers) peer.close();
  });

  it('evicts the youngest of the others for a new one when it is full', async () => {
    const { port, peer$ } = await ourListener({ maxPeers: 22 });
    const ended: string[] = [];
    peer$.subscribe((peer) => peer.closed$.subscribe(({ by }) => ended.push(`${peer.address} ${by}`)));
    const guests: Remote[] = [];
    for (let n = 0; n < 22; n++) {
      guests.push(await connectionFrom('127.0.0.2', port));
      await shakeHands(guests.at(-1)!);
    }
    expect(ended).toEqual([]);
    const isEvicted = firstValueFrom(
      merge(
        ...guests.map(({ socket }, n) => new Promise<number>((resolve) => socket.once('close', () => resolve(n)))),
      ).pipe(timeout(10_000)),
    );
    const joined = firstValueFrom(
      peer$.pipe(
        filter(({ address }) => address.startsWith('127.0.0.3')),
        map(() => true),
      ),
    );
    await shakeHands(await connectionFrom('127.0.0.3', port));
    expect(await joined).toBe(true);
    expect(await isEvicted).toBeGreaterThan(0);
    expect(ended).toEqual([expect.stringMatching(/^127\.0\.0\.2:\d+ local$/)]);
  });
});
