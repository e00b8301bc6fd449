import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, of, Subject, Subscription } from 'rxjs';
import { WebSocket } from 'ws';
import type { Monitor } from '../../../lib/dashboard/collect/monitor.js';
import { fakeMonitor } from '../fakeMonitor.js';
import type { ProgramRow } from '../../../lib/dashboard/protocol/programRow.js';
import type { Update } from '../../../lib/dashboard/protocol/update.js';
import {
  serveDashboard,
  type ServeDashboardOptions,
  type ServedDashboard,
} from '../../../lib/dashboard/serve/serveDashboard.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { eventually } from '../../helpers/nodes/soon.js';
import { afterTest } from '../../helpers/tcp.js';

interface Served extends ServedDashboard {
  readonly time: VirtualTime;
  readonly stop: () => void;
}

const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<title>page</title>') }],
  ['/page/app.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from('export {}') }],
]);

/** A monitor that counts how often its table was read; each time the row has another text of this many characters, which cannot be compressed. */
function countingMonitor(characters = 0): Monitor & { reads: number } {
  let reads = 0;
  const monitor = fakeMonitor({
    sources: {
      program: () => {
        reads += 1;
        return [[0, { atMs: reads, network: randomBytes(characters / 2).toString('hex') } as ProgramRow]];
      },
    },
    answers: { details: (key: object) => ({ ...key, json: '{}' }) } as unknown as Monitor['answers'],
  });
  return Object.defineProperty({ ...monitor, reads }, 'reads', { get: () => reads });
}

async function serve(options: Partial<ServeDashboardOptions> = {}): Promise<Served> {
  const time = new VirtualTime();
  const served$ = new Subject<ServedDashboard>();
  const served = firstValueFrom(served$);
  const subscription = afterTest(
    serveDashboard({ monitor$: of(countingMonitor()), files, port: 0, scheduler: time, ...options }).subscribe({
      next: (each) => served$.next(each),
      error: (error: unknown) => served$.error(error), // eslint-disable-line rxjs-x/throw-error -- passes the error on unchanged
    }),
  );
  return { ...(await served), time, stop: () => subscription.unsubscribe() };
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Not fetch(), which normalises the path and sets the Host header. */
function get(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const clientRequest = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    clientRequest.on('error', reject).end();
  });
}

/** The open socket of a page, or the status of the HTTP answer that refused it. */
function open(port: number, path = '/live', origin = `http://127.0.0.1:${port}`): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, origin === '' ? {} : { origin });
  afterTest(new Subscription(() => socket.terminate()));
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode!));
    socket.on('error', reject);
  });
}

