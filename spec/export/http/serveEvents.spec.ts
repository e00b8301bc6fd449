import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Subject, Subscription } from 'rxjs';
import {
  eventJson,
  serveEvents,
  type EventsServer,
  type ExportedPeer,
  type ExportEvent,
  type ServeEventsOptions,
} from '../../../lib/events.js';
import { bitcoin, LocalProtocolError, TransportError, type Message, type PeerError } from '../../../lib/index.js';
import type { Pool } from '../../../lib/node.js';
import { VirtualTime } from '../../../lib/virtual/virtualTime.js';
import { openEventStream } from '../../helpers/eventStream.js';
import { exportedNetwork } from '../../helpers/exportedNetwork.js';
import { nextTurn } from '../../helpers/peer/nextTurn.js';
import { afterTest } from '../../helpers/tcp.js';

const AT_MS = 1_700_000_000_000;

function peerNamed(id: number, monitor?: string): ExportedPeer {
  const peer = {
    id,
    address: `20.0.0.${id}:8333`,
    direction: 'outbound',
    network: bitcoin.regtest,
    ...(monitor === undefined ? {} : { monitor }),
  };
  return peer as unknown as ExportedPeer;
}

const PEER = peerNamed(1);

function messageEvent(
  command: string,
  {
    direction = 'received',
    peer = PEER,
    payloadBytes = 0,
    message,
  }: {
    direction?: 'received' | 'sent';
    peer?: ExportedPeer;
    payloadBytes?: number;
    message?: () => Message | undefined;
  } = {},
): ExportEvent {
  const traffic = {
    direction,
    command,
    sizeBytes: payloadBytes + 24,
    atMs: AT_MS,
    payload: new Uint8Array(payloadBytes),
    message: message ?? (() => ({ command: 'unknown', name: command, payload: new Uint8Array(payloadBytes) })),
  };
  return { kind: 'message', atMs: AT_MS, peer, traffic };
}

const joinOf = (peer: ExportedPeer): ExportEvent => ({ kind: 'joined', atMs: AT_MS, peer });
const endOf = (peer: ExportedPeer): ExportEvent => ({ kind: 'left', atMs: AT_MS, peer, reason: { by: 'remote' } });

interface Served {
  readonly event$: Subject<ExportEvent>;
  readonly events: EventsServer;
  readonly port: number;
  readonly time: VirtualTime;
  /** The response to each request. */
  readonly responses: readonly ServerResponse[];
  /** Waits until this number of clients is connected. */
  readonly clients: (count: number) => Promise<void>;
}

