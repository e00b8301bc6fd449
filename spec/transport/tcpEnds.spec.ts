import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, firstValueFrom, ReplaySubject, Subscription } from 'rxjs';
import type { Duplex } from '../../lib/base/duplex.js';
import { PeerTimeoutError, TransportError } from '../../lib/base/errors.js';
import { dialTcp, listenTcp, type DialTcpOptions } from '../../lib/transport/tcp.js';
import { TcpDuplex } from '../../lib/transport/tcpDuplex.js';
import { VirtualTime } from '../../lib/marbles.js';
import { eventually, soon } from '../helpers/nodes/soon.js';
import { afterTest, plainServer } from '../helpers/tcp.js';

const KIB = 1024;
/** MAX_BATCHED_CHUNK_BYTES of lib/transport/tcpDuplex.ts. */
const BATCHED_BYTES = 4 * KIB;

const dialled$ = (port: number, scheduler = asyncScheduler): ReturnType<typeof dialTcp> =>
  dialTcp({ host: '127.0.0.1', port, connectTimeoutMs: 5000, scheduler });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A connected socket, and the sizes of its writes. */
async function countedSocket(): Promise<{ socket: Socket; writes: number[] }> {
  const port = await plainServer((socket) => void socket.resume());
  const socket = createConnection({ port, host: '127.0.0.1' });
  afterTest(new Subscription(() => socket.destroy()));
  await once(socket, 'connect');
  const writes: number[] = [];
  const write = socket.write.bind(socket) as (chunk: Uint8Array, done: () => void) => boolean;
  socket.write = ((chunk: Uint8Array, done: () => void) => {
    writes.push(chunk.length);
    return write(chunk, done);
  }) as typeof socket.write;
  return { socket, writes };
}

describe('dialTcp', () => {
  it('is cold: each subscription opens its own connection', async () => {
    const { port, openCount } = await countingServer();
    const duplex$ = dialTcp({ host: '127.0.0.1', port });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(openCount()).toBe(0);
    const duplexes = [await soon(duplex$, 'connection'), await soon(duplex$, 'connection')];
    await eventually(
      () => Promise.resolve(openCount()),
      (count) => count === 2,
      'two connections',
    );
    for (const duplex of duplexes) duplex.close();
  });

  it.each<[string, Partial<DialTcpOptions>]>([
    ['host', { host: '' }],
    ['host', { host: undefined as unknown as string }],
    ['host', { host: '127.0.0.1:8333' }],
    ['port', { port: 0 }],
    ['port', { port: undefined }],
    ['connectTimeoutMs', { connectTimeoutMs: 0 }],
  ])('errors at the call with INVALID_OPTION for a wrong %s: %j', (option, wrong) => {
    expect(() => dialTcp({ host: '127.0.0.1', port: 8333, ...wrong })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: option }),
    );
  });

  it('errors with CONNECT_FAILED if nothing listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const error: unknown = await firstValueFrom(dialled$(port)).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ code: 'CONNECT_FAILED' });
    expect((error as Error).message).toContain(`127.0.0.1:${port}`);
  });

  it('errors with CONNECT_TIMEOUT exactly at its time, and destroys the socket', async () => {
    const server = await countingServer();
    const time = new VirtualTime();
    const errors: unknown[] = [];
    dialTcp({ host: '127.0.0.1', port: server.port, connectTimeoutMs: 5000, scheduler: time }).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    // The connection cannot complete within one turn, in which the whole virtual time passes.
    time.advance(4999);
    expect(errors).toEqual([]);
    time.advance(1);
    expect(errors).toEqual([expect.any(PeerTimeoutError)]);
    await expectNoOther(server);
  });

  it('closes the socket if it is unsubscribed before the connection is open', async () => {
    const server = await countingServer();
    dialled$(server.port).subscribe().unsubscribe();
    await expectNoOther(server);
  });

  it('does not close the connection if it is unsubscribed afterwards', async () => {
    const { port, openCount } = await countingServer();
    const duplex$ = new ReplaySubject<Duplex>(1);
    const subscription = dialled$(port).subscribe(duplex$);
    const duplex = await soon(duplex$, 'connection');
    subscription.unsubscribe();
    expect(await new Promise((resolve) => duplex.write(Uint8Array.of(1), (written) => resolve(written)))).toBe(true);
    await eventually(
      () => Promise.resolve(openCount()),
      (count) => count === 1,
      'connection',
    );
    duplex.close();
  });
});

/** A server that counts its open connections. */
async function countingServer(): Promise<{ port: number; openCount: () => number }> {
  const open = new Set<Socket>();
  const port = await plainServer((socket) => {
    open.add(socket);
    // A socket that does not read does not detect the end.
    socket.resume().on('close', () => open.delete(socket));
  });
  return { port, openCount: () => open.size };
}

/** Opens one more connection, and waits until the server has no other open one. */
async function expectNoOther({ port, openCount }: Awaited<ReturnType<typeof countingServer>>): Promise<void> {
  const last = createConnection({ port, host: '127.0.0.1' });
  afterTest(new Subscription(() => last.destroy()));
  await once(last, 'connect');
  await eventually(
    () => Promise.resolve(openCount()),
    (count) => count === 1,
    'end of the first connection',
    5000,
  );
}

