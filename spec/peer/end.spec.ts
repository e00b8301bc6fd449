import { describe, expect, it } from '@jest/globals';
import {
  bitcoin,
  createPeer,
  encodeMessage,
  LocalProtocolError,
  memoryDuplexes,
  RemoteProtocolError,
  VERSION,
  type PeerOptions,
} from '../../lib/index.js';
import { map } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { reasonNames } from '../helpers/peer/outcome.js';
import { rawRemote, readyRemote } from '../helpers/rawRemote.js';
import { bytesOf, concatBytes, versionMessage } from '../helpers/samples.js';

function broken(change: (frame: Uint8Array) => void): Uint8Array {
  const frame = bytesOf([{ command: 'ping', nonce: 1n }]);
  change(frame);
  return frame;
}

const badChecksum = broken((frame) => (frame[20]! ^= 1));
const shortPing = encodeMessage({ command: 'unknown', name: 'ping', payload: new Uint8Array(7) }, bitcoinRegtest());
const longPing = encodeMessage({ command: 'unknown', name: 'ping', payload: new Uint8Array(9) }, bitcoinRegtest());

function bitcoinRegtest(): { network: typeof bitcoin.regtest } {
  return { network: bitcoin.regtest };
}

describe('the reason why a peer ended', () => {
  const cases: [string, (remote: ReturnType<typeof readyRemote>) => void, string][] = [
    ['local close', ({ peer }) => peer.close(), 'local'],
    ['remote close', ({ duplex }) => duplex.close(), 'remote'],
    ['wrong magic', ({ write }) => write(broken((frame) => (frame[0] = 0))), 'RemoteProtocolError WRONG_MAGIC'],
    ['garbage of four bytes', ({ write }) => write(Uint8Array.of(1, 2, 3, 4)), 'RemoteProtocolError WRONG_MAGIC'],
    [
      'a length above the limit',
      ({ write }) => write(broken((frame) => (frame[19] = 1))),
      'RemoteProtocolError OVERSIZED_FRAME',
    ],
    ['a bad checksum', ({ write }) => write(badChecksum), 'RemoteProtocolError BAD_CHECKSUM'],
    ['a bad command', ({ write }) => write(broken((frame) => (frame[4] = 7))), 'RemoteProtocolError BAD_COMMAND'],
    ['a short payload', ({ write }) => write(shortPing), 'RemoteProtocolError SHORT_PAYLOAD'],
    [
      'the remote closes inside a frame',
      ({ write, duplex }) => {
        write(badChecksum.subarray(0, 30));
        duplex.close();
      },
      'RemoteProtocolError TRUNCATED',
    ],
  ];

  it.each(cases)('%s', (_, happens, reason) => {
    const remote = readyRemote({ onMalformed: 'close' });
    happens(remote);
    remote.peer.close();
    remote.duplex.close();
    expect(reasonNames(remote.reasons)).toEqual([reason]);
  });

  it('reports a conversation that throws', () => {
    const remote = readyRemote({
      conversations: [
        () =>
          map(() => {
            throw new Error('oops');
          }),
      ],
    });
    remote.sendToPeer({ command: 'getaddr' });
    expect(reasonNames(remote.reasons)).toEqual(['LocalProtocolError CONVERSATION_FAILED']);
  });

  it('reports a conversation that errors with a PeerError', () => {
    const error = new RemoteProtocolError('REFUSED', 'not you');
    const remote = readyRemote({
      conversations: [
        () =>
          map(() => {
            throw error;
          }),
      ],
    });
    remote.sendToPeer({ command: 'getaddr' });
    expect(remote.reasons).toEqual([{ by: 'fault', error }]);
  });

  it('reports an onPeer that throws, before any byte is sent', () => {
    const remote = rawRemote({
      onPeer: () => {
        throw new Error('oops');
      },
    });
    expect(reasonNames(remote.reasons)).toEqual(['LocalProtocolError CALLBACK_FAILED']);
    expect(remote.received).toEqual([]);
  });

  it('is emitted after the messages before it, also those of the same chunk', () => {
    const { peer, write, reasons } = readyRemote({ onMalformed: 'close' });
    const order: unknown[] = [];
    peer.on('ping').subscribe(({ nonce }) => order.push(nonce));
    peer.closed$.subscribe(() => order.push('closed'));
    write(
      concatBytes([bytesOf([{ command: 'ping', nonce: 1n }]), badChecksum, bytesOf([{ command: 'ping', nonce: 2n }])]),
    );
    expect(order).toEqual([1n, 'closed']);
    expect(reasons).toHaveLength(1);
  });

  it('reports a handshake that times out', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ flush }) => {
      const remote = rawRemote({ scheduler, negotiationTimeoutMs: 500 });
      flush();
      expect(reasonNames(remote.reasons)).toEqual(['PeerTimeoutError NEGOTIATION_TIMEOUT']);
      expect(remote.reasons).toMatchObject([{ error: { timeoutMs: 500 } }]);
    });
  });

  it('is emitted after the reject that a refused remote receives', () => {
    const remote = rawRemote({ acceptRemote: () => 'full' });
    remote.sendToPeer(versionMessage());
    expect(remote.received.map(({ command }) => command)).toEqual(['version', 'reject']);
    expect(remote.received[1]).toMatchObject({ message: 'version', code: 0x40, reason: 'full' });
    expect(reasonNames(remote.reasons)).toEqual(['RemoteProtocolError REFUSED']);
  });
});

