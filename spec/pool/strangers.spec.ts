import { describe, expect, it } from '@jest/globals';
import { createPeer, type CloseReason, type Duplex, type Peer, type PeerError } from '../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import type { Pool, PoolOptions } from '../../lib/node.js';
import { toHex } from '../../lib/codec/hex.js';
import { joinBytes } from '../../lib/codec/joinBytes.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';
import { exceedsLimit } from '../helpers/peer/exceedsLimit.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';
import { framingOf } from '../../marbles/run/v2/seededFraming.js';
import { receive } from '../frame/v2/v2Pair.js';
import { poolIn, statsOf } from './virtualPool.js';

const DOOR = '0.0.0.0:8333';
const listenOn = { host: '0.0.0.0', port: 8333 };
const HOSTS = ['20.0.0.1', '127.0.0.1', '[2a01:1:1:1::1]'];
const noise = createSeededRandom(1, 'stranger').bytes;

/** A listening pool. `maxInboundPerAddress` is high, so only the limits of key exchanges apply. */
function listeningPool(net: VirtualNetwork, options: Partial<PoolOptions> = {}): Pool {
  const pool = poolIn(net, { listenOn, maxInboundPerAddress: 1000, ...options });
  pool.start();
  return pool;
}

/** A connection to the pool. */
function connectFrom(net: VirtualNetwork, from: string): Duplex {
  const { values } = outcomeOf<Duplex>(net.dial(DOOR, { from }));
  net.advance(0);
  return values[0]!;
}

/** An unknown client: sends these bytes and records the answer. */
interface Stranger {
  readonly duplex: Duplex;
  readonly answer: () => Uint8Array;
  /** How the connection ended, if it did. */
  readonly end: () => string | undefined;
}

function strangerFrom(net: VirtualNetwork, from: string, ...chunks: Uint8Array[]): Stranger {
  const duplex = connectFrom(net, from);
  const answers: Uint8Array[] = [];
  const outcome = { end: undefined as string | undefined };
  duplex.chunk$.subscribe({
    next: (chunk) => answers.push(chunk.slice()),
    error: () => (outcome.end = 'error'),
    complete: () => (outcome.end = 'complete'),
  });
  for (const chunk of chunks) duplex.write(chunk);
  net.advance(0);
  return { duplex, answer: () => joinBytes(answers), end: () => outcome.end };
}

/** Failed inbound connections: address and error. */
function failuresOf(pool: Pool): { host: string; error: PeerError }[] {
  const failures: { host: string; error: PeerError }[] = [];
  pool.failed$.subscribe(({ address, direction, error }) => {
    if (direction === 'inbound') failures.push({ host: address.replace(/:\d+$/, ''), error });
  });
  return failures;
}

/** A v2 peer that dials the pool. */
function v2PeerFrom(net: VirtualNetwork, from: string): { peer: Peer; reasons: CloseReason[] } {
  const peer = createPeer(connectFrom(net, from), { ...net.peerOptions(from), transport: 'v2' });
  const reasons: CloseReason[] = [];
  peer.closed$.subscribe((reason) => reasons.push(reason));
  peer.start();
  net.advance(0);
  return { peer, reasons };
}

/** What an unknown client can do wrong after its key, with the error of the responder. */
const WRONGS: [wrong: string, code: string, bytesAfterKey: Uint8Array][] = [
  ['too much garbage', 'NO_TERMINATOR', noise(4095 + 16)],
  ['garbage without end', 'NO_TERMINATOR', noise(100_000)],
  ['too many zeros', 'NO_TERMINATOR', new Uint8Array(5000)],
  ['v1 messages', 'NO_TERMINATOR', joinBytes(Array<Uint8Array>(50).fill(bytesOf([versionMessage()])))],
];

