import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, firstValueFrom, Subscription } from 'rxjs';
import { dialTcp } from '../../lib/transport/tcp.js';
import { READ_BUFFER, TcpDuplex } from '../../lib/transport/tcpDuplex.js';
import { afterTest, plainServer } from '../helpers/tcp.js';

const MIB = 2 ** 20;

/** Runs in a worker thread, so that it sends while this thread is busy. */
const FLOOD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer((socket) => {
    server.close();
    socket.end(Buffer.alloc(workerData));
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

async function flood(bytes: number): Promise<number> {
  const worker = new Worker(FLOOD, { eval: true, workerData: bytes });
  afterTest(new Subscription(() => void worker.terminate()));
  const [port] = (await once(worker, 'message')) as [number];
  return port;
}

const dialled$ = (port: number): ReturnType<typeof dialTcp> =>
  dialTcp({ host: '127.0.0.1', port, connectTimeoutMs: 5000, scheduler: asyncScheduler });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function duplexOf(): Promise<{ socket: Socket; duplex: TcpDuplex }> {
  const port = await plainServer(() => undefined);
  const socket = createConnection({ port, host: '127.0.0.1' });
  afterTest(new Subscription(() => socket.destroy()));
  await once(socket, 'connect');
  return { socket, duplex: new TcpDuplex(socket, 'outbound', `127.0.0.1:${port}`) };
}

describe('a TCP connection', () => {
  it('yields to other connections while a remote sends continuously, and reads all bytes', async () => {
    const duplex = await firstValueFrom(dialled$(await flood(64 * MIB)));
    let received = 0;
    let inThisTurn = 0;
    let most = 0;
    const over = new Promise<void>((resolve) => {
      duplex.chunk$.subscribe({
        next({ length }) {
          if (inThisTurn === 0) setImmediate(() => (inThisTurn = 0));
          received += length;
          inThisTurn += length;
          most = Math.max(most, inThisTurn);
          // A reader that is slower than the sender always has more to read.
          const untilMs = performance.now() + (2 * length) / MIB;
          while (performance.now() < untilMs);
        },
        complete: resolve,
      });
    });
    await over;
    expect(received).toBe(64 * MIB);
    expect(most).toBeLessThanOrEqual(2 * READ_BUFFER.length);
    duplex.close();
  });

  it('writes in the next turn after reading has stopped, and joins writes while it reads much', async () => {
    const { socket, duplex } = await duplexOf();
    let writes = 0;
    const write = socket.write.bind(socket) as (chunk: Uint8Array, done: () => void) => boolean;
    socket.write = ((chunk: Uint8Array, done: () => void) => {
      writes += 1;
      return write(chunk, done);
    }) as typeof socket.write;
    const much = READ_BUFFER.subarray(0, 40 * 1024);
    for (let i = 0; i < 4; i++) {
      duplex.receive(much);
      await turn();
    }
    duplex.write(Uint8Array.of(1));
    await turn();
    expect(writes).toBe(1);
    for (let i = 0; i < 4; i++) {
      duplex.receive(READ_BUFFER);
      duplex.write(Uint8Array.of(1));
      await turn();
    }
    expect(writes).toBe(1);
    await turn();
    expect(writes).toBe(2);
    duplex.close();
  });

  it('does not resume after a turn with full reads while it is paused', async () => {
    const { socket, duplex } = await duplexOf();
    let resumed = 0;
    const resume = socket.resume.bind(socket);
    socket.resume = () => {
      resumed += 1;
      return resume();
    };
    const fill = (): boolean[] => [duplex.receive(READ_BUFFER), duplex.receive(READ_BUFFER)];
    expect(fill()).toEqual([true, false]);
    duplex.pause();
    await turn();
    expect(resumed).toBe(0);
    duplex.resume();
    expect(resumed).toBe(1);
    expect(fill()).toEqual([true, false]);
    await turn();
    expect(resumed).toBe(2);
    duplex.close();
  });
});
