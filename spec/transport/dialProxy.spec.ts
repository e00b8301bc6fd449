import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, Subscription } from 'rxjs';
import type { Duplex } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { dialTcp, type DialTcpOptions } from '../../lib/node.js';
import { refuseDns } from '../helpers/noDns.js';
import { bytes, CONNECTED, forwardingProxy, scriptedProxy } from '../helpers/socksProxy.js';
import { afterTest, listenAt, plainServer } from '../helpers/tcp.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';

async function dialled(options: Partial<DialTcpOptions>): Promise<Duplex> {
  const duplex = await firstValueFrom(dialTcp({ host: ONION, port: 8333, connectTimeoutMs: 10_000, ...options }));
  afterTest(new Subscription(() => duplex.close()));
  return duplex;
}

const failed = (options: Partial<DialTcpOptions>): Promise<unknown> =>
  dialled(options).then(
    () => undefined,
    (error: unknown) => error,
  );

function caught(run: () => unknown): unknown {
  try {
    return void run();
  } catch (error) {
    return error;
  }
}

/** All bytes of the remote as text, to its end. */
function textOf(duplex: Duplex): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    duplex.chunk$.subscribe({
      next: (chunk) => (text += Buffer.from(chunk).toString('latin1')),
      error: reject,
      complete: () => resolve(text),
    });
  });
}

