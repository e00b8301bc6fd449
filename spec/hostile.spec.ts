import { once } from 'node:events';
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  catchError,
  ignoreElements,
  interval,
  lastValueFrom,
  of,
  ReplaySubject,
  Subscription,
  tap,
  timeout,
  type Observable,
} from 'rxjs';
import {
  bitcoin,
  createIdentity,
  encodeFrame,
  PeerTimeoutError,
  RemoteProtocolError,
  TransportError,
  type CloseReason,
  type Peer,
  type PeerError,
  type ReadyPeer,
} from '../lib/index.js';
import { connect, dial, listen } from '../lib/node.js';
import { LBCD_POLICY_NETWORK } from './helpers/lbcdPolicy.js';
import { ask } from './helpers/nodes/ask.js';
import { soon } from './helpers/nodes/soon.js';
import { bytesOf, concatBytes, versionMessage } from './helpers/samples.js';

/** The actions of a hostile remote on its end of a connection. */
type Attack = (socket: Socket) => void;
type ErrorClass = abstract new (...args: never[]) => PeerError;
type Attacks = readonly (readonly [what: string, attack: Attack, errorClass: ErrorClass, code: string])[];

const network = LBCD_POLICY_NETWORK;
const VERSION = bytesOf([versionMessage()]);
const VERACK = bytesOf([{ command: 'verack' }]);
const PING = bytesOf([{ command: 'ping', nonce: 1n }]);
const HANDSHAKE = concatBytes([VERSION, VERACK]);

const BEFORE_THE_HANDSHAKE: Attacks = [
  ['a bad checksum', sends(flipped(VERSION, 20)), RemoteProtocolError, 'BAD_CHECKSUM'],
  ['a malformed command', sends(flipped(VERSION, 4)), RemoteProtocolError, 'BAD_COMMAND'],
  [
    'the magic of another network',
    sends(bytesOf([versionMessage()], bitcoin.mainnet)),
    RemoteProtocolError,
    'WRONG_MAGIC',
  ],
  ['a length above the limit', sends(oversized('version')), RemoteProtocolError, 'OVERSIZED_FRAME'],
  ['garbage', sends(new Uint8Array(1000).fill(0xa5)), RemoteProtocolError, 'WRONG_MAGIC'],
  ['four bytes of garbage', sends(Uint8Array.of(1, 2, 3, 4)), RemoteProtocolError, 'WRONG_MAGIC'],
  [
    'a truncated version',
    sends(encodeFrame(network, 'version', VERSION.slice(24, 60))),
    RemoteProtocolError,
    'SHORT_PAYLOAD',
  ],
  ['a ping before version', sends(PING), RemoteProtocolError, 'VERSION_EXPECTED'],
  ['a ping before verack', sends(VERSION, PING), RemoteProtocolError, 'VERACK_EXPECTED'],
  ['two versions', sends(VERSION, VERSION), RemoteProtocolError, 'DUPLICATE_VERSION'],
  ['version 1', sends(bytesOf([versionMessage({ version: 1 })])), RemoteProtocolError, 'VERSION_TOO_OLD'],
  ['a reset', resets(VERSION), TransportError, 'CONNECTION_LOST'],
];

const TOO_SLOWLY: Attacks = [
  ['nothing', sends(), PeerTimeoutError, 'NEGOTIATION_TIMEOUT'],
  ['no verack', sends(VERSION), PeerTimeoutError, 'NEGOTIATION_TIMEOUT'],
  ['one byte every 10 ms', sendsBytewise(HANDSHAKE), PeerTimeoutError, 'NEGOTIATION_TIMEOUT'],
];

const AFTER_THE_HANDSHAKE: Attacks = [
  ['a bad checksum', sends(HANDSHAKE, flipped(PING, 20)), RemoteProtocolError, 'BAD_CHECKSUM'],
  ['the magic of another network', sends(HANDSHAKE, flipped(PING, 0)), RemoteProtocolError, 'WRONG_MAGIC'],
  ['a length above the limit', sends(HANDSHAKE, oversized('ping')), RemoteProtocolError, 'OVERSIZED_FRAME'],
  [
    'a short ping',
    sends(HANDSHAKE, encodeFrame(network, 'ping', new Uint8Array(7))),
    RemoteProtocolError,
    'SHORT_PAYLOAD',
  ],
  [
    'an inv that declares 50,001 items',
    sends(HANDSHAKE, encodeFrame(network, 'inv', Uint8Array.of(0xfd, 0x51, 0xc3))),
    RemoteProtocolError,
    'TOO_MANY_ITEMS',
  ],
  [
    'an inv that declares 2^32 - 1 items',
    sends(HANDSHAKE, encodeFrame(network, 'inv', Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0xff))),
    RemoteProtocolError,
    'LIMIT_EXCEEDED',
  ],
  ['half of a ping, then the end', sendsAndCloses(HANDSHAKE, PING.slice(0, 28)), RemoteProtocolError, 'TRUNCATED'],
  ['a reset', resets(HANDSHAKE), TransportError, 'CONNECTION_LOST'],
];

