import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, interval, ReplaySubject } from 'rxjs';
import {
  createIdentity,
  decodeMessage,
  encodeFrame,
  FrameDecoder,
  encodeMessage,
  type CloseReason,
  type Message,
  type Peer,
} from '../../lib/index.js';
import type { ListenOptions } from '../../lib/node.js';
import { QUEUED_MESSAGE_BYTES } from '../../lib/peer/send/messageCharges.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { soon } from '../helpers/nodes/soon.js';
import { bytesOf, concatBytes, versionMessage } from '../helpers/samples.js';
import { afterTest, ourListener } from '../helpers/tcp.js';

const network = LBCD_POLICY_NETWORK;
const VERSION = bytesOf([versionMessage()]);
const VERACK = bytesOf([{ command: 'verack' }]);
const HANDSHAKE = concatBytes([VERSION, VERACK]);

const raw = (command: string, ...payload: number[]): Uint8Array =>
  encodeFrame(network, command, Uint8Array.from(payload));
const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const FILTERLOAD = bytesOf([
  { command: 'filterload', filter: new Uint8Array(8), hashFunctions: 1, tweak: 0, flags: 0 },
]);

interface Outcome {
  readonly reason: CloseReason;
  /** The messages that the remote has received. */
  readonly received: Message[];
}

/** A remote dials our listener and sends these bytes; resolves to the end of the connection. */
async function ends(bytesToSend: readonly Uint8Array[], options: Partial<ListenOptions> = {}): Promise<Outcome> {
  const { peer$, received, socket } = await rawConnection(bytesToSend, options);
  const reason = await soon((await firstValueFrom(peer$)).closed$, 'end');
  // The remote reads until we have closed the connection.
  if (!socket.closed) await once(socket, 'close');
  return { reason, received: received() };
}

async function rawConnection(bytesToSend: readonly Uint8Array[], options: Partial<ListenOptions>) {
  const peer$ = new ReplaySubject<Peer>(1);
  const { port } = await ourListener({ network, transport: 'v1', ...options, onPeer: (peer) => peer$.next(peer) });
  const socket: Socket = connectSocket({ host: '127.0.0.1', port });
  const chunks: Uint8Array[] = [];
  socket.on('error', () => undefined).on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'connect');
  for (const bytes of bytesToSend) socket.write(bytes);
  return { peer$, socket, received: () => messagesIn(concatBytes(chunks)) };
}

function messagesIn(bytes: Uint8Array): Message[] {
  const decoder = new FrameDecoder(network);
  decoder.push(bytes);
  const messages: Message[] = [];
  for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
    messages.push(decodeMessage(encodeFrame(network, frame.command, frame.payload), { network }));
  }
  return messages;
}

/** Everything that we refuse, except the cases of hostile.spec.ts. */
describe('an inbound remote is refused', () => {
  it.each<[string, Uint8Array[], Partial<ListenOptions>, object, object | undefined]>([
    [
      'for a second version after the handshake',
      [HANDSHAKE, VERSION],
      {},
      { name: 'RemoteProtocolError', code: 'DUPLICATE_VERSION' },
      { message: 'version', code: 0x12 },
    ],
    [
      'for a second verack',
      [HANDSHAKE, VERACK],
      {},
      { name: 'RemoteProtocolError', code: 'DUPLICATE_VERACK' },
      { message: 'verack', code: 0x12 },
    ],
    [
      'for missing services',
      [VERSION],
      { requiredServices: 1024n },
      { name: 'RemoteProtocolError', code: 'SERVICES_MISSING' },
      { message: 'version', code: 0x40 },
    ],
    [
      'by acceptRemote',
      [VERSION],
      { acceptRemote: () => 'full' },
      { name: 'RemoteProtocolError', code: 'REFUSED', message: 'full' },
      { message: 'version', code: 0x40, reason: 'full' },
    ],
    [
      'for a version below the minimum',
      [VERSION],
      { minProtocolVersion: 70_017 },
      { name: 'RemoteProtocolError', code: 'VERSION_TOO_OLD' },
      { message: 'version', code: 0x11 },
    ],
    [
      'for our own nonce',
      [VERSION],
      { identity: { remember: () => undefined, isOurs: (nonce) => nonce === 0xfeedn } },
      { name: 'RemoteProtocolError', code: 'SELF_CONNECTION' },
      undefined,
    ],
    [
      'for verack first',
      [VERACK],
      {},
      { name: 'RemoteProtocolError', code: 'VERSION_EXPECTED' },
      { message: 'verack', code: 0x01 },
    ],
    [
      'for filterload, which we do not offer',
      [HANDSHAKE, FILTERLOAD],
      {},
      { name: 'RemoteProtocolError', code: 'BLOOM_NOT_OFFERED' },
      undefined,
    ],
    [
      'for filteradd, which we do not offer',
      [HANDSHAKE, raw('filteradd', 1, 0)],
      {},
      { name: 'RemoteProtocolError', code: 'BLOOM_NOT_OFFERED' },
      undefined,
    ],
    [
      'for filterclear, which we do not offer',
      [HANDSHAKE, raw('filterclear')],
      {},
      { name: 'RemoteProtocolError', code: 'BLOOM_NOT_OFFERED' },
      undefined,
    ],
    [
      'for a CompactSize that is not minimal',
      [HANDSHAKE, raw('inv', 0xfd, 1, 0, ...zeros(36))],
      {},
      { name: 'RemoteProtocolError', code: 'NON_CANONICAL' },
      undefined,
    ],
    [
      'for 102 hashes in a locator',
      [HANDSHAKE, raw('getheaders', ...zeros(4), 102, ...zeros(103 * 32))],
      {},
      { name: 'RemoteProtocolError', code: 'LOCATOR_TOO_LONG' },
      undefined,
    ],
    [
      'for extra bytes after a feature',
      [HANDSHAKE, raw('feature', 4, 0x64, 0x65, 0x6d, 0x6f, 0, 9)],
      {},
      { name: 'RemoteProtocolError', code: 'BAD_FEATURE' },
      undefined,
    ],
    [
      'for a malformed command',
      [HANDSHAKE, spoiled(raw('ping', ...zeros(8)))],
      {},
      { name: 'RemoteProtocolError', code: 'BAD_COMMAND' },
      undefined,
    ],
    [
      'for silence longer than the idle timeout',
      [HANDSHAKE],
      { idleTimeoutMs: 50 },
      { name: 'PeerTimeoutError', code: 'IDLE_TIMEOUT' },
      undefined,
    ],
    [
      'for an unanswered ping',
      [HANDSHAKE],
      { pingIntervalMs: 20, pongTimeoutMs: 30 },
      { name: 'PeerTimeoutError', code: 'PONG_TIMEOUT' },
      undefined,
    ],
  ])('%s', async (_, bytesToSend, options, error, rejection) => {
    const { reason, received } = await ends(bytesToSend, options);
    expect(reason).toMatchObject({ by: 'fault', error: expect.objectContaining(error) });
    expect(received.find(({ command }) => command === 'reject')).toEqual(
      rejection === undefined ? undefined : expect.objectContaining(rejection),
    );
  });

  it('for an overdue answer', async () => {
    const { peer$ } = await rawConnection([HANDSHAKE], { stallTimeoutMs: 30, requiredAnswers: ['mempool'] });
    const peer = await firstValueFrom(peer$);
    void peer.send({ command: 'mempool' });
    expect(await soon(peer.closed$, 'end')).toMatchObject({ error: { name: 'PeerTimeoutError', code: 'STALLED' } });
  });

  it('for not reading what we send', async () => {
    const { peer$, socket } = await rawConnection([HANDSHAKE], { sendBudgetBytes: 10_000_000 });
    socket.pause();
    const peer = await firstValueFrom(peer$);
    const bulk: Message = { command: 'unknown', name: 'bulk', payload: new Uint8Array(3_000_000) };
    const results = Array.from({ length: 20 }, () => peer.send(bulk));
    expect(await soon(peer.closed$, 'end')).toMatchObject({
      error: { name: 'TransportError', code: 'SEND_QUEUE_FULL' },
    });
    expect(await Promise.all(results)).toContain(false);
  });
});