async function openSocket(port: number): Promise<WebSocket> {
  const socket = await open(port);
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

/** A client that keeps its half of the connection open; resolves with the first bytes of the answer. */
async function rawUpgrade(
  port: number,
  headers: Record<string, string>,
): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  afterTest(new Subscription(() => socket.destroy()));
  let text = '';
  socket.on('error', () => undefined).on('data', (bytes: Buffer) => (text += bytes.toString('utf8')));
  const all = {
    Host: `127.0.0.1:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(['GET /live HTTP/1.1', ...lines, '', ''].join('\r\n'));
  await once(socket, 'data');
  return { socket, text: () => text };
}

/** Writes until the other end resets the connection. */
async function resetOf(socket: Socket): Promise<void> {
  while (!socket.destroyed) {
    socket.write('x');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const updateOf = async (socket: WebSocket): Promise<Update> => {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString('utf8')) as Update;
};

/** The tables of the next update that has any. */
const tablesOf = (socket: WebSocket): Promise<NonNullable<Update['tables']>> =>
  new Promise((resolve) => {
    const onMessage = (data: Buffer): void => {
      const { tables } = JSON.parse(data.toString('utf8')) as Update;
      if (tables === undefined) return;
      socket.off('message', onMessage);
      resolve(tables);
    };
    socket.on('message', onMessage);
  });

/** Makes the pages show the program's row, and advances the time until each has got it. */
async function showProgram(sockets: readonly WebSocket[], time: VirtualTime): Promise<void> {
  const shown = Promise.all(sockets.map(tablesOf));
  for (const socket of sockets) socket.send(JSON.stringify({ kind: 'show', tables: ['program'] }));
  const ticks = setInterval(() => time.advance(200), 1);
  await shown;
  clearInterval(ticks);
}

describe('serveDashboard', () => {
  it('serves the page on loopback, with a Content-Security-Policy that blocks all other sources', async () => {
    const { port, url } = await serve();
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    const { body, headers, status } = await get(port, '/');
    expect([status, body, headers['content-type']]).toEqual([200, '<title>page</title>', 'text/html; charset=utf-8']);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'"]));
    expect(policy.join()).not.toMatch(/unsafe|\*|http/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect((await get(port, '/page/app.js?x')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await get(port, '/', {}, 'HEAD')).body).toBe('');
  });

  it.each([
    '/nothing',
    '/../package.json',
    '/page/../../package.json',
    '/page/%2e%2e/%2e%2e/package.json',
    '//etc/passwd',
    '/page/',
  ])('answers %s with 404', async (path) => {
    const { port } = await serve();
    expect(await get(port, path)).toMatchObject({ status: 404, body: 'Not Found\n' });
  });

  it('refuses another Host, another method, and another Origin', async () => {
    const { port } = await serve();
    expect((await get(port, '/', { host: `evil.example:${port}` })).status).toBe(403);
    expect((await get(port, '/', { host: 'evil.example' })).status).toBe(403);
    expect((await get(port, '/', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await get(port, '/', {}, 'POST')).status).toBe(405);
    expect(await open(port, '/live', 'http://evil.example')).toBe(403);
    expect(await open(port, '/live', `http://127.0.0.1:${port + 1}`)).toBe(403);
    expect(await open(port, '/other')).toBe(404);
    expect(await open(port, '/live', '')).toBe(403);
  });

  it('answers 403 with the Host and Origin of the request, and what to do', async () => {
    const { port } = await serve();
    const page = await get(port, '/', { host: 'evil.example\u0085' });
    expect(page).toMatchObject({ status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect(page.body).toMatch(/^refused: the request has Host "evil\.example\\x85"\.\n[^]*--origin URL/);
    const socket = await rawUpgrade(port, { Origin: 'https://rx.example.org' });
    expect(socket.text()).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[^]*Origin "https:\/\/rx\.example\.org" and Host "127/);
    expect((await rawUpgrade(port, {})).text()).toContain('has no Origin');
  });

  it('serves through a forwarded port, and behind a proxy whose origin is admitted', async () => {
    const { port } = await serve({ origins: ['https://rx.example.org'] });
    expect((await get(port, '/', { host: 'localhost:9000' })).status).toBe(200);
    expect((await get(port, '/', { host: 'rx.example.org' })).status).toBe(200);
    const upgrade = async (headers: Record<string, string>) => (await rawUpgrade(port, headers)).text().slice(0, 12);
    expect(await upgrade({ Host: 'localhost:9000', Origin: 'http://localhost:9000' })).toBe('HTTP/1.1 101');
    expect(await upgrade({ Host: 'localhost:9000', Origin: 'https://localhost:9000' })).toBe('HTTP/1.1 101');
    expect(await upgrade({ Host: 'rx.example.org', Origin: 'https://rx.example.org' })).toBe('HTTP/1.1 101');
    expect(await upgrade({ Origin: 'https://rx.example.org' })).toBe('HTTP/1.1 101');
    expect(await upgrade({ Origin: 'https://evil.example' })).toBe('HTTP/1.1 403');
  });

  it('destroys the socket of a refused upgrade, even if the client keeps its half open', async () => {
    const { port } = await serve();
    const refused = await Promise.all(
      Array.from({ length: 20 }, () => rawUpgrade(port, { Origin: 'http://evil.example' })),
    );
    // Only a destroyed socket answers further bytes with a reset.
    await Promise.all(refused.map(({ socket }) => resetOf(socket)));
  });

  it('stops at once if a refused client keeps its half open', async () => {
    const { port, stop } = await serve();
    const { socket } = await rawUpgrade(port, { Origin: 'http://evil.example' });
    stop();
    await resetOf(socket);
    await expect(get(port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('requires the token for all paths if one is set', async () => {
    const { port, url } = await serve({ host: '0.0.0.0', token: 'secret' });
    expect(url).toBe(`http://0.0.0.0:${port}/secret/`);
    expect((await get(port, '/')).status).toBe(403);
    expect((await get(port, '/secreT/')).status).toBe(403);
    expect((await get(port, '/secret/')).status).toBe(200);
    expect((await get(port, '/secret/page/app.js')).status).toBe(200);
    expect(await open(port, '/live')).toBe(403);
    expect(await open(port, '/secret/live')).toBeInstanceOf(WebSocket);
  });

  it('reads the tables at most once per second for all pages together, and only while a page shows them', async () => {
    const monitor = countingMonitor();
    const { pages, port, time } = await serve({ monitor$: of(monitor) });
    time.advance(10_000);
    const sockets = [await openSocket(port), await openSocket(port)];
    expect(pages()).toBe(2);
    time.advance(10_000);
    expect(monitor.reads).toBe(0);
    const updates = Promise.all(sockets.map(tablesOf));
    await showProgram(sockets, time);
    expect((await updates).map((tables) => tables.program!.isComplete)).toEqual([true, true]);
    const before = monitor.reads;
    for (let second = 0; second < 10; second++) {
      time.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    // A page whose last update is still in the socket gets none: once per second at most, for both pages together.
    expect(monitor.reads).toBeGreaterThan(before);
    expect(monitor.reads - before).toBeLessThanOrEqual(10);
  });

  it('answers a question without waiting for the next update', async () => {
    const { port } = await serve();
    const socket = await openSocket(port);
    const answered = updateOf(socket);
    socket.send(JSON.stringify({ kind: 'ask', number: 3, question: 'details', params: { peer: 1, line: 2 } }));
    expect(await answered).toEqual({ run: 100, answers: [{ number: 3, answer: { peer: 1, line: 2, json: '{}' } }] });
  });

  it('compresses large updates for clients that offer it', async () => {
    const { port } = await serve();
    const socket = await openSocket(port);
    expect(socket.extensions).toContain('permessage-deflate');
  });

  it.each(['nosuch', '{"kind":"watch"}', 'x'.repeat(3000)])(
    'closes the socket of a page that sends %.20s',
    async (text) => {
      const { pages, port } = await serve();
      const socket = await openSocket(port);
      socket.on('error', () => undefined);
      socket.send(text);
      const [code] = (await once(socket, 'close')) as [number];
      expect([1008, 1009]).toContain(code);
      await eventually(
        () => Promise.resolve(pages()),
        (count) => count === 0,
        'end of the page',
      );
    },
  );

  it('accepts 16 pages, and closes the 17th with a code and a reason', async () => {
    const { pages, port } = await serve();
    const sockets: WebSocket[] = [];
    for (let i = 0; i < 16; i++) sockets.push(await openSocket(port));
    expect(pages()).toBe(16);
    const refused = await openSocket(port);
    const [code, text] = (await once(refused, 'close')) as [number, Buffer];
    expect([code, text.toString()]).toEqual([1013, '16 pages are open, which is the maximum']);
    expect(pages()).toBe(16);
    sockets[0]!.close();
    await once(sockets[0]!, 'close');
    await eventually(
      () => Promise.resolve(pages()),
      (count) => count === 15,
      'room for another page',
    );
    await openSocket(port);
    expect(pages()).toBe(16);
  });

  it('answers 503 while 16 refused pages have not closed their end yet', async () => {
    const { port } = await serve();
    const origin = { Origin: `http://127.0.0.1:${port}` };
    // These clients do not answer close frames.
    for (let i = 0; i < 32; i++) expect((await rawUpgrade(port, origin)).text()).toMatch(/^HTTP\/1\.1 101/);
    expect((await rawUpgrade(port, origin)).text()).toMatch(/^HTTP\/1\.1 503 [^]*16 pages are open/);
  });

  it('drops a page that does not answer pings for 30 s, and keeps one that does', async () => {
    const { pages, port, time } = await serve();
    const good = await openSocket(port);
    const silent = await openSocket(port);
    silent.pause();
    const dropped = once(silent, 'close');
    for (let i = 0; i < 2; i++) {
      const pinged = once(good, 'ping');
      time.advance(10_000);
      await pinged;
      // The server has processed the pong, which was sent before, when it answers this request.
      await eventually(
        () => get(port, '/'),
        ({ status }) => status === 200,
        'an answer of the server',
      );
    }
    time.advance(9999);
    expect(pages()).toBe(2);
    time.advance(1);
    await eventually(
      () => Promise.resolve(pages()),
      (count) => count === 1,
      'end of the silent page',
    );
    silent.resume();
    await dropped;
    expect(good.readyState).toBe(WebSocket.OPEN);
  });

  it('buffers at most one update for a page that has stopped reading', async () => {
    const characters = 1_000_000;
    const monitor = countingMonitor(characters);
    const { port, time } = await serve({ monitor$: of(monitor) });
    const stopped = await openSocket(port);
    await showProgram([stopped], time);
    stopped.pause();
    const readsDuring = async (seconds: number): Promise<number> => {
      const before = monitor.reads;
      for (let i = 0; i < seconds; i++) {
        time.advance(1000);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return monitor.reads - before;
    };
    // Until the buffers of the operating system are full, updates leave this process.
    await readsDuring(60);
    expect(await readsDuring(60)).toBeLessThanOrEqual(1);
    const reading = await openSocket(port);
    const update = tablesOf(reading);
    await showProgram([reading], time);
    expect((await update).program!.rows![0]![1].network).toHaveLength(characters);
  });

  it('stops at once, and closes its pages', async () => {
    const { port, stop } = await serve();
    const socket = await openSocket(port);
    const closed = once(socket, 'close');
    stop();
    await closed;
    await expect(get(port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('stops at once if a client has sent half a request', async () => {
    const { port, stop } = await serve();
    const socket = connect({ host: '127.0.0.1', port });
    afterTest(new Subscription(() => socket.destroy()));
    socket.on('error', () => undefined).resume();
    socket.write('GET / HTTP/1.1\r\n');
    // The server has read the half request when it answers a later one.
    await get(port, '/');
    const closed = once(socket, 'close');
    stop();
    await closed;
  });

  it('errors with LISTEN_FAILED and the port if the port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(serve({ port })).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      message: `cannot listen on 127.0.0.1:${port}: EADDRINUSE`,
    });
    server.close();
  });
});
