import { describe, expect, it } from '@jest/globals';
import { Subject, take } from 'rxjs';
import {
  createIdentity,
  createPeer,
  encodeFrame,
  lbry,
  memoryDuplexes,
  type CloseReason,
  type Message,
} from '../../lib/index.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { closedAfterwards } from '../helpers/rawRemote.js';
import { bytesOf, concatBytes, hash, versionMessage } from '../helpers/samples.js';
import { decodeFixture, fixtures, payloadOf } from '../helpers/wire/fixtures.js';
import { lbcdRawRemote, lbcdReadyRemote } from './lbcdRemotes.js';

const network = LBCD_POLICY_NETWORK;
const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });

describe('what a whole peer reads', () => {
  it('row 22: a witness is decoded by its flag, independent of the services of the remote', () => {
    const { peer, sendToPeer, write, faults } = lbcdRawRemote();
    sendToPeer(versionMessage({ services: 1n }), { command: 'verack' });
    const { payload } = fixtures.find((each) => each.command === 'tx' && hasWitness(decodeFixture(each)))!;
    const seen: Message[] = [];
    peer.on('tx').subscribe((message) => seen.push(message));
    write(encodeFrame(network, 'tx', payload));
    expect(peer.features.witness).toBe(false);
    expect(seen.map(hasWitness)).toEqual([true]);
    expect(payloadOf(seen[0]!, { network })).toEqual(payload);
    expect(faults).toEqual([]);
  });

  it('row 23: an unknown message is delivered with its payload', () => {
    const { peer, write, reasons, faults } = lbcdReadyRemote();
    const seen: unknown[] = [];
    peer.on('unknown').subscribe(({ name, payload }) => seen.push([name, payload.length]));
    write(encodeFrame(network, 'nobodyknows', new Uint8Array(50)));
    expect(seen).toEqual([['nobodyknows', 50]]);
    expect([...reasons, ...faults]).toEqual([]);
  });

  it.each(['127.0.0.1:1', '[::1]:1', '203.0.113.9:1'])(
    'row 24: a malformed message has the same effect from any address: %s',
    (address) => {
      const { outbound, inbound } = memoryDuplexes({ addresses: { outbound: 'memory:ours', inbound: address } });
      const peer = closedAfterwards(createPeer(outbound, { network, identity: createIdentity() }));
      const reasons: CloseReason[] = [];
      peer.closed$.subscribe((reason) => reasons.push(reason));
      peer.start();
      const broken = bytesOf([ping(1n)]);
      broken[20]! ^= 1;
      inbound.write(concatBytes([bytesOf([versionMessage(), { command: 'verack' }]), broken]));
      expect(reasons).toMatchObject([{ by: 'fault', error: { code: 'BAD_CHECKSUM' } }]);
    },
  );

  it.each([
    ['an inv of two items with one', 'inv', concatBytes([Uint8Array.of(2), new Uint8Array(36)])],
    ['an addr of two addresses with none', 'addr', Uint8Array.of(2)],
    ['a getheaders without its stop hash', 'getheaders', concatBytes([new Uint8Array(4), Uint8Array.of(0)])],
    ['no bytes instead of a nonce', 'pong', new Uint8Array(0)],
  ])(
    'row 25: a payload that ends between two fields is a fault, not an end of the stream: %s',
    (_, command, payload) => {
      const { write, reasons } = lbcdReadyRemote();
      write(encodeFrame(network, command, payload));
      expect(reasons).toMatchObject([{ by: 'fault', error: { name: 'RemoteProtocolError', code: 'SHORT_PAYLOAD' } }]);
    },
  );

  it('row 27: a remote that does not read its refusal is closed too', () => {
    const { duplex, sendToPeer, reasons } = lbcdReadyRemote({ highWaterMarkBytes: 1 });
    duplex.pause();
    sendToPeer(versionMessage());
    expect(reasons).toMatchObject([{ by: 'fault', error: { code: 'DUPLICATE_VERSION' } }]);
  });

  it('row 29: a slow consumer stops reading, and writing continues', async () => {
    const { peer, sendToPeer, received } = lbcdReadyRemote({ readBudgetBytes: 1 });
    const work$ = new Subject<void>();
    const begun: unknown[] = [];
    peer
      .consume('ping', ({ nonce }) => {
        begun.push(nonce);
        return work$.pipe(take(1));
      })
      .subscribe();
    sendToPeer(ping(1n));
    sendToPeer(ping(2n));
    expect(peer.stats().isPaused).toBe(true);
    expect(await peer.send({ command: 'getaddr' })).toBe(true);
    expect(received.map(({ command }) => command)).toEqual(['pong', 'getaddr']);
    expect(begun).toEqual([1n]);
    work$.next();
    expect(begun).toEqual([1n, 2n]);
  });

  it('row 30: traffic$ emits all messages from the handshake on, also those that cannot be decoded', () => {
    const seen: string[] = [];
    const { sendToPeer, write } = lbcdRawRemote({
      conversations: [],
      onMalformed: 'drop',
      onPeer: ({ traffic$ }) =>
        traffic$.subscribe((traffic) =>
          seen.push(`${traffic.direction} ${traffic.command}${traffic.message() === undefined ? ', unreadable' : ''}`),
        ),
    });
    sendToPeer(versionMessage({ version: 70_015 }), { command: 'verack' });
    write(encodeFrame(network, 'pong', new Uint8Array(7)));
    expect(seen).toEqual([
      'sent version',
      'received version',
      'sent verack',
      'received verack',
      'received pong, unreadable',
    ]);
  });

  it('row 31: bytes after the last field do not close', () => {
    const { peer, write, reasons, faults } = lbcdReadyRemote();
    const seen: unknown[] = [];
    peer.on('inv').subscribe(({ items }) => seen.push(items));
    write(encodeFrame(network, 'inv', concatBytes([Uint8Array.of(0), new TextEncoder().encode('junk')])));
    expect(seen).toEqual([[]]);
    expect(faults).toMatchObject([{ code: 'LEFTOVER' }]);
    expect(reasons).toEqual([]);
  });
});