// An uncaught exception or rejection fails the test in which it occurs: jest does this.
describe('a hostile remote', () => {
  let arena: Arena;
  // For attacks that must time out quickly. The well-behaved peers are in the other arena, which has a long timeout.
  let shortTimeoutArena: Arena;
  let others: readonly ReadyPeer[];
  let lastNonce = 0n;

  beforeAll(async () => {
    shortTimeoutArena = new Arena(100);
    await shortTimeoutArena.open();
    arena = new Arena(10_000);
    await arena.open();
    others = await arena.invite();
  });

  afterAll(() => {
    arena?.close();
    shortTimeoutArena?.close();
  });

  /** The peers that were connected all the time exchange pings in both directions. */
  async function expectOthersUnaffected(): Promise<void> {
    for (const peer of others) {
      const nonce = ++lastNonce;
      expect(await ask(peer, { command: 'ping', nonce }, peer.on('pong'))).toEqual({ command: 'pong', nonce });
    }
  }

  describe.each([
    ['before the handshake', BEFORE_THE_HANDSHAKE, () => arena],
    ['too slowly', TOO_SLOWLY, () => shortTimeoutArena],
    ['after the handshake', AFTER_THE_HANDSHAKE, () => arena],
  ])('that sends, %s,', (_, attacks, here) => {
    describe.each(attacks)('%s', (_what, attack, errorClass, code) => {
      const isTheError = (error: unknown): void => {
        expect(error).toBeInstanceOf(errorClass);
        expect(error).toMatchObject({ code });
      };

      it('causes connect() to error with the fault', async () => {
        const { error, reasons } = await here().attackDialer(attack);
        isTheError(error);
        expect(reasons).toMatchObject([{ by: 'fault', error: { name: errorClass.name, code } }]);
        await expectOthersUnaffected();
      });

      it('ends only its own connection to a listener', async () => {
        const reasons = await here().attackListener(attack);
        expect(reasons).toMatchObject([{ by: 'fault', error: expect.any(errorClass) }]);
        isTheError(reasons[0]?.by === 'fault' && reasons[0].error);
        await expectOthersUnaffected();
      });
    });
  });

  describe('that closes the connection at every byte of the handshake', () => {
    const cuts = Array.from({ length: HANDSHAKE.length + 1 }, (_, i) => i);
    /** A close between two messages is a normal end of the connection; inside a message it is a fault. */
    const isClean = (cut: number): boolean => [0, VERSION.length, HANDSHAKE.length].includes(cut);

    it('causes connect() to error with one reason', async () => {
      for (const cut of cuts) {
        const { error, reasons } = await arena.attackDialer(sendsAndCloses(HANDSHAKE.slice(0, cut)));
        const [name, code] = isClean(cut) ? ['TransportError', 'REMOTE_CLOSED'] : ['RemoteProtocolError', 'TRUNCATED'];
        expect({ cut, error }).toMatchObject({ cut, error: { name, code } });
        expect({ cut, reasons }).toEqual({ cut, reasons: [isClean(cut) ? { by: 'remote' } : { by: 'fault', error }] });
      }
      await expectOthersUnaffected();
    });

    it('ends only its own connection to a listener', async () => {
      for (const cut of cuts) {
        const reasons = await arena.attackListener(sendsAndCloses(HANDSHAKE.slice(0, cut)));
        expect(reasons).toHaveLength(1);
        expect({ cut, reason: reasons[0] }).toMatchObject({
          cut,
          reason: isClean(cut)
            ? { by: 'remote' }
            : { by: 'fault', error: { name: 'RemoteProtocolError', code: 'TRUNCATED' } },
        });
      }
      await expectOthersUnaffected();
    });
  });

  it('that sends the handshake byte by byte becomes ready', async () => {
    const { error, reasons, ready } = await arena.attackDialer((socket) => {
      socket.setNoDelay(true);
      for (const byte of HANDSHAKE) socket.write(Uint8Array.of(byte));
      socket.end();
    });
    expect(ready).toBe(1);
    expect(error).toMatchObject({ code: 'REMOTE_CLOSED' });
    expect(reasons).toEqual([{ by: 'remote' }]);
  });
});