describe('what an unknown client learns from the responder of a v2 key exchange', () => {
  it('the answer and the end do not depend on what was wrong', () => {
    const outcomes = WRONGS.map(([, code, bytesAfterKey]) => {
      const net = virtualNetwork();
      const failures = failuresOf(listeningPool(net));
      const stranger = strangerFrom(net, '20.0.0.1:5', noise(64));
      const answerToKey = stranger.answer();
      stranger.duplex.write(bytesAfterKey);
      net.advance(2000);
      expect(failures.map(({ error }) => error.code)).toEqual([code]);
      expect(stranger.answer().length).toBe(answerToKey.length);
      // The garbage differs with the key of the client, because the random bytes are the same: compare the lengths and the end.
      return { length: answerToKey.length, end: stranger.end() };
    });
    // 64 bytes of key, up to 4095 of garbage, 16 of terminator, 20 of version packet.
    expect(outcomes[0]!.length).toBeGreaterThanOrEqual(64 + 16 + 20);
    expect(outcomes[0]!.end).toBe('complete');
    expect(outcomes).toEqual(Array(WRONGS.length).fill(outcomes[0]));
  });

  it('a wrong garbage or a changed packet is answered by nothing but the close', () => {
    const answers = ['garbage', 'first packet', 'later packet'].map((changed) => {
      const net = virtualNetwork();
      const failures = failuresOf(listeningPool(net));
      const initiator = framingOf(true);
      const hello = initiator.takeOutput()!;
      const stranger = strangerFrom(net, '20.0.0.1:5', hello.slice(0, 64));
      const answer = stranger.answer();
      receive(initiator, answer);
      const terminator = initiator.takeOutput()!;
      const frame = bytesOf([versionMessage()]);
      const bytes = joinBytes([hello.slice(64), terminator, initiator.seal('version', frame)]);
      const versionPacketAt = hello.length - 64 + 16;
      bytes[
        { garbage: 0, 'first packet': versionPacketAt + 10, 'later packet': versionPacketAt + 20 + 10 }[changed]!
      ]! ^= 1;
      stranger.duplex.write(bytes);
      net.advance(2000);
      expect(failures.map(({ error }) => error.code)).toEqual([
        changed === 'later packet' ? 'BAD_PACKET' : 'BAD_GARBAGE',
      ]);
      expect(toHex(stranger.answer())).toBe(toHex(answer));
      return `${toHex(answer)} ${stranger.end()}`;
    });
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/ complete$/);
  });

  it.each([0, 1, 15, 16, 63])(
    '%i bytes are answered by nothing, and by the close after the negotiation timeout',
    (count) => {
      const net = virtualNetwork();
      const failures = failuresOf(listeningPool(net));
      const stranger = strangerFrom(net, '20.0.0.1:5', noise(count));
      net.advance(29_999);
      expect([stranger.answer().length, stranger.end()]).toEqual([0, undefined]);
      net.advance(1);
      expect([stranger.answer().length, stranger.end()]).toEqual([0, 'complete']);
      expect(failures.map(({ error }) => error.code)).toEqual(['NEGOTIATION_TIMEOUT']);
    },
  );

  it('a key and silence are answered by the same bytes and the close after the negotiation timeout', () => {
    const net = virtualNetwork();
    const failures = failuresOf(listeningPool(net));
    const stranger = strangerFrom(net, '20.0.0.1:5', noise(64));
    const { length } = stranger.answer();
    net.advance(29_999);
    expect(stranger.end()).toBeUndefined();
    net.advance(1);
    expect([stranger.answer().length, stranger.end()]).toEqual([length, 'complete']);
    expect(failures.map(({ error }) => error.code)).toEqual(['NEGOTIATION_TIMEOUT']);
  });
});

describe('a failed key exchange is not misbehaviour', () => {
  it.each(HOSTS)('of %s, whatever was wrong', (host) => {
    for (const policy of ['core', 'lbcd'] as const) {
      const net = virtualNetwork();
      const pool = listeningPool(net, { policy });
      const failures = failuresOf(pool);
      WRONGS.forEach(([, , bytesAfterKey], n) => {
        strangerFrom(net, `${host}:${n + 1}`, noise(64), bytesAfterKey);
        net.advance(1000);
      });
      strangerFrom(net, `${host}:90`, noise(64)).duplex.close();
      strangerFrom(net, `${host}:91`, noise(10)).duplex.close();
      net.advance(1000);
      expect(failures.length).toBe(WRONGS.length + 2);
      expect(pool.discouraged()).toEqual([]);
      expect(v2PeerFrom(net, `${host}:100`).reasons).toEqual([]);
      expect(statsOf(pool)).toMatchObject({ inbound: 1, discouragedAddresses: 0 });
    }
  });

  it('in contrast to a violation after the handshake', () => {
    const net = virtualNetwork();
    const pool = listeningPool(net);
    net.attack(connectFrom(net, '20.0.0.1:5'), exceedsLimit());
    net.advance(1000);
    expect(pool.discouraged().length).toBe(1);
  });
});