describe('listenTcp', () => {
  it('calls onListening with its port, and emits connections', async () => {
    const address$ = new ReplaySubject<{ host: string; port: number }>(1);
    const address$$ = listenTcp({ host: '127.0.0.1', port: 0, onListening: (address) => address$.next(address) });
    const duplex$ = new ReplaySubject<{ direction: string; address: string }>(1);
    const subscription = afterTest(address$$.subscribe((duplex) => duplex$.next(duplex)));
    const { host, port } = await soon(address$, 'address');
    expect(host).toBe('127.0.0.1');
    expect(port).toBeGreaterThan(0);
    const socket = createConnection({ port, host });
    afterTest(new Subscription(() => socket.destroy()));
    await once(socket, 'connect');
    const { direction, address } = await soon(duplex$, 'connection');
    expect([direction, address]).toEqual(['inbound', `127.0.0.1:${socket.localPort}`]);
    subscription.unsubscribe();
  });

  it('errors with LISTEN_FAILED if the port is in use', async () => {
    const port = await plainServer(() => undefined);
    const failing$ = listenTcp({ host: '127.0.0.1', port, onListening: () => undefined });
    await expect(firstValueFrom(failing$)).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });
});

describe('TcpDuplex.write', () => {
  it('sets TCP_NODELAY', async () => {
    const { socket } = await countedSocket();
    const delays: unknown[] = [];
    const setNoDelay = socket.setNoDelay.bind(socket);
    socket.setNoDelay = (noDelay) => {
      delays.push(noDelay);
      return setNoDelay(noDelay);
    };
    new TcpDuplex(socket, 'outbound', 'remote');
    expect(delays).toEqual([true]);
  });

  it('delays chunks of up to 4096 bytes until the next turn, and writes longer ones at once', async () => {
    const { socket, writes } = await countedSocket();
    const duplex = new TcpDuplex(socket, 'outbound', 'remote');
    duplex.write(new Uint8Array(BATCHED_BYTES));
    expect(writes).toEqual([]);
    await turn();
    expect(writes).toEqual([BATCHED_BYTES]);
    duplex.write(Uint8Array.of(1));
    duplex.write(new Uint8Array(BATCHED_BYTES + 1));
    expect(writes).toEqual([BATCHED_BYTES, 1, BATCHED_BYTES + 1]);
  });

  it('waits one more turn if 64 KiB were read in this one, but not if it was one byte less', async () => {
    const { socket, writes } = await countedSocket();
    const duplex = new TcpDuplex(socket, 'outbound', 'remote');
    for (const [readBytes, expected] of [
      [64 * KIB - 1, [1]],
      [64 * KIB, []],
    ] as const) {
      writes.length = 0;
      duplex.write(Uint8Array.of(1));
      duplex.receive(new Uint8Array(readBytes));
      await turn();
      expect(writes).toEqual(expected);
      await turn();
      expect(writes).toEqual([1]);
    }
  });

  it('writes at once when a chunk fills the buffer of the socket', async () => {
    const { socket, writes } = await countedSocket();
    const duplex = new TcpDuplex(socket, 'outbound', 'remote');
    const count = socket.writableHighWaterMark / BATCHED_BYTES;
    for (let i = 1; i < count; i++) duplex.write(new Uint8Array(BATCHED_BYTES));
    expect(writes).toEqual([]);
    duplex.write(new Uint8Array(BATCHED_BYTES));
    expect(writes).toEqual([socket.writableHighWaterMark]);
  });

  it('returns false when the remote does not read, and drain$ emits when it reads again', async () => {
    const remote$ = new ReplaySubject<Socket>(1);
    const port = await plainServer((socket) => remote$.next(socket.pause()));
    const duplex = await soon(dialled$(port), 'connection');
    const chunk = new Uint8Array(BATCHED_BYTES);
    // Far more than an operating system buffers on loopback.
    const maxChunks = 2 ** 16;
    let count = 1;
    while (duplex.write(chunk) && count < maxChunks) count += 1;
    expect(count).toBeLessThan(maxChunks);
    const drained = soon(duplex.drain$, 'drain');
    (await soon(remote$, 'remote')).resume();
    await drained;
    expect(duplex.write(chunk)).toBe(true);
    duplex.close();
  });
});

describe('TcpDuplex.chunk$', () => {
  it.each(['inbound', 'outbound'] as const)('removes its listeners (%s)', async (direction) => {
    const { socket } = await countedSocket();
    const duplex = new TcpDuplex(socket, direction, 'remote');
    const counts = (): number[] => ['data', 'end', 'close', 'error'].map((name) => socket.listenerCount(name));
    const before = counts();
    for (let i = 0; i < 3; i++) duplex.chunk$.subscribe().unsubscribe();
    expect(counts()).toEqual(before);
  });

  it('completes for a subscriber after the end', async () => {
    const { socket } = await countedSocket();
    const duplex = new TcpDuplex(socket, 'outbound', 'remote');
    duplex.close();
    await once(socket, 'close');
    let isComplete = false;
    duplex.chunk$.subscribe({ complete: () => (isComplete = true) });
    expect(isComplete).toBe(true);
  });
});
