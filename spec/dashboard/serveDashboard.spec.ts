import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, Subject, Subscription } from 'rxjs';
import { WebSocket } from 'ws';
import type { Monitor } from '../../lib/dashboard/monitor.js';
import type { Overview, Update } from '../../lib/dashboard/protocol.js';
import {
  serveDashboard,
  type ServeDashboardOptions,
  type ServedDashboard,
} from '../../lib/dashboard/serveDashboard.js';
import { VirtualTime } from '../../lib/marbles.js';
import { eventually } from '../helpers/nodes/soon.js';
import { afterTest } from '../helpers/tcp.js';

interface Served extends ServedDashboard {
  readonly time: VirtualTime;
  readonly stop: () => void;
}

const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<title>page</title>') }],
  ['/page/app.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from('export {}') }],
]);

/** A monitor whose overview counts how often it was asked for, and is so long. */
function countingMonitor(overviewBytes = 0): Monitor & { asked: number } {
  const monitor = {
    asked: 0,
    overview: () => {
      monitor.asked += 1;
      return { atMs: monitor.asked, network: 'x'.repeat(overviewBytes) } as unknown as Overview;
    },
    curvesAfter: () => [],
    sequenceAfter: (peer: number) => ({ peer, lines: [] }),
    details: (peer: number, line: number) => ({ peer, line, json: '{}' }),
    close: () => undefined,
  };
  return monitor;
}

async function serve(options: Partial<ServeDashboardOptions> = {}): Promise<Served> {
  const time = new VirtualTime();
  const served$ = new Subject<ServedDashboard>();
  const served = firstValueFrom(served$);
  const subscription = afterTest(
    serveDashboard({ monitor: countingMonitor(), files, port: 0, scheduler: time, ...options }).subscribe({
      next: (each) => served$.next(each),
      error: (error: unknown) => served$.error(error), // eslint-disable-line rxjs-x/throw-error -- it is handed on as it came
    }),
  );
  return { ...(await served), time, stop: () => subscription.unsubscribe() };
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Not fetch: it would tidy the path up, and set the Host itself. */
function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

/** A page's socket, open; or the status by which it was refused. */
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
  if (typeof socket === 'number') throw new Error(`refused by ${socket}`);
  return socket;
}

const updateOf = async (socket: WebSocket): Promise<Update> => {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString('utf8')) as Update;
};

describe('the server of the dashboard', () => {
  it('serves the page on loopback, under a policy that lets nothing in from elsewhere', async () => {
    const { port, url } = await serve();
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    const { body, headers, status } = await ask(port, '/');
    expect([status, body, headers['content-type']]).toEqual([200, '<title>page</title>', 'text/html; charset=utf-8']);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'"]));
    expect(policy.join()).not.toMatch(/unsafe|\*|http/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect((await ask(port, '/page/app.js?x')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask(port, '/', {}, 'HEAD')).body).toBe('');
  });

  it.each([
    '/nothing',
    '/../package.json',
    '/page/../../package.json',
    '/page/%2e%2e/%2e%2e/package.json',
    '//etc/passwd',
    '/page/',
  ])('has no file %s', async (path) => {
    const { port } = await serve();
    expect(await ask(port, path)).toMatchObject({ status: 404, body: 'Not Found\n' });
  });

  it('refuses another name, another method, and a page of somebody else', async () => {
    const { port } = await serve();
    expect((await ask(port, '/', { host: `evil.example:${port}` })).status).toBe(403);
    expect((await ask(port, '/', { host: 'evil.example' })).status).toBe(403);
    expect((await ask(port, '/', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask(port, '/', {}, 'POST')).status).toBe(405);
    expect(await open(port, '/live', 'http://evil.example')).toBe(403);
    expect(await open(port, '/live', `http://127.0.0.1:${port + 1}`)).toBe(403);
    expect(await open(port, '/other')).toBe(404);
    expect(await open(port, '/live', '')).toBe(403);
  });

  it('wants the token wherever there is one', async () => {
    const { port, url } = await serve({ host: '0.0.0.0', token: 'secret' });
    expect(url).toBe(`http://0.0.0.0:${port}/secret/`);
    expect((await ask(port, '/')).status).toBe(403);
    expect((await ask(port, '/secreT/')).status).toBe(403);
    expect((await ask(port, '/secret/')).status).toBe(200);
    expect((await ask(port, '/secret/page/app.js')).status).toBe(200);
    expect(await open(port, '/live')).toBe(403);
    expect(await open(port, '/secret/live')).toBeInstanceOf(WebSocket);
  });

  it('updates pages five times a second, from one overview for all of them', async () => {
    const monitor = countingMonitor();
    const { pages, port, time } = await serve({ monitor });
    time.advance(10_000);
    expect(monitor.asked).toBe(0);
    const sockets = [await openSocket(port), await openSocket(port)];
    expect(pages()).toBe(2);
    const updates = Promise.all(sockets.map(updateOf));
    time.advance(200);
    expect((await updates).map(({ overview }) => overview!.atMs)).toEqual([1, 1]);
    time.advance(1000);
    expect(monitor.asked).toBe(6);
    sockets[0]!.send(JSON.stringify({ ask: 'details', peer: 1, line: 2 }));
    const answered = new Promise((resolve) =>
      sockets[0]!.on('message', (data: Buffer) => {
        const { details } = JSON.parse(data.toString('utf8')) as Update;
        if (details !== undefined) resolve(details);
      }),
    );
    const turns = setInterval(() => time.advance(200), 5);
    expect(await answered).toEqual({ peer: 1, line: 2, json: '{}' });
    clearInterval(turns);
  });

  it.each(['nonsense', '{"ask":"watch"}', 'x'.repeat(2000)])('hangs up on a page that says %.20s', async (text) => {
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
  });

  it('has room for sixteen pages', async () => {
    const { pages, port } = await serve();
    for (let i = 0; i < 16; i++) await openSocket(port);
    expect(await open(port)).toBe(503);
    expect(pages()).toBe(16);
  });

  it('does not grow for a page that has stopped reading', async () => {
    const overviewBytes = 1_000_000;
    const monitor = countingMonitor(overviewBytes);
    const { port, time } = await serve({ monitor });
    const stopped = await openSocket(port);
    // It reads not another byte.
    stopped.pause();
    // What the operating system takes is its own affair: a send that it takes leaves nothing behind.
    for (let i = 0; i < 400; i++) {
      time.advance(200);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const asked = monitor.asked;
    for (let i = 0; i < 400; i++) {
      time.advance(200);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(monitor.asked - asked).toBeLessThanOrEqual(1);
    const reading = await openSocket(port);
    const update = updateOf(reading);
    time.advance(200);
    expect((await update).overview!.network).toHaveLength(overviewBytes);
  });

  it('ends at once, its pages with it', async () => {
    const { port, stop } = await serve();
    const socket = await openSocket(port);
    const closed = once(socket, 'close');
    stop();
    await closed;
    await expect(ask(port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says which port it cannot have', async () => {
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