describe('the key exchanges of a pool', () => {
  it('wait beyond 5 of a public host, and complete later', () => {
    const net = virtualNetwork();
    const pool = listeningPool(net);
    const guests = Array.from({ length: 8 }, (_, n) => v2PeerFrom(net, `20.0.0.1:${n + 1}`));
    expect(statsOf(pool)).toMatchObject({ inbound: 5, connecting: 3 });
    expect(v2PeerFrom(net, '20.1.0.1:1').reasons).toEqual([]);
    expect(statsOf(pool)).toMatchObject({ inbound: 6, connecting: 3 });
    net.advance(200);
    expect(statsOf(pool)).toMatchObject({ inbound: 7, connecting: 2 });
    net.advance(400);
    expect(statsOf(pool)).toMatchObject({ inbound: 9, connecting: 0 });
    expect(guests.flatMap(({ reasons }) => reasons)).toEqual([]);
  });

  it('end at the negotiation timeout if no permit came until then, and leave the queue', () => {
    const net = virtualNetwork();
    const pool = listeningPool(net, {
      handshakesPerSecondAndHost: 1,
      handshakesPerSecond: 1,
      negotiationTimeoutMs: 2500,
    });
    const failures = failuresOf(pool);
    for (let n = 0; n < 6; n++) strangerFrom(net, `127.0.0.1:${n + 1}`, noise(64));
    net.advance(2500);
    expect(failures.map(({ error }) => error.code)).toEqual(Array(6).fill('NEGOTIATION_TIMEOUT'));
    net.advance(500);
    // The tokens of the connections that ended serve the next one.
    const { peer } = v2PeerFrom(net, '127.0.0.1:100');
    expect(peer.transport?.sessionId).toHaveLength(64);
  });

  it('are not computed for a connection that closed while it waited', () => {
    const net = virtualNetwork();
    listeningPool(net, { handshakesPerSecond: 1 });
    strangerFrom(net, '127.0.0.1:1', noise(64));
    const waiting = strangerFrom(net, '127.0.0.1:2', noise(64));
    waiting.duplex.close();
    net.advance(10);
    const { reasons } = v2PeerFrom(net, '127.0.0.1:3');
    net.advance(989);
    expect(waiting.answer().length).toBe(0);
    net.advance(20);
    expect(reasons).toEqual([]);
  });

  it('a remote that sends more than the garbage while it waits is closed without an answer', () => {
    const net = virtualNetwork();
    const failures = failuresOf(listeningPool(net, { handshakesPerSecond: 1 }));
    strangerFrom(net, '127.0.0.1:1', noise(64));
    const stranger = strangerFrom(net, '127.0.0.1:2', noise(64), noise(4095));
    expect(stranger.end()).toBeUndefined();
    stranger.duplex.write(noise(1));
    net.advance(0);
    net.advance(5000);
    expect(failures.map(({ error }) => error.code)).toEqual(['NO_TERMINATOR']);
    expect([stranger.answer().length, stranger.end()]).toEqual([0, 'complete']);
  });

  it('leave no timer after the pool has closed', () => {
    const net = virtualNetwork();
    const pool = listeningPool(net, { handshakesPerSecond: 1 });
    for (let n = 0; n < 5; n++) strangerFrom(net, `127.0.0.1:${n + 1}`, noise(64));
    pool.close();
    net.advance(1000);
    expect(net.scheduler.waitingCount).toBe(0);
  });
});
