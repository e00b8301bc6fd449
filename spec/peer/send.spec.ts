import { describe, expect, it } from '@jest/globals';
import { LocalProtocolError, type Message } from '../../lib/index.js';
import { rawRemote, readyRemote } from '../helpers/rawRemote.js';
import { hash, versionMessage } from '../helpers/samples.js';

const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });
const bulk = (bytes: number): Message => ({ command: 'unknown', name: 'bulk', payload: new Uint8Array(bytes) });

describe('send()', () => {
  it('resolves with true when the bytes are written, and emits on sent$', async () => {
    const { peer, received } = readyRemote();
    const sent: string[] = [];
    peer.sent$.subscribe(({ command }) => sent.push(command));
    expect(await peer.send(ping(5n))).toBe(true);
    expect(received).toEqual([ping(5n)]);
    expect(sent).toEqual(['ping']);
  });

  it('throws at the call for a message that cannot be encoded, with the path, and the connection stays open', () => {
    const { peer, reasons } = readyRemote();
    const items = [
      { type: 1, hash: hash(1) },
      { type: 1, hash: 'abc' },
    ];
    expect(() => peer.send({ command: 'inv', items })).toThrow(LocalProtocolError);
    expect(() => peer.send({ command: 'inv', items })).toThrow(
      'items/1/hash: hash of 64 lower-case hex digits expected, got "abc"',
    );
    expect(() => peer.send({ command: 'nosuch' } as unknown as Message)).toThrow('has no message "nosuch"');
    expect(reasons).toEqual([]);
  });

  it.each([undefined, null, 'ping', 7, {}])(
    'throws a LocalProtocolError at the call for %p, which is not a message',
    (value) => {
      const { peer, reasons } = readyRemote();
      expect(() => peer.send(value as Message)).toThrow(LocalProtocolError);
      expect(reasons).toEqual([]);
    },
  );

  it('throws at the call for a ping without a nonce, and names the field; it does not compile either', () => {
    const { peer } = readyRemote();
    // @ts-expect-error -- the nonce is missing
    expect(() => peer.send({ command: 'ping' })).toThrow(
      expect.objectContaining({ name: 'LocalProtocolError', code: 'INVALID_VALUE', path: 'nonce' }),
    );
  });

  it('waits for the handshake, and keeps the order', async () => {
    const { peer, received, sendToPeer } = rawRemote({ conversations: [] });
    const results = [peer.send({ command: 'getaddr' }), peer.send(ping(1n)), peer.send({ command: 'mempool' })];
    expect(received.map(({ command }) => command)).toEqual(['version']);
    sendToPeer(versionMessage());
    expect(received.map(({ command }) => command)).toEqual(['version', 'wtxidrelay', 'sendaddrv2', 'verack']);
    sendToPeer({ command: 'verack' });
    // The ping is a control message, so it is sent first.
    expect(received.slice(4).map(({ command }) => command)).toEqual(['ping', 'getaddr', 'mempool']);
    expect(await Promise.all(results)).toEqual([true, true, true]);
  });

  it('encodes for the protocol version that the handshake negotiates', () => {
    const { peer, received, sendToPeer } = rawRemote({ conversations: [] });
    void peer.send(ping(1n));
    sendToPeer(versionMessage({ version: 60_000 }), { command: 'verack' });
    expect(peer.stats().sent.byCommand['ping']).toEqual({ messages: 1, bytes: 24 });
    expect(received.length).toBeGreaterThan(0);
  });

  it('resolves with false if the connection ends first, and after the end', async () => {
    const { peer } = rawRemote();
    const early = peer.send({ command: 'getaddr' });
    peer.close();
    expect(await early).toBe(false);
    expect(await peer.send({ command: 'getaddr' })).toBe(false);
  });

  it('resolves with false if the signal aborts first, and nothing is sent', async () => {
    const { peer, received, sendToPeer } = rawRemote({ conversations: [] });
    const controller = new AbortController();
    const result = peer.send({ command: 'getaddr' }, { signal: controller.signal });
    controller.abort();
    expect(await result).toBe(false);
    expect(await peer.send({ command: 'getaddr' }, { signal: controller.signal })).toBe(false);
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(received.map(({ command }) => command)).not.toContain('getaddr');
  });

  it('omits the witness on request', () => {
    const { peer, received } = readyRemote();
    const transaction = {
      version: 2,
      inputs: [
        {
          previousOutput: { hash: hash(1), index: 0 },
          script: new Uint8Array(0),
          sequence: 0xffff_ffff,
          witness: [Uint8Array.of(1, 2)],
        },
      ],
      outputs: [{ value: 1n, script: Uint8Array.of(0x51) }],
      lockTime: 0,
    };
    void peer.send({ command: 'tx', transaction });
    void peer.send({ command: 'tx', transaction }, { witness: false });
    expect(
      received.map((message) => message.command === 'tx' && message.transaction.inputs[0]!.witness.length),
    ).toEqual([1, 0]);
  });
});

describe('the send queue', () => {
  it('sends control messages before bulk messages when the transport is full', () => {
    const { peer, received, duplex } = readyRemote({ highWaterMarkBytes: 1000, conversations: [] });
    duplex.pause();
    for (let i = 0; i < 4; i++) void peer.send(bulk(900));
    void peer.send(ping(9n));
    duplex.resume();
    // The transport had accepted two of them before it reported that it is full.
    expect(received.map(({ command }) => command)).toEqual(['unknown', 'unknown', 'ping', 'unknown', 'unknown']);
  });

  it('is bounded: a remote that does not read is closed', async () => {
    const { peer, duplex, reasons } = readyRemote({ highWaterMarkBytes: 10, sendBudgetBytes: 5000, conversations: [] });
    duplex.pause();
    const results = Array.from({ length: 10 }, () => peer.send(bulk(900)));
    expect(reasons).toMatchObject([{ by: 'fault', error: { code: 'SEND_QUEUE_FULL' } }]);
    // Three frames of 924 bytes and 512 bytes for each fit into the budget.
    expect(reasons[0]!.error!.message).toBe(
      'the remote does not read what is sent: 2772 bytes are queued, and one message more exceeds sendBudgetBytes (5000)',
    );
    expect(await Promise.all(results)).toEqual([true, ...new Array<boolean>(9).fill(false)]);
  });

  it('accepts a single message of any size', async () => {
    const { peer, reasons } = readyRemote({ sendBudgetBytes: 100, conversations: [] });
    expect(await peer.send(bulk(5000))).toBe(true);
    expect(reasons).toEqual([]);
  });

  it('is flushed by close() on request', () => {
    const { peer, duplex, received } = readyRemote({ highWaterMarkBytes: 10, conversations: [] });
    duplex.pause();
    for (let i = 0; i < 3; i++) void peer.send(bulk(900));
    peer.close({ flushTimeoutMs: 1000 });
    duplex.resume();
    expect(received.length).toBe(3);
  });
});
