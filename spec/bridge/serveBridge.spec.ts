import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { NEVER, of, ReplaySubject, Subject, Subscription } from 'rxjs';
import { WebSocket } from 'ws';
import type { Duplex } from '../../lib/base/duplex.js';
import { serveBridge } from '../../lib/bridge/serveBridge.js';
import { memoryDuplexes } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { BRIDGE_PROTOCOL, formatControl, MAX_CREDIT_BYTES } from '../../lib/transport/bridgeProtocol.js';
import { local, receivedBy, startBridge, TOKEN } from '../helpers/bridge/startBridge.js';
import { eventually, soon } from '../helpers/nodes/soon.js';
import { afterTest, plainServer } from '../helpers/tcp.js';

/** The digest, because a difference of two long buffers takes jest a minute to print. */
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A node, with the sockets that it accepts. */
async function startNode(): Promise<{ port: number; next: () => Promise<Socket> }> {
  const socket$ = new ReplaySubject<Socket>(1);
  const port = await plainServer((socket) => socket$.next(socket));
  return { port, next: () => soon(socket$, 'connection to the node') };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Not fetch(), which sets the Host header. @param isUpgrade whether to ask for a WebSocket */
function ask(port: number, path: string, headers: Record<string, string> = {}, isUpgrade = true): Promise<Answer> {
  const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' };
  const key = { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Protocol': BRIDGE_PROTOCOL };
  const all = { ...(isUpgrade ? { ...upgrade, ...key } : {}), ...headers };
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers: all, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode!, body }));
    });
    asking.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve({ status: 101, body: '' });
    });
    asking.on('error', reject).end();
  });
}

/** A page that speaks the subprotocol by hand. */
async function openPage(url: string): Promise<{ page: WebSocket; events: string[] }> {
  const page = new WebSocket(url, BRIDGE_PROTOCOL);
  afterTest(new Subscription(() => page.terminate()));
  const events: string[] = [];
  page.on('message', (data: Buffer, isBinary) => events.push(isBinary ? `${data.length} bytes` : data.toString()));
  page.on('close', (code, reason) => events.push(`closed ${code} ${reason.toString()}`));
  page.on('error', () => undefined);
  await once(page, 'open');
  return { page, events };
}

const includes = (events: readonly string[], text: string): Promise<unknown> =>
  eventually(
    () => Promise.resolve(events.join('\n')),
    (joined) => joined.includes(text),
    `"${text}"`,
  );

