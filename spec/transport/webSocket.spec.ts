import { beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import type { Duplex } from '../../lib/base/duplex.js';
import { webSocketDuplex, type WebSocketConstructor, type WebSocketDuplexOptions } from '../../lib/browser.js';
import { bitcoin, createPeer, type CloseReason } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { formatControl, MAX_CREDIT_BYTES, parseControl } from '../../lib/transport/bridgeProtocol.js';
import { fakeWebSocket, FakeWebSocket } from './fakeWebSocket.js';

const URL_TEXT = 'ws://127.0.0.1:8445/secret-token/127.0.0.1:18444';
const WINDOW = 65_536;

interface Opened {
  readonly duplex: Duplex;
  readonly socket: FakeWebSocket;
  readonly time: VirtualTime;
  readonly received: { bytes: number[]; end: unknown };
}

/** A duplex whose WebSocket is open; `chunk$` is subscribed. */
function opened(options: WebSocketDuplexOptions = {}): Opened {
  const time = new VirtualTime();
  const duplex = webSocketDuplex(URL_TEXT, {
    webSocket: fakeWebSocket,
    windowBytes: WINDOW,
    scheduler: time,
    ...options,
  });
  return { duplex, socket: FakeWebSocket.opened.at(-1)!.open(), time, received: readFrom(duplex) };
}

function readFrom({ chunk$ }: Duplex): Opened['received'] {
  const received: Opened['received'] = { bytes: [], end: undefined };
  chunk$.subscribe({
    next: (chunk) => received.bytes.push(...chunk),
    error: (error: unknown) => (received.end = error),
    complete: () => (received.end = 'complete'),
  });
  return received;
}

beforeEach(() => {
  FakeWebSocket.opened = [];
});

describe('webSocketDuplex', () => {
  it('opens the URL with the subprotocol, and names the node', () => {
    const { duplex, socket } = opened();
    expect([socket.url, socket.offered, socket.binaryType]).toEqual([URL_TEXT, 'rxpeer.bridge.1', 'arraybuffer']);
    expect([duplex.address, duplex.direction]).toEqual(['127.0.0.1:18444', 'outbound']);
    const options = { webSocket: fakeWebSocket, scheduler: new VirtualTime() };
    expect(webSocketDuplex('wss://b/t/%5B::1%5D:8333', options).address).toBe('[::1]:8333');
    expect(webSocketDuplex(URL_TEXT, { ...options, address: 'a' }).address).toBe('a');
  });

  it('accepts the WebSocket of the package ws', () => {
    const webSocket: WebSocketConstructor = WebSocket;
    expect(typeof webSocket).toBe('function');
  });

  it('emits the bytes of the node, and completes when it ends', () => {
    const { socket, received } = opened();
    socket.control({ kind: 'credit', bytes: 10 });
    socket.bytes(1, 2);
    socket.bytes(3);
    socket.control({ kind: 'end' });
    expect([received, socket.closeCode]).toEqual([{ bytes: [1, 2, 3], end: 'complete' }, 1000]);
  });

  it('grants the window once, and again what was emitted when it is half of the window', () => {
    const { socket } = opened();
    expect(socket.credits).toEqual([WINDOW]);
    socket.zeros(WINDOW / 2 - 1);
    expect(socket.credits).toEqual([WINDOW]);
    socket.zeros(1);
    expect(socket.credits).toEqual([WINDOW, WINDOW / 2]);
  });

  it('grants nothing while it is paused or not subscribed, and accepts exactly the window', () => {
    const time = new VirtualTime();
    const duplex = webSocketDuplex(URL_TEXT, { webSocket: fakeWebSocket, windowBytes: WINDOW, scheduler: time });
    const socket = FakeWebSocket.opened[0]!.open();
    socket.control({ kind: 'credit', bytes: 10 });
    socket.zeros(WINDOW - 1);
    duplex.pause();
    const received = readFrom(duplex);
    socket.bytes(7);
    expect([received.bytes.length, socket.credits]).toEqual([0, [WINDOW]]);
    duplex.resume();
    expect([received.bytes.length, received.bytes.at(-1), socket.credits]).toEqual([WINDOW, 7, [WINDOW, WINDOW - 1]]);
    duplex.close();
  });

  it('ends if the bridge sends one byte more than it was granted', () => {
    const { duplex, socket, received } = opened();
    duplex.pause();
    socket.zeros(WINDOW);
    socket.bytes(1);
    duplex.resume();
    expect(received.bytes.length).toBe(WINDOW);
    expect(received.end).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(String(received.end)).toContain('bytes that were not granted');
    expect(socket.closeCode).toBe(4008);
  });

  it('stops emitting when the subscriber pauses while it gets a chunk', () => {
    const { duplex, socket } = opened();
    const bytes: number[] = [];
    duplex.pause();
    socket.bytes(1);
    socket.bytes(2);
    duplex.chunk$.subscribe((chunk) => {
      bytes.push(...chunk);
      duplex.pause();
    });
    duplex.resume();
    expect(bytes).toEqual([1]);
    duplex.resume();
    expect(bytes).toEqual([1, 2]);
  });

  it('writes what the bridge has granted, in pieces of at most 64 KiB, and the rest with the next credit', () => {
    const { duplex, socket } = opened();
    const written: (boolean | string)[] = [];
    duplex.drain$.subscribe(() => written.push('drain'));
    expect(duplex.write(new Uint8Array(3), (ok) => written.push(ok))).toBe(false);
    expect(socket.sentSizes).toEqual([]);
    socket.control({ kind: 'credit', bytes: 2 });
    expect([socket.sentSizes, written]).toEqual([[2], []]);
    socket.control({ kind: 'credit', bytes: 100_001 });
    expect([socket.sentSizes, written]).toEqual([
      [2, 1],
      [true, 'drain'],
    ]);
    expect(duplex.write(new Uint8Array(100_000), (ok) => written.push(ok))).toBe(true);
    expect([socket.sentSizes, written]).toEqual([
      [2, 1, 65_536, 34_464],
      [true, 'drain', true],
    ]);
    expect(duplex.write(new Uint8Array(1))).toBe(false);
  });

  it('sends only the bytes of a chunk that is a view of a larger buffer, a Buffer of Node included', () => {
    const { duplex, socket } = opened();
    socket.control({ kind: 'credit', bytes: 10 });
    duplex.write(Buffer.from([1, 2, 3, 4]).subarray(1, 3));
    duplex.write(Uint8Array.of(1, 2, 3, 4).subarray(2));
    expect(socket.sent.slice(1)).toEqual([
      [2, 3],
      [3, 4],
    ]);
  });

  it('closes at once, and drops queued chunks', () => {
    const { duplex, socket, received } = opened();
    const written: boolean[] = [];
    duplex.write(new Uint8Array(3), (ok) => written.push(ok));
    duplex.close();
    expect([written, received.end, socket.closeCode]).toEqual([[false], 'complete', 1000]);
    duplex.write(new Uint8Array(3), (ok) => written.push(ok));
    socket.bytes(1);
    duplex.close();
    expect([written, received.bytes]).toEqual([[false, false], []]);
  });

  it('closes after the queued chunks were granted', () => {
    const { duplex, socket, received } = opened();
    const written: boolean[] = [];
    socket.control({ kind: 'credit', bytes: 1 });
    duplex.write(new Uint8Array(3), (ok) => written.push(ok));
    duplex.close({ flushTimeoutMs: 100 });
    duplex.write(new Uint8Array(1), (ok) => written.push(ok));
    expect([received.end, written, socket.closeCode]).toEqual(['complete', [false], undefined]);
    socket.control({ kind: 'credit', bytes: 2 });
    expect([written, socket.sentSizes, socket.closeCode]).toEqual([[false, true], [1, 2], 1000]);
  });

  it('closes after the flush timeout', () => {
    const { duplex, socket, time } = opened();
    const written: boolean[] = [];
    duplex.write(new Uint8Array(3), (ok) => written.push(ok));
    duplex.close({ flushTimeoutMs: 100 });
    time.advance(99);
    expect([written, socket.closeCode]).toEqual([[], undefined]);
    time.advance(1);
    expect([written, socket.closeCode]).toEqual([[false], 1000]);
  });

  it.each([
    ['CONNECT_FAILED', 'no connection to 127.0.0.1:18444: ECONNREFUSED'],
    ['CONNECTION_LOST', 'connection to 127.0.0.1:18444 lost: ECONNRESET'],
  ] as const)('errors with the %s of the bridge, after the bytes before it', (code, text) => {
    const { socket, received, duplex } = opened();
    duplex.pause();
    socket.bytes(1);
    socket.control({ kind: 'failed', code, text });
    socket.closed(1000);
    expect(received.end).toBeUndefined();
    duplex.resume();
    expect(received.bytes).toEqual([1]);
    expect(received.end).toMatchObject({ name: 'TransportError', code, message: text });
  });

  it('errors with CONNECT_FAILED without the token if the WebSocket cannot be opened', () => {
    const duplex = webSocketDuplex(URL_TEXT, { webSocket: fakeWebSocket });
    const received = readFrom(duplex);
    FakeWebSocket.opened[0]!.closed(1006);
    expect(received.end).toMatchObject({ code: 'CONNECT_FAILED' });
    expect(String(received.end)).toMatch(
      /no connection to 127.0.0.1:18444 through ws:\/\/127.0.0.1:8445 \(close code 1006\)/,
    );
    expect(String(received.end)).not.toContain('secret');
  });

  it('errors with CONNECT_FAILED if the browser refuses to open it, with the cause', () => {
    const cause = new Error('insecure');
    const webSocket = class extends FakeWebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        throw cause;
      }
    };
    expect(readFrom(webSocketDuplex(URL_TEXT, { webSocket })).end).toMatchObject({ code: 'CONNECT_FAILED', cause });
  });

  it('errors with CONNECT_FAILED for a server of another subprotocol', () => {
    const duplex = webSocketDuplex(URL_TEXT, { webSocket: fakeWebSocket });
    FakeWebSocket.opened[0]!.open('');
    expect(String(readFrom(duplex).end)).toContain('is no rxpeer bridge');
  });

  it('errors with CONNECTION_LOST if the bridge goes away', () => {
    const { socket, received } = opened();
    socket.control({ kind: 'credit', bytes: 1 });
    socket.closed(1006);
    expect(received.end).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it.each(['', '{}', '[]', 'null', '{"kind":"credit","bytes":0}', '{"kind":"credit","bytes":1.5}', '{"kind":"pause"}'])(
    'ends for the control %s',
    (text) => {
      const { socket, received } = opened();
      socket.text(text);
      expect([received.end, socket.closeCode]).toMatchObject([{ code: 'CONNECTION_LOST' }, 4008]);
    },
  );

  it('accepts the maximum credit, and ends for one byte more', () => {
    const { socket, received } = opened();
    socket.control({ kind: 'credit', bytes: MAX_CREDIT_BYTES });
    expect(received.end).toBeUndefined();
    socket.control({ kind: 'credit', bytes: 1 });
    expect(received.end).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('errors with CONNECT_TIMEOUT if the bridge does not connect in time, and not after it has', () => {
    const late = opened({ connectTimeoutMs: 50 });
    late.time.advance(49);
    expect(late.received.end).toBeUndefined();
    late.time.advance(1);
    expect([late.received.end, late.socket.closeCode]).toMatchObject([
      { code: 'CONNECT_TIMEOUT', timeoutMs: 50 },
      1000,
    ]);
    const connected = opened({ connectTimeoutMs: 50 });
    connected.socket.control({ kind: 'credit', bytes: 1 });
    connected.time.advance(1000);
    expect(connected.received.end).toBeUndefined();
  });

  it.each<[string, unknown, WebSocketDuplexOptions]>([
    ['url: URL of a bridge expected', 'http://h/', {}],
    ['url: URL of a bridge expected', 'ws://h/#x', {}],
    ['url: URL of a bridge expected', undefined, {}],
    ['windowBytes: integer from 65536', URL_TEXT, { windowBytes: 65_535 }],
    ['windowBytes: integer from 65536', URL_TEXT, { windowBytes: MAX_CREDIT_BYTES + 1 }],
    ['connectTimeoutMs: integer from 1', URL_TEXT, { connectTimeoutMs: 0 }],
    ['webSocket: function expected', URL_TEXT, { webSocket: 'ws' as never }],
  ])('refuses %s', (message, url, options) => {
    expect(() => webSocketDuplex(url as string, { webSocket: fakeWebSocket, ...options })).toThrow(message);
  });

  it('ends a peer with CONNECT_FAILED, which is no refusal of transport v2', () => {
    const reasons: CloseReason[] = [];
    const duplex = webSocketDuplex(URL_TEXT, { webSocket: fakeWebSocket });
    const peer = createPeer(duplex, { network: bitcoin.regtest, transport: 'v2' });
    peer.closed$.subscribe((reason) => reasons.push(reason));
    peer.start();
    FakeWebSocket.opened[0]!.open().control({ kind: 'failed', code: 'CONNECT_FAILED', text: 'ECONNREFUSED' });
    expect(reasons).toMatchObject([{ by: 'fault', error: { code: 'CONNECT_FAILED', message: 'ECONNREFUSED' } }]);
  });
});

describe('the controls of the bridge', () => {
  it('cut the text of a failure to 500 characters, which is accepted even if all are escaped', () => {
    const text = formatControl({ kind: 'failed', code: 'CONNECT_FAILED', text: '\u0001'.repeat(600) });
    expect(parseControl(text)).toEqual({ kind: 'failed', code: 'CONNECT_FAILED', text: '\u0001'.repeat(500) });
  });
});