/** The targets of the attacks: a listener and dialers with this handshake timeout. */
class Arena {
  private readonly options;
  private readonly ours = new Subscription();
  private readonly ready$ = new ReplaySubject<ReadyPeer>(1);
  private connection$ = new ReplaySubject<Connection>(1);
  private port = 0;

  constructor(negotiationTimeoutMs: number) {
    // The attacks are frames of v1.
    this.options = { network, negotiationTimeoutMs, host: '127.0.0.1', transport: 'v1' as const };
  }

  async open(): Promise<void> {
    const port$ = new ReplaySubject<number>(1);
    this.ours.add(
      listen({
        ...this.options,
        port: 0,
        identity: createIdentity(),
        onListening: ({ port }) => port$.next(port),
        onPeer: (peer) => this.connection$.next(connectionOf(peer)),
      }).subscribe(this.ready$),
    );
    this.port = await soon(port$, 'port');
  }

  /** A well-behaved connection to our listener: both of its ends. */
  async invite(): Promise<readonly ReadyPeer[]> {
    const outbound = await dial({ ...this.options, port: this.port, identity: createIdentity() });
    this.ours.add(() => outbound.close());
    return [outbound, await soon(this.ready$, 'inbound peer')];
  }

  /** Runs the attack as a server that we dial; returns the number of ready peers of `connect()`, its error, and all values of `closed$`. */
  async attackDialer(attack: Attack): Promise<{ ready: number; error: unknown; reasons: CloseReason[] }> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      begin(attack, socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const seen$ = new ReplaySubject<Connection>(1);
    let ready = 0;
    const error$ = connect({
      ...this.options,
      port: (server.address() as AddressInfo).port,
      onPeer: (peer) => seen$.next(connectionOf(peer)),
    }).pipe(
      tap(() => (ready += 1)),
      ignoreElements(),
      catchError((error: unknown) => of(error)),
    );
    try {
      const error = await soon<unknown>(error$, 'end of connect()');
      return { ready, error, reasons: await reasonsOf(seen$) };
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  }

  /** Runs the attack as a client of our listener; returns all values of `closed$`. */
  async attackListener(attack: Attack): Promise<CloseReason[]> {
    this.connection$ = new ReplaySubject<Connection>(1);
    const socket = connectSocket({ host: '127.0.0.1', port: this.port });
    socket.once('connect', () => begin(attack, socket));
    try {
      return await reasonsOf(this.connection$);
    } finally {
      socket.destroy();
    }
  }

  close(): void {
    this.ours.unsubscribe();
  }
}

interface Connection {
  readonly peer: Peer;
  /** All values of `closed$`. */
  readonly reasons: CloseReason[];
}

/** Subscribes immediately, because `closed$` replays only its last value. */
function connectionOf(peer: Peer): Connection {
  const reasons: CloseReason[] = [];
  peer.closed$.subscribe((reason) => reasons.push(reason));
  return { peer, reasons };
}

/** The values of `closed$` when it has completed. */
async function reasonsOf(connection$: Observable<Connection>): Promise<CloseReason[]> {
  const { peer, reasons } = await soon(connection$, 'connection');
  await lastValueFrom(peer.closed$.pipe(timeout(15_000)), { defaultValue: undefined });
  return reasons;
}

function begin(attack: Attack, socket: Socket): void {
  // We may close the connection while the attacker still writes.
  socket.on('error', () => undefined);
  // Unread bytes would turn the end of the connection into a reset.
  socket.resume();
  attack(socket);
}

function sends(...parts: Uint8Array[]): Attack {
  return (socket) => void socket.write(concatBytes(parts));
}

function sendsAndCloses(...parts: Uint8Array[]): Attack {
  return (socket) => void socket.end(concatBytes(parts));
}

/** Resets after the first answer, which proves that the connection is open. */
function resets(bytes: Uint8Array): Attack {
  return (socket) => {
    socket.once('data', () => socket.resetAndDestroy());
    socket.write(bytes);
  };
}

function sendsBytewise(bytes: Uint8Array): Attack {
  return (socket) => {
    const dripping = interval(10).subscribe((i) => void socket.write(bytes.slice(i, i + 1)));
    socket.once('close', () => dripping.unsubscribe());
  };
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? byte ^ 0xff : byte));
}

/** Only the header of a message. It declares a payload of 2^32 - 1 bytes. */
function oversized(command: string): Uint8Array {
  return encodeFrame(network, command, new Uint8Array(0)).fill(0xff, 16, 20);
}
