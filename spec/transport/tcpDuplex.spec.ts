import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, Socket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, lastValueFrom, ReplaySubject, Subscription, toArray } from 'rxjs';
import type { Duplex } from '../../lib/base/duplex.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { createIdentity } from '../../lib/protocol/handshake/identity.js';
import { createPeer } from '../../lib/peer/createPeer.js';
import { tcpDuplex, type TcpDuplexOptions } from '../../lib/transport/tcp.js';
import { soon } from '../helpers/nodes/soon.js';
import { afterTest, plainServer } from '../helpers/tcp.js';

/** A connected socket, and the remote end of it. */
async function connectedSockets(): Promise<{ socket: Socket; remote: Socket; port: number }> {
  const remote$ = new ReplaySubject<Socket>(1);
  const port = await plainServer((remote) => remote$.next(remote));
  const socket = createConnection({ port, host: '127.0.0.1' });
  afterTest(new Subscription(() => socket.destroy()));
  await once(socket, 'connect');
  return { socket, remote: await soon(remote$, 'connection'), port };
}

const bytesOf = async (duplex: Duplex): Promise<number[]> => {
  const chunks = await lastValueFrom(duplex.chunk$.pipe(toArray()));
  return chunks.flatMap((chunk) => [...chunk]);
};

describe('tcpDuplex', () => {
  it('reads, writes, and names the remote, also of an outbound socket of the caller', async () => {
    const { socket, remote, port } = await connectedSockets();
    const duplex = tcpDuplex(socket);
    expect([duplex.direction, duplex.address]).toEqual(['outbound', `127.0.0.1:${port}`]);
    remote.end(Uint8Array.of(1, 2, 3));
    expect(await bytesOf(duplex)).toEqual([1, 2, 3]);
    duplex.close();
  });

  it('loses no byte that arrives before the subscription, nor bytes that the caller unshifts', async () => {
    const { socket, remote } = await connectedSockets();
    remote.write('greeting');
    const [data] = (await once(socket, 'data')) as [Buffer];
    socket.removeAllListeners('data');
    socket.pause();
    socket.unshift(data.subarray(6));
    const duplex = tcpDuplex(socket);
    remote.end(Uint8Array.of(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await bytesOf(duplex)).toEqual([...Buffer.from('ng'), 1]);
    duplex.close();
  });

  it('reads the direction and the address from its options', async () => {
    const { socket } = await connectedSockets();
    const { direction, address } = tcpDuplex(socket, { direction: 'inbound', address: 'node.onion:8333' });
    expect([direction, address]).toEqual(['inbound', 'node.onion:8333']);
  });

  it('completes for a socket that has already ended', async () => {
    const { socket, remote } = await connectedSockets();
    socket.resume();
    remote.end();
    await once(socket, 'close');
    expect(await bytesOf(tcpDuplex(socket))).toEqual([]);
  });

  it('errors with CONNECTION_LOST for a socket that has already failed', async () => {
    const { socket } = await connectedSockets();
    socket.on('error', () => undefined);
    socket.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await new Promise((resolve) => socket.once('close', resolve));
    const lost = { code: 'CONNECTION_LOST', cause: { code: 'ECONNRESET' } };
    await expect(bytesOf(tcpDuplex(socket))).rejects.toMatchObject(lost);
  });

  it('accepts a Unix socket, which has no address', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'rxpeer-unix-'));
    const server = createServer((remote) => remote.end(Uint8Array.of(7)));
    try {
      await new Promise<void>((resolve) => server.listen(join(dir, 'socket'), resolve));
      const socket = createConnection(join(dir, 'socket'));
      await once(socket, 'connect');
      const duplex = tcpDuplex(socket);
      expect(duplex.address).toBe('unknown:0');
      expect(await bytesOf(duplex)).toEqual([7]);
      duplex.close();
    } finally {
      server.close();
      rmSync(dir, { recursive: true });
    }
  });

  it.each<[string, () => Socket, TcpDuplexOptions, RegExp]>([
    ['no socket', () => undefined as unknown as Socket, {}, /socket: connected net\.Socket expected, got undefined/],
    ['another object', () => ({}) as unknown as Socket, {}, /socket: connected net\.Socket expected, got object/],
    ['an unknown direction', () => new Socket(), { direction: 'both' as 'inbound' }, /direction: .* got "both"/],
    ['an encoding', () => new Socket().setEncoding('utf8'), {}, /socket: .* without an encoding expected, got "utf8"/],
    ['a socket that is connecting', connectingSocket, {}, /socket: .* still connecting/],
  ])('rejects %s', (_, socketOf, options, message) => {
    expect(() => tcpDuplex(socketOf(), options)).toThrow(message);
  });

  it('works for the handshake of two peers over TLS', async () => {
    const network = bitcoin.regtest;
    const psk = { psk: Buffer.alloc(32, 1), identity: 'test' };
    const options = { ciphers: 'PSK', maxVersion: 'TLSv1.2' as const };
    const accepted$ = new ReplaySubject<TLSSocket>(1);
    const server = createTlsServer({ ...options, pskCallback: () => psk.psk }, (socket) => accepted$.next(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const checkServerIdentity = (): undefined => undefined;
      const socket = connectTls({ ...options, host: '127.0.0.1', port, pskCallback: () => psk, checkServerIdentity });
      await once(socket, 'secureConnect');
      const outbound = createPeer(tcpDuplex(socket), { network, identity: createIdentity() });
      const duplex = tcpDuplex(await soon(accepted$, 'connection'), { direction: 'inbound' });
      const inbound = createPeer(duplex, { network, identity: createIdentity() });
      for (const peer of [inbound, outbound]) peer.start();
      for (const { status$ } of [inbound, outbound]) {
        await firstValueFrom(status$.pipe(filter((status) => status === 'ready')));
      }
      expect(outbound.remote?.userAgent).toBe(inbound.local?.userAgent);
      outbound.close();
      expect(await firstValueFrom(inbound.closed$)).toMatchObject({ by: 'remote' });
    } finally {
      server.close();
    }
  });
});

function connectingSocket(): Socket {
  const socket = createConnection({ port: 1, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  afterTest(new Subscription(() => socket.destroy()));
  return socket;
}