describe("with onMalformed 'drop' a peer stays connected", () => {
  it.each([
    ['after a bad checksum', badChecksum, 'BAD_CHECKSUM'],
    ['after a short payload', shortPing, 'SHORT_PAYLOAD'],
  ])('%s', (_, bytes, code) => {
    const { peer, write, faults, reasons } = readyRemote({ onMalformed: 'drop' });
    const pings: unknown[] = [];
    peer.on('ping').subscribe(({ nonce }) => pings.push(nonce));
    write(concatBytes([bytes, bytesOf([{ command: 'ping', nonce: 2n }])]));
    expect(faults.map(({ code: each }) => each)).toEqual([code]);
    expect(pings).toEqual([2n]);
    expect(reasons).toEqual([]);
    expect(peer.stats().faults).toBe(1);
  });
});

describe('extra bytes after the last field of a message', () => {
  it('cause a fault; the message is delivered first', () => {
    const { peer, write, reasons } = readyRemote();
    const order: string[] = [];
    peer.on('ping').subscribe(() => order.push('ping'));
    peer.faults$.subscribe(({ code, message }) => order.push(`${code}: ${message}`));
    write(longPing);
    expect(order).toEqual(['ping', 'LEFTOVER: 1 bytes left over after ping']);
    expect(reasons).toEqual([]);
  });
});

describe('a message of a conversation that cannot be encoded', () => {
  it('causes a fault, and the connection stays open', () => {
    const { faults, reasons, sendToPeer } = readyRemote({
      conversations: [() => map(() => ({ command: 'pong', nonce: -1n }))],
    });
    sendToPeer({ command: 'getaddr' });
    expect(faults.map(({ code }) => code)).toEqual(['INVALID_VALUE']);
    expect(reasons).toEqual([]);
  });
});

describe('a peer in a block with `using`', () => {
  it.each([
    ['using', Symbol.dispose],
    ['await using', Symbol.asyncDispose],
  ] as const)('closes at the end of the block: `%s`', async (_, dispose) => {
    const { peer, reasons } = rawRemote();
    await peer[dispose]();
    await peer[dispose]();
    expect(reasons).toEqual([{ by: 'local' }]);
  });
});

describe('the options of a peer', () => {
  const bad: [string, Partial<PeerOptions>, string][] = [
    ['network', { network: undefined as never }, 'network: a network such as bitcoin.mainnet expected'],
    ['userAgent', { userAgent: { name: 'a/b', version: '1' } }, 'userAgent/name: "/" is not allowed (BIP14)'],
    ['pingIntervalMs', { pingIntervalMs: 0 }, 'pingIntervalMs: integer from 1 to 2147483647 expected, got 0'],
    ['services', { services: 1 as never }, 'services: bigint of 64 bits expected, got 1'],
    ['onMalformed', { onMalformed: 'ignore' as never }, `onMalformed: 'close' or 'drop' expected, got "ignore"`],
    ['addressMe', { addressMe: { host: 'example.org', port: 1 } }, 'addressMe: IP address and port expected'],
    [
      'pingIntervalMs',
      { pingIntervalMs: 5, conversations: [] },
      'pingIntervalMs: has no effect together with conversations',
    ],
  ];

  it.each(bad)('throw at the call if a value is invalid: %s', (_, options, message) => {
    const create = (): unknown => createPeer(memoryDuplexes().outbound, { network: bitcoin.regtest, ...options });
    expect(create).toThrow(LocalProtocolError);
    expect(create).toThrow(message);
  });

  it('have their default if they are undefined', () => {
    const { peer, received } = rawRemote({ services: undefined, userAgent: undefined, pingIntervalMs: undefined });
    expect(received[0]).toMatchObject({ services: 0n, userAgent: `/rxpeer:${VERSION}/`, relay: true, version: 70_016 });
    expect(peer.status$).toBeDefined();
  });
});