describe('dialTcp() through a proxy', () => {
  refuseDns();

  it('sends an onion name as it is, and nothing else', async () => {
    const proxy = await scriptedProxy([bytes(5, 0), CONNECTED]);
    const duplex = await dialled({ proxy: proxy.url, isolate: false });
    expect(duplex).toMatchObject({ address: `${ONION}:8333`, direction: 'outbound' });
    expect(proxy.received.map((chunk) => [...chunk])).toEqual([
      [5, 1, 0],
      [...bytes(5, 1, 0, 3, 62, ONION, 0x20, 0x8d)],
    ]);
  });

  it('sends the credentials of the URL', async () => {
    const proxy = await forwardingProxy(() => undefined);
    await failed({ proxy: proxy.url.replace('//', '//us%65r:p%3a@') });
    expect(proxy.credentials).toEqual(['user:p:']);
  });

  it('sends other random credentials for each subscription', async () => {
    const proxy = await forwardingProxy(() => undefined);
    const duplex$ = dialTcp({ host: 'a.example', port: 1, proxy: proxy.url });
    for (let i = 0; i < 3; i++) await expect(firstValueFrom(duplex$)).rejects.toMatchObject({ proxyReply: 4 });
    expect(new Set(proxy.credentials).size).toBe(3);
    for (const each of proxy.credentials) expect(each).toMatch(/^[0-9a-f]{32}:[0-9a-f]{32}$/);
  });

  it('passes names and addresses to the proxy', async () => {
    const proxy = await forwardingProxy(() => undefined);
    for (const host of ['node.example', 'seed.example.', 'localhost', '1.2.3.4', '2001:db8::1', ONION]) {
      await failed({ proxy: proxy.url, host });
    }
    expect(proxy.requested).toEqual(
      ['node.example', 'seed.example.', 'localhost', '1.2.3.4', '2001:db8::1', ONION].map((host) => `${host}:8333`),
    );
  });

  it('emits the bytes that arrive together with the reply first, and then all others', async () => {
    const proxy = await scriptedProxy([bytes(5, 0), bytes(...CONNECTED, 'first,')]);
    const duplex = await dialled({ proxy: proxy.url });
    // Before anything reads, so that these bytes wait in the operating system.
    proxy.sockets[0]!.write('second,');
    const text = textOf(duplex);
    proxy.sockets[0]!.end('third');
    expect(await text).toBe('first,second,third');
  });

  it('stays paused if the first bytes make the subscriber pause', async () => {
    const proxy = await scriptedProxy([bytes(5, 0), bytes(...CONNECTED, 'first')]);
    const duplex = await dialled({ proxy: proxy.url });
    const texts: string[] = [];
    duplex.chunk$.subscribe((chunk) => {
      texts.push(Buffer.from(chunk).toString('latin1'));
      if (texts.length === 1) duplex.pause();
    });
    expect(texts).toEqual(['first']);
    await new Promise((resolve) => proxy.sockets[0]!.write('second', resolve));
    // The bytes have arrived when connections that are opened one after the other have ended.
    const port = await plainServer((socket) => socket.end());
    for (let i = 0; i < 10; i++) await once(createConnection({ port, host: '127.0.0.1' }).resume(), 'close');
    expect(texts).toEqual(['first']);
    duplex.resume();
    await once(proxy.sockets[0]!.end(), 'close');
    expect(texts.join()).toBe('first,second');
  });

  it('transfers much data in both directions', async () => {
    const size = 8 * 2 ** 20;
    let received = 0;
    const port = await plainServer((socket) => {
      socket.on('data', ({ length }) => {
        received += length;
        if (received === size) socket.end(Buffer.alloc(size, 'x'));
      });
    });
    const proxy = await forwardingProxy(() => port);
    const duplex = await dialled({ proxy: proxy.url });
    const text = textOf(duplex);
    for (let i = 0; i < 8; i++) duplex.write(new Uint8Array(size / 8));
    expect(await text).toBe('x'.repeat(size));
  });

  it.each(Array.from({ length: 9 }, (_, i) => i + 1))('errors with the reply %i', async (reply) => {
    const { url } = await scriptedProxy([bytes(5, 0), bytes(5, reply)]);
    expect(await failed({ proxy: url })).toMatchObject({
      name: 'TransportError',
      code: 'CONNECT_FAILED',
      proxyReply: reply,
      message: expect.stringMatching(
        `^no connection to ${ONION}:8333: the proxy ${url.slice(9)} .* \\(SOCKS5 reply ${reply}\\)$`,
      ),
    });
  });

  it.each([
    ['refuses all methods', [bytes(5, 255)], /accepts neither a user name and password nor no authentication$/],
    ['refuses the credentials', [bytes(5, 2), bytes(1, 1)], /refuses the user name and password/],
    ['is a web server', [bytes('HTTP/1.1 400 Bad Request\r\n\r\n')], /is not a SOCKS5 proxy: .* which is HTTP/],
  ])('errors with PROXY_FAILED if the proxy %s, and closes the socket', async (_, answers, message) => {
    const proxy = await scriptedProxy(answers);
    const error = await failed({ proxy: proxy.url });
    expect(error).toMatchObject({
      name: 'TransportError',
      code: 'PROXY_FAILED',
      message: expect.stringMatching(message),
    });
    expect(error).not.toHaveProperty('proxyReply');
    await proxy.closed;
  });

  it.each([
    ['the greeting', [new Uint8Array()], /closed the connection before its answer to the greeting/],
    ['the credentials', [bytes(5, 2), new Uint8Array()], /closed the connection after the user name and password/],
    ['the request', [bytes(5, 0), bytes(5, 0, 0)], /closed the connection before its reply to the request$/],
  ])('errors if the proxy closes the connection after %s', async (_, answers, message) => {
    const { url } = await scriptedProxy(answers, { end: true });
    expect(await failed({ proxy: url })).toMatchObject({
      code: 'PROXY_FAILED',
      message: expect.stringMatching(message),
    });
  });

  it('errors if the proxy resets the connection', async () => {
    const port = await plainServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await failed({ proxy: `socks5://127.0.0.1:${port}` })).toMatchObject({
      code: 'PROXY_FAILED',
      message: expect.stringMatching(/has lost the connection: ECONNRESET$/),
    });
  });

  it('errors if nothing listens at the proxy, without its password', async () => {
    const error = (await failed({ proxy: 'socks5://user:secret@127.0.0.1:1' })) as Error;
    expect(error).toMatchObject({ code: 'PROXY_FAILED', cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toBe(`no connection to ${ONION}:8333: the proxy 127.0.0.1:1 cannot be reached: ECONNREFUSED`);
  });

  it.each([
    ['greeting', 1, []],
    ['credentials', 2, [bytes(5, 2)]],
    ['request', 2, [bytes(5, 0)]],
  ])('counts a proxy that does not answer the %s against connectTimeoutMs', async (_, messages, answers) => {
    const scheduler = new VirtualTime();
    const proxy = await scriptedProxy(answers);
    const outcome = failed({ proxy: proxy.url, scheduler, connectTimeoutMs: 5000 });
    while (proxy.received.length < messages) await new Promise((resolve) => setTimeout(resolve, 5));
    scheduler.advance(4999);
    expect(proxy.sockets[0]!.destroyed).toBe(false);
    scheduler.advance(1);
    expect(await outcome).toMatchObject({
      code: 'CONNECT_TIMEOUT',
      timeoutMs: 5000,
      message: `no connection to ${ONION}:8333 through the proxy ${proxy.url.slice(9)} within 5000 ms`,
    });
    await proxy.closed;
  });

  it.each([
    ['greeting', 1, []],
    ['credentials', 2, [bytes(5, 2)]],
    ['request', 2, [bytes(5, 0)]],
  ])('closes the socket if it is unsubscribed after the %s', async (_, messages, answers) => {
    const proxy = await scriptedProxy(answers);
    const subscription = dialTcp({ host: ONION, port: 1, proxy: proxy.url }).subscribe();
    while (proxy.received.length < messages) await new Promise((resolve) => setTimeout(resolve, 5));
    subscription.unsubscribe();
    await proxy.closed;
  });

  it('closes the socket if it is unsubscribed before it is connected', async () => {
    let connections = 0;
    const port = await plainServer((socket) => {
      socket.on('data', () => (connections += 1));
    });
    dialTcp({ host: ONION, port: 1, proxy: `socks5://127.0.0.1:${port}` })
      .subscribe()
      .unsubscribe();
    await once(createConnection({ port, host: '127.0.0.1' }).end('x'), 'close');
    expect(connections).toBeLessThanOrEqual(1);
  });

  it('leaves the socket open if it is unsubscribed after the emission', async () => {
    const port = await plainServer((socket) => socket.pipe(socket));
    const proxy = await forwardingProxy(() => port);
    const subscription = new Subscription();
    const duplex = await new Promise<Duplex>((resolve) => {
      subscription.add(dialTcp({ host: 'a', port: 1, proxy: proxy.url }).subscribe(resolve));
    });
    subscription.unsubscribe();
    duplex.write(bytes('echo'));
    expect(Buffer.from(await firstValueFrom(duplex.chunk$)).toString()).toBe('echo');
    duplex.close();
  });

  it('connects to a proxy at a Unix socket', async () => {
    const proxy = await scriptedProxy([bytes(5, 2), bytes(1, 0), CONNECTED], {
      path: join(temporaryFolder(), 'socks'),
    });
    const duplex = await dialled({ proxy: proxy.url });
    expect(duplex.address).toBe(`${ONION}:8333`);
    expect(proxy.received[0]).toEqual(bytes(5, 2, 0, 2));
  });

  it('errors if there is no Unix socket', async () => {
    const path = join(temporaryFolder(), 'none');
    expect(await failed({ proxy: `unix:${path}` })).toMatchObject({
      code: 'PROXY_FAILED',
      message: `no connection to ${ONION}:8333: the proxy unix:${path} cannot be reached: ENOENT`,
    });
  });

  it.each([
    [{ host: ONION }, /^host: ".*onion" can be reached through a proxy only: add one, such as .*9050' for Tor$/],
    [{ host: ONION.toUpperCase() }, /can be reached through a proxy only/],
    [{ host: `${ONION}.` }, /can be reached through a proxy only/],
    [{ host: 'abc.b32.i2p' }, /can be reached through a proxy only: add one$/],
    [{ host: `${'a'.repeat(16)}.onion`, proxy: 'socks5://h' }, /^host: onion address of version 3/],
    [{ host: ONION.replace('pg', 'pq'), proxy: 'socks5://h' }, /^host: onion address of version 3/],
    [{ host: 'fe80::1%eth0', proxy: 'socks5://h' }, /^host: name or address that the proxy can reach/],
    [{ host: 'x'.repeat(256), proxy: 'socks5://h' }, /^host: name of at most 255 bytes expected, got 256 bytes$/],
    [{ host: 'é.example', proxy: 'socks5://h' }, /^host: name in ASCII expected/],
    [{ host: 'unix:/a', proxy: 'socks5://h' }, /^host: "unix:\/a" is a Unix socket of this machine/],
    [{ host: 'unix:a' }, /^host: absolute path expected after unix:/],
    [{ host: `unix:/${'x'.repeat(107)}` }, /^host: path of at most 10[37] bytes/],
    [{ port: undefined, proxy: 'socks5://h' }, /^port: /],
    [{ host: 'a', isolate: true }, /^isolate: has no effect without/],
  ])('refuses %j at the call', (options, message) => {
    const fault = caught(() => dialTcp({ host: ONION, port: 8333, ...options }));
    expect(fault).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringMatching(message) });
  });

  it('accepts a name of 255 bytes', () => {
    expect(() => dialTcp({ host: 'x'.repeat(255), port: 1, proxy: 'socks5://h' })).not.toThrow();
  });
});

describe('dialTcp() to a Unix socket', () => {
  it('connects, without a port', async () => {
    const path = join(temporaryFolder(), 'node');
    await listenAt(path, (socket) => socket.end('hello'));
    const duplex = await dialled({ host: `unix:${path}`, port: undefined });
    expect(duplex.address).toBe(`unix:${path}`);
    expect(await textOf(duplex)).toBe('hello');
  });

  it('errors if nothing listens there', async () => {
    const host = `unix:${join(temporaryFolder(), 'none')}`;
    expect(await failed({ host })).toMatchObject({
      code: 'CONNECT_FAILED',
      message: `no connection to ${host}: ENOENT`,
    });
  });
});