describe('row 53: the order of the checks of a frame', () => {
  /** A ping that is invalid in every stage from this one on. */
  function wrongFrom(stage: number): Uint8Array {
    const frame = encodeFrame(network, 'ping', new Uint8Array(7));
    if (stage <= 0) frame[0]! ^= 1;
    if (stage <= 1) frame[19] = 0xff;
    if (stage <= 2) frame[4] = 0x07;
    if (stage <= 3) frame[20]! ^= 1;
    return frame;
  }

  it.each([
    ['magic', 0, 'WRONG_MAGIC'],
    ['length', 1, 'OVERSIZED_FRAME'],
    ['command', 2, 'BAD_COMMAND'],
    ['checksum', 3, 'BAD_CHECKSUM'],
    ['payload', 4, 'SHORT_PAYLOAD'],
  ])('%s is checked before the later stages', (_, stage, code) => {
    const { write, reasons } = lbcdReadyRemote();
    write(wrongFrom(stage));
    expect(reasons).toMatchObject([{ error: { code } }]);
  });

  it.each([
    [network, 4_000_000],
    [lbry.regtest, 33_554_432],
  ])('a length above the limit of %p errors on the header', (on, limit) => {
    const frame = encodeFrame(on, 'ping', new Uint8Array(0));
    const remote = (length: number): ReturnType<typeof lbcdReadyRemote> => {
      const each = lbcdReadyRemote({ network: on });
      const header = frame.slice();
      new DataView(header.buffer).setUint32(16, length, true);
      each.write(header);
      return each;
    };
    expect(remote(limit).reasons).toEqual([]);
    expect(remote(limit + 1).reasons).toMatchObject([{ error: { code: 'OVERSIZED_FRAME' } }]);
  });
});

describe('row 7: an answer settles its request', () => {
  it('a notfound of one item keeps the other one pending', () => {
    const { peer, sendToPeer } = lbcdReadyRemote();
    const ended: string[] = [];
    peer.exchanges$.subscribe(({ key, outcome }) => ended.push(`${Number(`0x${key}`)} ${outcome}`));
    const items = [1, 2].map((n) => ({ type: 1, hash: hash(n) }));
    void peer.send({ command: 'getdata', items });
    sendToPeer({ command: 'notfound', items: items.slice(0, 1) });
    expect(ended).toEqual(['1 notFound']);
    peer.close();
    expect(ended).toEqual(['1 notFound', '2 unanswered']);
  });
});

function hasWitness(message: Message): boolean {
  return message.command === 'tx' && message.transaction.inputs.some(({ witness }) => witness.length > 0);
}