describe('serveBridge', () => {
  it('passes bytes on in both directions, unchanged, and both ends', async () => {
    const node = await startNode();
    const bridge = await startBridge([node.port]);
    const [toNode, toPage] = [randomBytes(3_000_000), randomBytes(3_000_000)];
    const duplex = bridge.duplexTo(node.port);
    const received = receivedBy(duplex);
    const written = new Promise((resolve) => duplex.write(toNode, resolve));
    const socket = await node.next();
    let arrived = Buffer.alloc(0);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    expect(await written).toBe(true);
    await eventually(
      () => Promise.resolve((arrived = Buffer.concat(chunks))),
      ({ length }) => length === toNode.length,
      'all bytes at the node',
    );
    expect(digest(arrived)).toBe(digest(toNode));
    socket.end(toPage);
    expect(digest(await received)).toBe(digest(toPage));
    await eventually(
      () => Promise.resolve(bridge.connections()),
      (count) => count === 0,
      'end of the connection',
    );
  });

  it('writes everything that the page has sent before it closes, then closes the socket of the node', async () => {
    const node = await startNode();
    const bridge = await startBridge([node.port]);
    const bytes = randomBytes(1_000_000);
    const duplex = bridge.duplexTo(node.port);
    duplex.write(bytes);
    duplex.close({ flushTimeoutMs: 10_000 });
    const socket = await node.next();
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'end');
    expect(digest(Buffer.concat(chunks))).toBe(digest(bytes));
  });

  it('reads from the node only what a paused page has granted, and one chunk', async () => {
    const { inbound, outbound } = memoryDuplexes({ highWaterMarkBytes: 1 });
    const bridge = await startBridge([9], { dial: () => of(outbound) });
    const duplex = bridge.duplexTo(9, { windowBytes: 65_536 });
    duplex.pause();
    const received = receivedBy(duplex);
    const bytes = randomBytes(1024 * 1024);
    let accepted = 0;
    for (let i = 0; i < 64; i++) {
      inbound.write(bytes.subarray(i * 16_384, (i + 1) * 16_384), (ok) => (accepted += Number(ok)));
    }
    // The page has granted four chunks, the bridge has read a fifth and has paused, and the pipe has accepted one more.
    await eventually(
      () => Promise.resolve(accepted),
      (count) => count >= 6,
      'reading of the bridge',
    );
    await new Promise((resolve) => duplex.write(Uint8Array.of(1), resolve));
    expect(accepted).toBe(6);
    duplex.resume();
    await eventually(
      () => Promise.resolve(accepted),
      (count) => count === 64,
      'the rest',
    );
    inbound.close();
    expect(digest(await received)).toBe(digest(bytes));
  });

  it('takes from the page only what it has granted while the node does not read', async () => {
    const { inbound, outbound } = memoryDuplexes({ highWaterMarkBytes: 1 });
    const bridge = await startBridge([9], { dial: () => of(outbound) });
    const duplex = bridge.duplexTo(9);
    let accepted = 0;
    for (let i = 0; i < 40; i++) duplex.write(new Uint8Array(16_384), (ok) => (accepted += Number(ok)));
    await eventually(
      () => Promise.resolve(accepted),
      (count) => count >= 16,
      'the credit',
    );
    // 256 KiB, and of what the pipe has accepted not half of the window: nothing is granted again.
    expect(accepted).toBe(16);
    inbound.chunk$.subscribe();
    await eventually(
      () => Promise.resolve(accepted),
      (count) => count === 40,
      'the rest',
    );
    duplex.close();
  });

  it('reports why there is no connection, or no longer', async () => {
    const unused = createServer().listen(0, '127.0.0.1');
    await once(unused, 'listening');
    const { port: closedPort } = unused.address() as AddressInfo;
    unused.close();
    const node = await startNode();
    const bridge = await startBridge([closedPort, node.port]);
    await expect(receivedBy(bridge.duplexTo(closedPort))).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      message: `no connection to 127.0.0.1:${closedPort}: ECONNREFUSED`,
    });
    const duplex = bridge.duplexTo(node.port);
    const socket = await node.next();
    socket.write(Uint8Array.of(1));
    await soon(duplex.chunk$, 'a byte of the node');
    const lost = receivedBy(duplex);
    socket.resetAndDestroy();
    await expect(lost).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: `connection to 127.0.0.1:${node.port} lost: ECONNRESET`,
    });
  });

  it('errors pages with CONNECTION_LOST when it stops, and closes the sockets of nodes', async () => {
    const node = await startNode();
    const bridge = await startBridge([node.port]);
    const received = receivedBy(bridge.duplexTo(node.port));
    received.catch(() => undefined);
    const socket = await node.next();
    const closed = once(socket, 'close');
    socket.resume();
    bridge.stop();
    await expect(received).rejects.toMatchObject({ name: 'TransportError' });
    await closed;
  });

  it.each<[string, string, Record<string, string>, RegExp]>([
    [
      'another node',
      `/${TOKEN}/127.0.0.1:1`,
      {},
      /refused: 127.0.0.1:1 is not in the list of allowed nodes.\n.*--allow 127.0.0.1:1/,
    ],
    ['another name of the node', `/${TOKEN}/localhost:8333`, {}, /localhost:8333 is not in the list/],
    ['a path without a node', `/${TOKEN}/`, {}, /the path has to be \/TOKEN\/HOST:PORT/],
    ['a node without a port', `/${TOKEN}/127.0.0.1`, {}, /the path has to be/],
    ['a broken escape', `/${TOKEN}/%`, {}, /the path has to be/],
    ['no token', '/127.0.0.1:8333', {}, /does not begin with the token/],
    ['another token', `/${TOKEN.replace('0', '1')}/127.0.0.1:8333`, {}, /does not begin with the token/],
    [
      'the origin of another site',
      `/${TOKEN}/127.0.0.1:8333`,
      { Origin: 'https://evil.example' },
      /Origin "https:\/\/evil.example"/,
    ],
    ['the origin of a file', `/${TOKEN}/127.0.0.1:8333`, { Origin: 'null' }, /Origin "null"/],
    ['a rebound name', `/${TOKEN}/127.0.0.1:8333`, { Host: 'evil.example' }, /Host "evil.example"/],
  ])('refuses %s with 403 and the reason, by WebSocket and by GET', async (_, path, headers, reason) => {
    const bridge = await startBridge([8333], { dial: () => NEVER });
    for (const isUpgrade of [true, false]) {
      const { status, body } = await ask(bridge.port, path, headers, isUpgrade);
      expect([status, body]).toEqual([403, expect.stringMatching(reason)]);
    }
  });

  it('admits a page of an allowed origin and a program without one, and answers a GET with 426', async () => {
    const bridge = await startBridge([8333], { dial: () => NEVER, origins: ['https://app.example'] });
    const path = bridge.pathOf(local(8333));
    expect(await ask(bridge.port, path, { Origin: 'https://app.example' })).toMatchObject({ status: 101 });
    expect(await ask(bridge.port, path)).toMatchObject({ status: 101 });
    expect(await ask(bridge.port, path.replace(':', '%3A'))).toMatchObject({ status: 101 });
    expect(await ask(bridge.port, path, {}, false)).toEqual({ status: 426, body: expect.stringContaining('allowed') });
    const answer = await ask(bridge.port, path, { 'Sec-WebSocket-Protocol': 'chat' });
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining(BRIDGE_PROTOCOL) });
  });

  it.each([
    ['in total', { maxConnections: 2, maxPerClient: 9 }, 'the bridge has 2 connections, which is the maximum'],
    [
      'of a client',
      { maxConnections: 9, maxPerClient: 2 },
      'the bridge has 2 connections of this client, which is the maximum',
    ],
  ])(
    'refuses a connection beyond the maximum %s with the reason, and admits one when another ends',
    async (_, limits, text) => {
      const { inbound, outbound } = memoryDuplexes();
      inbound.chunk$.subscribe();
      const bridge = await startBridge([8333], { dial: () => of(outbound), ...limits });
      const url = bridge.urlOf(local(8333));
      const first = await openPage(url);
      await openPage(url);
      expect(bridge.connections()).toBe(2);
      await expect(receivedBy(bridge.duplexTo(8333))).rejects.toMatchObject({ code: 'CONNECT_FAILED', message: text });
      first.page.terminate();
      await eventually(
        () => Promise.resolve(bridge.connections()),
        (count) => count === 1,
        'free place',
      );
      const { events } = await openPage(url);
      await includes(events, 'credit');
    },
  );

  it('answers 503 when 16 connections are being refused', async () => {
    const bridge = await startBridge([8333], { dial: () => NEVER, maxConnections: 1 });
    await openPage(bridge.urlOf(local(8333)));
    const stubborn = Array.from({ length: 16 }, () => new Subject<void>());
    // Pages that do not answer the close frame: paused before they can read it.
    const pages = await Promise.all(stubborn.map(() => openStubborn(bridge.port, bridge.pathOf(local(8333)))));
    expect(pages).toEqual(Array.from({ length: 16 }, () => 101));
    expect(await ask(bridge.port, bridge.pathOf(local(8333)))).toMatchObject({ status: 503 });
  });

  it.each<[string, (page: WebSocket) => void, string]>([
    ['bytes before any credit', (page) => page.send(new Uint8Array(1)), 'bytes that were not granted'],
    ['an unknown control', (page) => page.send('{"kind":"end"}'), 'unknown control'],
    ['no JSON', (page) => page.send('x'), 'unknown control'],
    [
      'more credit than allowed',
      (page) => {
        page.send(formatControl({ kind: 'credit', bytes: MAX_CREDIT_BYTES }));
        page.send(formatControl({ kind: 'credit', bytes: 1 }));
      },
      'too much credit',
    ],
  ])('closes a page that sends %s', async (_, misbehave, reason) => {
    const bridge = await startBridge([8333], { dial: () => NEVER });
    const { page, events } = await openPage(bridge.urlOf(local(8333)));
    misbehave(page);
    await includes(events, `closed 1008 ${reason}`);
    expect(bridge.connections()).toBeLessThanOrEqual(1);
  });

  it('closes a page that sends one byte more than it was granted, not one that sends exactly as much', async () => {
    const { inbound, outbound } = memoryDuplexes({ highWaterMarkBytes: 1 });
    const bridge = await startBridge([8333], { dial: () => of(outbound) });
    const { page, events } = await openPage(bridge.urlOf(local(8333)));
    await includes(events, '{"kind":"credit","bytes":262144}');
    for (let i = 0; i < 4; i++) page.send(new Uint8Array(65_536));
    page.ping();
    await once(page, 'pong');
    expect(events).toHaveLength(1);
    page.send(new Uint8Array(1));
    await includes(events, 'closed 1008 bytes that were not granted');
    inbound.close();
  });

  it('closes both sides when no byte has passed for the idle timeout, with the reason', async () => {
    const time = new VirtualTime();
    const { inbound, outbound } = memoryDuplexes();
    const ended: string[] = [];
    inbound.chunk$.subscribe({ complete: () => ended.push('node') });
    const bridge = await startBridge([8333], { dial: () => of(outbound), idleTimeoutMs: 20_000, scheduler: time });
    const duplex = bridge.duplexTo(8333);
    const received = receivedBy(duplex);
    received.catch(() => undefined);
    await new Promise((resolve) => duplex.write(Uint8Array.of(1), resolve));
    time.advance(19_999);
    inbound.write(Uint8Array.of(2));
    time.advance(19_999);
    expect(bridge.connections()).toBe(1);
    time.advance(1);
    await expect(received).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: 'the bridge closed the connection: no byte in either direction for 20000 ms',
    });
    expect(ended).toEqual(['node']);
  });

  it('closes a page that does not answer a ping until the next one', async () => {
    const time = new VirtualTime();
    const bridge = await startBridge([8333], { dial: () => NEVER, scheduler: time });
    const page = new WebSocket(bridge.urlOf(local(8333)), BRIDGE_PROTOCOL, { autoPong: false });
    afterTest(new Subscription(() => page.terminate()));
    await once(page, 'open');
    const pinged = once(page, 'ping');
    time.advance(30_000);
    await pinged;
    const closed = once(page, 'close');
    time.advance(30_000);
    await closed;
  });

  it('errors with LISTEN_FAILED', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    afterTest(new Subscription(() => void server.close()));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(
      new Promise((_, reject) => serveBridge({ allow: [], token: TOKEN, port }).subscribe({ error: reject })),
    ).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });

  it('closes the node when the page ends while it is dialling', async () => {
    const opened$ = new Subject<Duplex>();
    const bridge = await startBridge([8333], { dial: () => opened$ });
    const { page } = await openPage(bridge.urlOf(local(8333)));
    expect(opened$.observed).toBe(true);
    page.terminate();
    await eventually(
      () => Promise.resolve(opened$.observed),
      (observed) => !observed,
      'end of dialling',
    );
  });
});

/** Upgrades, and reads nothing afterwards; the status of the answer. */
function openStubborn(port: number, path: string): Promise<number> {
  const headers = {
    ...{ Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
    ...{ 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Protocol': BRIDGE_PROTOCOL },
  };
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers, agent: false });
    asking.on('upgrade', ({ statusCode }, socket) => {
      afterTest(new Subscription(() => socket.destroy()));
      socket.pause();
      resolve(statusCode!);
    });
    asking.on('error', reject).end();
  });
}
