import { spawn } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { asyncScheduler, firstValueFrom, Subscription } from 'rxjs';
import { PeerTimeoutError, TransportError, type Duplex } from '../../lib/index.js';
import { dialTcp } from '../../lib/transport/tcp.js';
import { addressesOf, MAX_ADDRESSES_TRIED } from '../../lib/transport/tcpAddresses.js';
import { afterTest, plainServer } from '../helpers/tcp.js';

const NAME = 'node.example';

afterEach(() => void jest.restoreAllMocks());

type Answer = (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void;

/** Mocks the addresses of the name. */
function resolves(...addresses: string[]): void {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  jest.spyOn(dns, 'lookup').mockImplementation(((host: string, _: unknown, answer: Answer) => {
    if (host === NAME) setImmediate(() => answer(null, found));
    else setImmediate(() => answer(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []));
  }) as unknown as typeof dns.lookup);
}

const dialled = (port: number, connectTimeoutMs = 20_000, host = NAME): Promise<Duplex> =>
  firstValueFrom(dialTcp({ host, port, connectTimeoutMs, scheduler: asyncScheduler }));

/**
 * A listener that accepts nothing until it is released: its queue is full, so the system drops our SYN, and sends it again after one second.
 */
const STALLED = `
  const server = require('node:net').createServer((socket) => socket.on('error', () => {}));
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    require('node:fs').readSync(0, Buffer.alloc(1));
  });
`;

async function stalledListener(): Promise<{ port: number; release: () => void }> {
  const child = spawn(process.execPath, ['-e', STALLED], { stdio: ['pipe', 'pipe', 'inherit'] });
  afterTest(new Subscription(() => child.kill()));
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(String(chunk));
  // A backlog of 1 holds two connections.
  for (let i = 0; i < 2; i++) {
    const socket = createConnection({ port, host: '127.0.0.1' });
    afterTest(new Subscription(() => socket.destroy()));
    await once(socket, 'connect');
  }
  return { port, release: () => child.stdin.write('x') };
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('dialTcp() with a host name', () => {
  onLinux(
    'waits for an address that connects after one second, while nothing listens at the other one',
    async () => {
      const { port, release } = await stalledListener();
      resolves('127.0.0.1', '::1');
      const startMs = performance.now();
      const connected = dialled(port);
      setTimeout(release, 500);
      const duplex = await connected;
      expect(duplex.address).toBe(`${NAME}:${port}`);
      // Node's own algorithm gives up after 250 ms.
      expect(performance.now() - startMs).toBeGreaterThan(900);
      duplex.close();
    },
    30_000,
  );

  it('connects to the second address when the first refuses', async () => {
    const port = await plainServer((socket) => socket.end('hi'));
    resolves('::1', '127.0.0.1');
    const duplex = await dialled(port);
    expect(duplex.direction).toBe('outbound');
    duplex.close();
  });

  it('names every reason when all addresses refuse', async () => {
    resolves('127.0.0.1', '127.0.0.2');
    const error = await dialled(1).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({
      code: 'CONNECT_FAILED',
      message: `no connection to ${NAME}:1: ECONNREFUSED, ECONNREFUSED`,
    });
  });

  it('errors with the system error as the cause if the name does not exist', async () => {
    resolves();
    const error = await dialled(1, 20_000, 'nowhere.example').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'CONNECT_FAILED',
      message: 'no connection to nowhere.example:1: ENOTFOUND',
      cause: { code: 'ENOTFOUND' },
    });
  });

  it('counts the resolution of the name against connectTimeoutMs', async () => {
    jest.spyOn(dns, 'lookup').mockImplementation(() => undefined);
    const error = await dialled(1, 20).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PeerTimeoutError);
    expect(error).toMatchObject({ code: 'CONNECT_TIMEOUT', timeoutMs: 20 });
  });
});

describe('addressesOf', () => {
  it('alternates between address families, starting with the first one of the system', async () => {
    resolves('::1', '::2', '::3', '127.0.0.1');
    expect(await firstValueFrom(addressesOf(NAME))).toEqual(['::1', '127.0.0.1', '::2', '::3']);
  });

  it.each([MAX_ADDRESSES_TRIED, MAX_ADDRESSES_TRIED + 1])('tries at most 16 addresses, of %i', async (count) => {
    resolves(...Array.from({ length: count }, (_, i) => `127.0.0.${i + 1}`));
    expect(await firstValueFrom(addressesOf(NAME))).toHaveLength(MAX_ADDRESSES_TRIED);
  });

  it.each(['127.0.0.1', '::1', 'fe80::1%lo'])('resolves no name for an address: %s', async (host) => {
    const lookup = jest.spyOn(dns, 'lookup');
    expect(await firstValueFrom(addressesOf(host))).toEqual([host]);
    expect(lookup).not.toHaveBeenCalled();
  });
});
