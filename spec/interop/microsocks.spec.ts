import { afterEach, expect, it } from '@jest/globals';
import { firstValueFrom, take, toArray } from 'rxjs';
import { bitcoin, createIdentity } from '../../lib/index.js';
import { broadcast, broadcastResult, connect, createPool, dial, type ConnectOptions } from '../../lib/node.js';
import { startReceiver } from '../broadcast/receivers.js';
import { TRANSACTION } from '../broadcast/virtualBroadcast.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { refuseDns } from '../helpers/noDns.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { microsocksAbsence, startMicrosocks } from '../helpers/nodes/microsocks.js';
import { ourListener } from '../helpers/tcp.js';

const network = bitcoin.regtest;
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function microsocks(...args: string[]): Promise<number> {
  const { port, stop } = await startMicrosocks(...args);
  stops.push(stop);
  return port;
}

/** Connects to our listener through the proxy, and exchanges a ping. */
async function exchange(options: Partial<ConnectOptions>): Promise<string> {
  const peer = await dial({ network, host: '127.0.0.1', identity: createIdentity(), ...options });
  await firstValueFrom(peer.request.ping());
  peer.close();
  return peer.address;
}

describeWith(microsocksAbsence, 'a peer through microsocks', () => {
  refuseDns();

  it.each(['localhost', '127.0.0.1'])('reaches a node by %s without authentication', async (host) => {
    const proxy = await microsocks();
    const { port } = await ourListener();
    for (const isolate of [undefined, false]) {
      expect(await exchange({ host, port, proxy: `socks5://127.0.0.1:${proxy}`, isolate })).toBe(`${host}:${port}`);
    }
  });

  it.each(['localhost', '127.0.0.1'])('reaches a node by %s with authentication', async (host) => {
    const proxy = await microsocks('-u', 'me', '-P', 'p@:w');
    const { port } = await ourListener();
    expect(await exchange({ host, port, proxy: `socks5://me:p%40%3aw@127.0.0.1:${proxy}` })).toBe(`${host}:${port}`);
  });

  it('broadcasts a transaction by names, and sends no address', async () => {
    const proxy = await microsocks();
    const receivers = [await startReceiver(), await startReceiver()];
    const addresses = receivers.map(({ address }) => address.replace('127.0.0.1', 'localhost'));
    const result = await broadcastResult(
      broadcast(TRANSACTION, { network, addresses, proxy: `socks5://127.0.0.1:${proxy}`, timeoutMs: 10_000 }),
    );
    expect(result).toMatchObject({ copies: 2, outcomes: [{ result: 'delivered' }, { result: 'delivered' }] });
    for (const { received } of receivers) {
      const [version] = received[0]!;
      if (version?.command !== 'version') throw new Error('version expected');
      expect([version.addrRecv.ip, version.addrFrom!.ip]).toEqual([new Uint8Array(16), new Uint8Array(16)]);
    }
  });

  it('errors without and with wrong credentials', async () => {
    const proxy = await microsocks('-u', 'me', '-P', 'pass');
    const { port } = await ourListener();
    const failed = (url: string, isolate?: boolean): Promise<unknown> =>
      firstValueFrom(connect({ network, host: '127.0.0.1', port, proxy: url, isolate })).catch(
        (error: unknown) => error,
      );
    expect(await failed(`socks5://127.0.0.1:${proxy}`, false)).toMatchObject({
      code: 'PROXY_FAILED',
      message: expect.stringContaining('requires authentication'),
    });
    for (const credentials of ['', 'me:wrong@']) {
      expect(await failed(`socks5://${credentials}127.0.0.1:${proxy}`)).toMatchObject({
        code: 'PROXY_FAILED',
        message: expect.stringContaining('refuses the user name and password'),
      });
    }
  });

  it('errors with the reply for a port where nothing listens, and for a name that does not exist', async () => {
    const proxy = await microsocks();
    const url = `socks5://127.0.0.1:${proxy}`;
    await expect(exchange({ port: 1, proxy: url })).rejects.toMatchObject({ code: 'CONNECT_FAILED', proxyReply: 5 });
    await expect(exchange({ host: 'nosuch.invalid', port: 1, proxy: url })).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      proxyReply: expect.any(Number),
    });
  });

  it('is a peer of a pool, and of rxpeer watch', async () => {
    const proxy = `socks5://127.0.0.1:${await microsocks()}`;
    const { port } = await ourListener();
    const pool = createPool({ network, addresses: [`localhost:${port}`], connectOnly: true, proxy });
    const joined = firstValueFrom(pool.joined$.pipe(take(1), toArray()));
    pool.start();
    expect((await joined).map(({ address }) => address)).toEqual([`localhost:${port}`]);
    pool.close();
    const { code, out } = await runProgram(
      ['watch', `localhost:${port}`, '--network', 'bitcoin.regtest', '--proxy', proxy, '--count', '1'],
      {},
    );
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('version');
  });
});