async function serve(options: Partial<ServeEventsOptions> = {}, pool?: Pool): Promise<Served> {
  const time = new VirtualTime();
  time.advance(AT_MS);
  const event$ = new Subject<ExportEvent>();
  const events = serveEvents(pool ?? event$, { path: '/events', scheduler: time, ...options });
  const responses: ServerResponse[] = [];
  const server = createServer((request, response) => {
    responses.push(response);
    if (!events.handler(request, response)) response.writeHead(404).end('another page');
  });
  afterTest(
    new Subscription(() => {
      events.close();
      server.close();
      server.closeAllConnections();
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  async function clients(count: number): Promise<void> {
    while (events.stats().clients !== count) await nextTurn();
  }
  return { event$, events, port, time, clients, responses };
}

describe('serveEvents', () => {
  it('sends each event as one server-sent event, and leaves other paths alone', async () => {
    const { event$, port } = await serve();
    const client = await openEventStream(port, '/events');
    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(client.headers['access-control-allow-origin']).toBeUndefined();
    event$.next(joinOf(PEER));
    event$.next(messageEvent('ping', { message: () => ({ command: 'ping', nonce: 7n }) }));
    event$.next(endOf(PEER));
    const [joined, ping, left] = await client.received(3);
    expect([joined!.type, ping!.type, left!.type]).toEqual(['joined', 'message', 'left']);
    expect(ping!.data).toEqual({
      kind: 'message',
      at: '2023-11-14T22:13:20.000Z',
      network: 'bitcoin.regtest',
      peer: '20.0.0.1:8333',
      peerId: 1,
      direction: 'received',
      command: 'ping',
      sizeBytes: 24,
      message: { command: 'ping', nonce: '7' },
    });
    expect(left!.data).toMatchObject({ by: 'remote' });
    const other = await openEventStream(port, '/eventsource');
    expect(other.status).toBe(404);
  });

  it('serves a pool as its events are', async () => {
    const { net, pool } = exportedNetwork({ nodes: 3 });
    const { clients, events, port } = await serve({ maxQueuedBytes: 64 * 1024 * 1024 }, pool);
    const client = await openEventStream(port, '/events?kinds=message,joined,left');
    await clients(1);
    const expected: unknown[] = [];
    const sub = new Subscription();
    pool.joined$.subscribe((peer) => {
      expected.push(['joined', peer.address]);
      sub.add(peer.traffic$.subscribe(({ command, direction }) => expected.push([direction, command, peer.address])));
    });
    pool.left$.subscribe(({ peer }) => expected.push(['left', peer.address]));
    pool.start();
    net.advance(30_000);
    expect(expected.length).toBeGreaterThan(50);
    const received = await client.received(expected.length);
    expect(
      received.map(({ data: { command, direction, peer }, type }) =>
        type === 'message' ? [direction, command, peer] : [type, peer],
      ),
    ).toEqual(expected);
    expect(events.stats()).toEqual({ clients: 1, sentEvents: expected.length, droppedEvents: 0, refusedClients: 0 });
    pool.close();
    while (!client.isEnded()) await nextTurn();
    expect((await openEventStream(port, '/events')).status).toBe(204);
  });

  it('subscribes to the source while there are clients only, and decodes nothing that no client wants', async () => {
    let decoded = 0;
    let payloads = 0;
    const message = (): Message => {
      decoded += 1;
      return { command: 'ping', nonce: 1n };
    };
    const { clients, event$, port } = await serve({ resumeMs: 0 });
    expect(event$.observed).toBe(false);
    const client = await openEventStream(port, '/events?commands=pong');
    await clients(1);
    expect(event$.observed).toBe(true);
    for (let i = 0; i < 10; i++) event$.next(messageEvent('ping', { message }));
    expect(decoded).toBe(0);
    const others = await Promise.all([1, 2, 3].map(() => openEventStream(port, '/events')));
    await clients(4);
    const decode = (): Message => {
      payloads += 1;
      return message();
    };
    event$.next(messageEvent('ping', { message: decode }));
    for (const other of others) await other.received(1);
    expect(payloads).toBe(1);
    for (const each of [client, ...others]) each.close();
    await clients(0);
    expect(event$.observed).toBe(false);
  });

  it('sends the peers that are connected to a client that comes later', async () => {
    const { clients, event$, port } = await serve();
    await openEventStream(port, '/events');
    await clients(1);
    for (const id of [1, 2, 3]) event$.next(joinOf(peerNamed(id)));
    const second = peerNamed(2);
    event$.next(joinOf(second));
    event$.next(endOf(second));
    const later = await openEventStream(port, '/events?kinds=joined');
    const received = await later.received(3);
    expect(received.map(({ data, id, type }) => [type, data['peerId'], id])).toEqual([
      ['joined', 1, ''],
      ['joined', 2, ''],
      ['joined', 3, ''],
    ]);
  });

  it('does not decode messages with a large payload', async () => {
    const { clients, event$, port } = await serve({ maxDecodedBytes: 100 });
    const client = await openEventStream(port, '/events');
    await clients(1);
    event$.next(messageEvent('block', { payloadBytes: 100 }));
    event$.next(messageEvent('block', { payloadBytes: 101 }));
    event$.next(messageEvent('block', { message: () => undefined }));
    const received = await client.received(3);
    expect(received.map(({ data }) => data['message'])).toEqual([expect.anything(), undefined, null]);
    expect(received[1]!.data).toMatchObject({ command: 'block', sizeBytes: 125 });
  });

  it('sends the time after which to connect again, and comments while nothing happens', async () => {
    const { clients, port, time } = await serve({ heartbeatMs: 1000, retryMs: 5000 });
    const client = await openEventStream(port, '/events');
    await clients(1);
    while (!client.body().includes('\n\n')) await nextTurn();
    expect(client.body()).toMatch(/^retry: 5000\n\n/);
    time.advance(999);
    await nextTurn();
    expect(client.comments).toEqual([]);
    for (let i = 1; i <= 3; i++) {
      time.advance(1000);
      while (client.comments.length < i) await nextTurn();
    }
    expect(client.comments).toEqual(['alive', 'alive', 'alive']);
  });

  it('escapes what remotes choose: an event stays one event', async () => {
    const { clients, event$, port } = await serve();
    const client = await openEventStream(port, '/events');
    await clients(1);
    const text = 'a\n\ndata: {}\r\u2028\u202e\u0000';
    const peer = { ...PEER, remote: { services: 1n, userAgent: text } } as unknown as ExportedPeer;
    event$.next(joinOf(peer));
    event$.next(messageEvent('e\n\n'));
    const [joined, message] = await client.received(2);
    expect(joined!.data['userAgent']).toBe(text);
    expect(message!.data['command']).toBe('e\n\n');
    // eslint-disable-next-line no-control-regex
    expect(client.body()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u202e]/);
    expect(client.events).toHaveLength(2);
  });

  it('ends the responses when the source completes or errors, and on close', async () => {
    const faults: PeerError[] = [];
    for (const end of ['complete', 'error', 'close'] as const) {
      const { clients, event$, events, port } = await serve({ onFault: (error) => faults.push(error) });
      const client = await openEventStream(port, '/events');
      await clients(1);
      event$.next(joinOf(PEER));
      if (end === 'complete') event$.complete();
      else if (end === 'error') event$.error(new TransportError('ENDED', 'gone'));
      else events.close();
      while (!client.isEnded()) await nextTurn();
      expect(client.events).toHaveLength(1);
      expect(event$.observed).toBe(false);
      expect((await openEventStream(port, '/events')).status).toBe(204);
    }
    expect(faults.map(({ code }) => code)).toEqual(['ENDED']);
  });

  it('refuses other methods, more clients than allowed, and filters that it does not know', async () => {
    const { clients, events, port } = await serve({ maxClients: 2 });
    const post = await openEventStream(port, '/events', {}, 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET']);
    await openEventStream(port, '/events');
    const second = await openEventStream(port, '/events');
    await clients(2);
    const third = await openEventStream(port, '/events');
    expect([third.status, third.headers['retry-after']]).toEqual([503, '10']);
    expect(events.stats()).toMatchObject({ clients: 2, refusedClients: 1 });
    second.close();
    await clients(1);
    expect((await openEventStream(port, '/events')).status).toBe(200);
    const wrong = await openEventStream(port, '/events?command=inv');
    while (wrong.body() === '') await nextTurn();
    expect([wrong.status, wrong.body()]).toEqual([400, 'unknown parameter "command": did you mean commands?\n']);
    expect(wrong.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('allows pages of the named origins only', async () => {
    const origin = 'https://page.example';
    const header = async (options: Partial<ServeEventsOptions>, from: string) => {
      const { port } = await serve(options);
      return (await openEventStream(port, '/events', { origin: from })).headers['access-control-allow-origin'];
    };
    expect(await header({}, origin)).toBeUndefined();
    expect(await header({ origins: [origin] }, origin)).toBe(origin);
    expect(await header({ origins: [origin] }, 'https://other.example')).toBeUndefined();
    expect(await header({ origins: '*' }, origin)).toBe('*');
  });

  it.each([
    [{ path: 'events' }, 'path'],
    [{ path: '/events?x' }, 'path'],
    [{ maxClients: 0 }, 'maxClients'],
    [{ maxQueuedBytes: 1023 }, 'maxQueuedBytes'],
    [{ heartbeatMs: 0 }, 'heartbeatMs'],
    [{ origins: 'https://a' as unknown as string[] }, 'origins'],
  ])('refuses the options %j', (options, path) => {
    const create = () => serveEvents(new Subject<ExportEvent>(), { path: '/events', ...options });
    expect(create).toThrow(LocalProtocolError);
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path }));
  });
});

describe('a client that connects again', () => {
  it('gets the events since its last one', async () => {
    const { clients, event$, port } = await serve();
    const first = await openEventStream(port, '/events');
    await clients(1);
    event$.next(joinOf(PEER));
    event$.next(messageEvent('ping'));
    const received = await first.received(2);
    first.close();
    await clients(0);
    // No client is connected: nothing is decoded, until the client is back.
    event$.next(messageEvent('pong'));
    event$.next(messageEvent('tx'));
    const again = await openEventStream(port, '/events?commands=tx', { 'last-event-id': received[1]!.id });
    expect((await again.received(1)).map(({ data }) => data['command'])).toEqual(['tx']);
    event$.next(messageEvent('tx'));
    const [missed, live] = await again.received(2);
    expect(missed!.id).not.toBe(live!.id);
    expect(again.events).toHaveLength(2);
  });

  it('continues after the first joins, which it does not get twice', async () => {
    const { clients, event$, port } = await serve();
    await openEventStream(port, '/events');
    await clients(1);
    event$.next(joinOf(PEER));
    const first = await openEventStream(port, '/events');
    await first.received(1);
    while (first.lastId() === '') await nextTurn();
    event$.next(messageEvent('ping'));
    const again = await openEventStream(port, '/events', { 'last-event-id': first.events[0]!.id || first.lastId() });
    await clients(3);
    event$.next(messageEvent('tx'));
    const received = await again.received(1);
    expect(received[0]!.type).toBe('message');
  });

  it('receives the number of events that are no longer stored', async () => {
    const { clients, event$, port } = await serve({ maxRecentEvents: 3 });
    const first = await openEventStream(port, '/events');
    await clients(1);
    event$.next(messageEvent('ping'));
    const [{ id } = { id: '' }] = await first.received(1);
    for (const command of ['a', 'b', 'c']) event$.next(messageEvent(command));
    const exact = await openEventStream(port, '/events', { 'last-event-id': id });
    expect((await exact.received(3)).map(({ data }) => data['command'])).toEqual(['a', 'b', 'c']);
    event$.next(messageEvent('d'));
    const late = await openEventStream(port, '/events', { 'last-event-id': id });
    const received = await late.received(4);
    expect(received[0]).toMatchObject({ type: 'dropped', data: { events: 1, reason: 'resume' } });
    expect(received.slice(1).map(({ data }) => data['command'])).toEqual(['b', 'c', 'd']);
  });

  it('keeps recent events up to maxRecentBytes of payloads', async () => {
    const { clients, event$, port } = await serve({ maxRecentBytes: 10_000 });
    const first = await openEventStream(port, '/events?commands=ping');
    await clients(1);
    event$.next(messageEvent('ping'));
    const [{ id } = { id: '' }] = await first.received(1);
    for (let i = 0; i < 5; i++) event$.next(messageEvent('block', { payloadBytes: 4000 }));
    const late = await openEventStream(port, '/events', { 'last-event-id': id });
    expect((await late.received(3)).map(({ type }) => type)).toEqual(['dropped', 'message', 'message']);
    expect(late.events[0]!.data).toMatchObject({ events: 3 });
  });

  it('receives dropped without a number when the id is of an earlier run or no id', async () => {
    const { clients, event$, port, time } = await serve({ resumeMs: 5000 });
    const first = await openEventStream(port, '/events');
    await clients(1);
    event$.next(messageEvent('ping'));
    const [{ id } = { id: '' }] = await first.received(1);
    first.close();
    await clients(0);
    time.advance(4999);
    expect(event$.observed).toBe(true);
    time.advance(1);
    expect(event$.observed).toBe(false);
    for (const lastId of [id, 'garbage', `${id}000`, 'x'.repeat(1000)]) {
      const late = await openEventStream(port, '/events', { 'last-event-id': lastId });
      const [dropped] = await late.received(1);
      expect(dropped).toMatchObject({ type: 'dropped', data: { events: null, reason: 'resume' } });
    }
  });
});

describe('a client that does not read', () => {
  /** A client that has sent its request and reads nothing until `readUntil` is called, which returns all that it reads. */
  function silentClient(port: number) {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    afterTest(new Subscription(() => socket.destroy()));
    socket.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.pause();
    return async (onData: (text: string) => void, last: string): Promise<string> => {
      const chunks: string[] = [];
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        chunks.push(chunk);
        onData(chunk);
      });
      socket.resume();
      // Not in all that was read: that would take quadratic time.
      while (!chunks.slice(-2).join('').includes(last)) await nextTurn();
      return chunks.join('');
    };
  }

  const BIG_BYTES = 50_000;

  it('loses events that are counted and announced to it; others lose none', async () => {
    const maxQueuedBytes = 1024 * 1024;
    const { clients, event$, events, port, responses } = await serve({ maxQueuedBytes });
    const readUntil = silentClient(port);
    const good = await openEventStream(port, '/events');
    await clients(2);
    let sent = 0;
    // Beyond the buffers of the operating system, which take some MiB.
    while (events.stats().droppedEvents < 100) {
      event$.next(messageEvent('big', { payloadBytes: BIG_BYTES }));
      sent += 1;
      await good.received(sent);
    }
    const { droppedEvents, sentEvents } = events.stats();
    expect(sentEvents + droppedEvents).toBe(2 * sent);
    // One event is being written; the rest waits in the bounded queue.
    expect(Math.max(...responses.map(({ writableLength }) => writableLength))).toBeLessThan(3 * BIG_BYTES);
    let isTold = false;
    const all = await readUntil((chunk) => {
      // After the notice events are queued again.
      if (!isTold && chunk.includes('"reason":"slow"')) event$.next(messageEvent('last'));
      isTold ||= chunk.includes('"reason":"slow"');
    }, '"command":"last"');
    const dropped = [...all.matchAll(/"events":(\d+),"reason":"slow"/g)].map(([, count]) => Number(count));
    expect(dropped.reduce((sum, count) => sum + count, 0)).toBe(droppedEvents);
    expect(all.match(/"command":"big"/g)).toHaveLength(sent - droppedEvents);
    await good.received(sent + 1);
    expect(good.events.some(({ type }) => type === 'dropped')).toBe(false);
  });

  it('is disconnected after stallTimeoutMs', async () => {
    const { clients, event$, events, port, time } = await serve({ heartbeatMs: 1000, stallTimeoutMs: 10_000 });
    silentClient(port);
    const good = await openEventStream(port, '/events');
    await clients(2);
    for (let sent = 1; events.stats().droppedEvents === 0; sent++) {
      event$.next(messageEvent('big', { payloadBytes: BIG_BYTES }));
      await good.received(sent);
    }
    time.advance(9000);
    await nextTurn();
    expect(events.stats().clients).toBe(2);
    time.advance(2000);
    await clients(1);
    expect(good.isEnded()).toBe(false);
  });

  it('does not lose events that fit exactly', async () => {
    const event = messageEvent('big', { payloadBytes: 600 });
    const { clients, event$, events, port } = await serve({ maxQueuedBytes: 100_000 });
    const client = await openEventStream(port, '/events');
    await clients(1);
    event$.next(event);
    await client.received(1);
    // All events of one turn wait together.
    const size = Buffer.byteLength(client.body().slice(client.body().lastIndexOf('id: ')));
    const fitting = Math.floor(100_000 / (size + 1));
    for (let i = 0; i < fitting; i++) event$.next(event);
    expect(events.stats().droppedEvents).toBe(0);
    for (let i = 0; i < 3; i++) event$.next(event);
    expect(events.stats().droppedEvents).toBeGreaterThan(0);
    await client.received(1 + fitting);
  });
});

describe('the filters of a client', () => {
  const second = peerNamed(2, 'fra1');
  const ALL: ExportEvent[] = [
    joinOf(PEER),
    messageEvent('inv'),
    messageEvent('tx', { direction: 'sent' }),
    messageEvent('novel', { peer: second }),
    {
      kind: 'failed',
      atMs: AT_MS,
      address: '20.0.0.9:8333',
      direction: 'outbound',
      error: new TransportError('CONNECT_FAILED', 'no'),
    },
    endOf(second),
  ];

  it.each([
    ['', [0, 1, 2, 3, 4, 5]],
    ['kinds=joined,left', [0, 5]],
    ['commands=inv,tx', [1, 2]],
    ['commands=inv&commands=tx', [1, 2]],
    ['commands=unknown', [3]],
    ['direction=sent', [2]],
    ['direction=received', [1, 3]],
    ['commands=inv&kinds=message,left', [1, 5]],
    ['commands=inv&direction=sent', []],
    ['peer=2', [3, 5]],
    ['address=20.0.0.9:8333', [4]],
    ['address=20.0.0.1%3A8333&commands=inv', [1]],
    ['monitor=fra1', [3, 5]],
  ])('%s', async (query, expected) => {
    const { clients, event$, port } = await serve();
    const client = await openEventStream(port, `/events?${query}`);
    const control = await openEventStream(port, '/events');
    await clients(2);
    for (const event of ALL) event$.next(event);
    await control.received(ALL.length);
    await client.received(expected.length);
    await nextTurn();
    expect(client.events.map(({ data }) => data)).toEqual(
      expected.map((index) => JSON.parse(JSON.stringify(eventJson(ALL[index]!))) as unknown),
    );
  });

  it.each([
    ['kinds=messages', 'kinds: unknown value "messages": did you mean message?'],
    ['commands=invs', 'commands: unknown value "invs": did you mean inv?'],
    ['direction=both', 'direction: unknown value "both"; known: received, sent'],
    ['peer=20.0.0.1', 'peer: the number of a peer expected, got "20.0.0.1"; give an address as address='],
    ['peer=', 'peer: a value expected, got an empty text'],
    ['commands=inv,,tx', 'commands: a value expected, got an empty text'],
    [`peer=${'1,'.repeat(100)}1`, 'peer: at most 100 values expected, got 101'],
    ['token=1', /^unknown parameter "token"; known: kinds, commands, direction, peer, address, monitor/],
    ['%00=1', /^unknown parameter "\\u0000"/],
  ])('%s is refused', async (query, text) => {
    const { port } = await serve();
    const client = await openEventStream(port, `/events?${query}`);
    while (!client.isEnded()) await nextTurn();
    expect(client.status).toBe(400);
    if (typeof text === 'string') expect(client.body().trimEnd()).toBe(text);
    else expect(client.body()).toMatch(text);
  });

  it('allow 100 values, and the parameters of the application', async () => {
    const { port } = await serve({ otherParameters: ['token'] });
    expect((await openEventStream(port, `/events?token=1&peer=${'1,'.repeat(99)}1`)).status).toBe(200);
  });

  it('count 1,000 unknown commands as unknown', async () => {
    const { clients, event$, port } = await serve();
    const unknown = await openEventStream(port, '/events?commands=unknown');
    const known = await openEventStream(port, '/events?commands=inv');
    await clients(2);
    for (let i = 0; i < 1000; i++) event$.next(messageEvent(`novel${i}`));
    event$.next(messageEvent('inv'));
    expect(new Set((await unknown.received(1000)).map(({ data }) => data['command'])).size).toBe(1000);
    expect((await known.received(1)).map(({ data }) => data['command'])).toEqual(['inv']);
    expect(known.events).toHaveLength(1);
  });
});

describe('clients that disconnect', () => {
  it('are forgotten, at any moment, and cause no error', async () => {
    const { clients, event$, events, port } = await serve({ maxClients: 50 });
    for (let round = 0; round < 5; round++) {
      const opened = await Promise.all(Array.from({ length: 20 }, () => openEventStream(port, '/events')));
      for (const [i, client] of opened.entries()) {
        event$.next(messageEvent('ping', { payloadBytes: 20_000 }));
        if (i % 2 === 0) client.close();
      }
      for (const client of opened) client.close();
      event$.next(messageEvent('pong'));
      await clients(0);
    }
    expect(events.stats()).toMatchObject({ clients: 0, refusedClients: 0 });
  });
});