describe('an inbound remote stays connected, and faults$ emits', () => {
  it.each<[string, Uint8Array, Partial<ListenOptions>, string]>([
    ['with wtxidrelay after verack', raw('wtxidrelay'), {}, 'LATE_FEATURE'],
    ['with sendaddrv2 after verack', raw('sendaddrv2'), {}, 'LATE_FEATURE'],
    ['with extra bytes after a message without fields', raw('sendheaders', 1, 2), {}, 'LEFTOVER'],
    ['with a short ping, if malformed messages are dropped', raw('ping', 1), { onMalformed: 'drop' }, 'SHORT_PAYLOAD'],
    [
      'with a bad command, if malformed messages are dropped',
      spoiled(raw('ping', ...zeros(8))),
      { onMalformed: 'drop' },
      'BAD_COMMAND',
    ],
  ])('%s', async (_, bytesToSend, options, code) => {
    const fault$ = new ReplaySubject<{ code: string }>(10);
    const pong$ = new ReplaySubject<Message>(1);
    const { peer$, port } = await kept(options);
    peer$.subscribe((peer) => {
      peer.faults$.subscribe(fault$);
      peer.sent$.subscribe((message) => message.command === 'pong' && pong$.next(message));
    });
    const socket = connectSocket({ host: '127.0.0.1', port });
    socket.on('error', () => undefined).resume();
    socket.write(concatBytes([HANDSHAKE, bytesToSend, encodeMessage({ command: 'ping', nonce: 5n }, { network })]));
    expect(await soon(fault$, 'fault')).toMatchObject({ code });
    expect(await soon(pong$, 'pong')).toEqual({ command: 'pong', nonce: 5n });
    socket.destroy();
  });
});

describe('an inbound remote that sends pings and never reads the pongs', () => {
  it('is not read above a quarter of the send budget, and is read again after it reads', async () => {
    const sendBudgetBytes = 4_000_000;
    const { peer$, socket } = await rawConnection([HANDSHAKE], { sendBudgetBytes });
    const peer = await firstValueFrom(peer$);
    await soon(peer.status$.pipe(filter((status) => status === 'ready')), 'handshake');
    socket.pause();
    const pings = concatBytes(Array.from({ length: 2000 }, () => raw('ping', ...zeros(8))));
    // More pongs than the socket buffers of the operating system hold.
    for (let i = 0; i < 400 && !peer.stats().isPaused; i++) {
      socket.write(pings);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { isPaused, queuedBytes, queuedMessages } = peer.stats();
    expect(isPaused).toBe(true);
    expect(queuedBytes + queuedMessages * QUEUED_MESSAGE_BYTES).toBeLessThan(sendBudgetBytes);
    socket.resume();
    await soon(interval(10).pipe(filter(() => !peer.stats().isPaused)), 'reading');
    socket.destroy();
  });
});

async function kept(options: Partial<ListenOptions>) {
  const peer$ = new ReplaySubject<Peer>(1);
  const listener = await ourListener({
    network,
    identity: createIdentity(),
    ...options,
    onPeer: (peer) => peer$.next(peer),
  });
  afterTest(listener.subscription);
  return { peer$, port: listener.port };
}

/** With a control character in its command, and a valid checksum. */
function spoiled(frame: Uint8Array): Uint8Array {
  frame[4] = 0x07;
  return frame;
}
