import { describe, expect, it } from '@jest/globals';
import type { Message, PassedBytes, Peer } from '../../lib/index.js';
import { V2Framing } from '../../lib/frame/v2/v2Framing.js';
import { PACKET_OVERHEAD_BYTES } from '../../lib/frame/v2/packetCipher.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';
import { protocolMarbles } from '../../lib/marbles.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { v2Peers } from './v2Peers.js';

const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });
const bulk = (bytes: number): Message => ({ command: 'unknown', name: 'bulk', payload: new Uint8Array(bytes) });
const commandsOf = (messages: readonly Message[]): string[] => messages.map(({ command }) => command);

describe('two peers by transport v2', () => {
  it('have the same session id, and are ready', () => {
    const { answer, inbound, outbound } = v2Peers();
    expect(outbound.transport).toEqual({ version: 2 });
    answer();
    expect([statusOf(outbound), statusOf(inbound)]).toEqual(['ready', 'ready']);
    expect(outbound.transport).toEqual({ version: 2, sessionId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(inbound.transport).toEqual(outbound.transport);
  });

  it('count the sizes of packets in stats(), which agree at both ends', () => {
    const { answer, inbound, outbound } = v2Peers();
    answer();
    void outbound.send(ping(1n));
    void outbound.send(bulk(100));
    const { sent, transport } = outbound.stats();
    expect(transport?.version).toBe(2);
    expect(sent.byCommand['ping']).toEqual({ messages: 1, bytes: PACKET_OVERHEAD_BYTES + 1 + 8 });
    expect(sent.byCommand['unknown']).toEqual({ messages: 1, bytes: PACKET_OVERHEAD_BYTES + 13 + 100 });
    const { received } = inbound.stats();
    expect([received.messages, received.bytes, received.byCommand]).toEqual([
      sent.messages,
      sent.bytes,
      sent.byCommand,
    ]);
  });

  it('receive a number that is not assigned as an unknown message, and stay open', () => {
    const { answer, inbound, outbound, reasons } = v2Peers();
    answer();
    const { values } = outcomeOf(inbound.messages$);
    sendContents(outbound, Uint8Array.of(29, 1, 2, 3));
    sendContents(outbound, Uint8Array.of(18, 1, 0, 0, 0, 0, 0, 0, 0));
    expect(values).toEqual([{ command: 'unknown', name: '#29', payload: Uint8Array.of(1, 2, 3) }, ping(1n)]);
    expect(reasons.inbound).toEqual([]);
  });

  it.each([
    ['core', []],
    ['lbcd', [{ by: 'fault', error: { code: 'SHORT_PAYLOAD' } }]],
  ] as const)('react to an invalid payload by the policy %s', (policy, expected) => {
    const { answer, inbound, outbound, reasons } = v2Peers({ inbound: { policy } });
    answer();
    const faults = outcomeOf(inbound.faults$);
    sendContents(outbound, Uint8Array.of(18, 1, 2, 3));
    expect(faults.values).toMatchObject(policy === 'core' ? [{ code: 'SHORT_PAYLOAD' }] : []);
    expect(reasons.inbound).toMatchObject(expected);
  });

  it.each([
    ['core', []],
    ['lbcd', [{ by: 'fault', error: { code: 'BAD_COMMAND' } }]],
  ] as const)('react to a packet without a type by the policy %s', (policy, expected) => {
    const { answer, outbound, reasons } = v2Peers({ inbound: { policy } });
    answer();
    sendContents(outbound, new Uint8Array(0));
    expect(reasons.inbound).toMatchObject(expected);
  });

  it('close on a changed packet, and deliver nothing of it', () => {
    const { answer, inbound, outbound, reasons } = v2Peers();
    answer();
    const { values } = outcomeOf(inbound.messages$);
    sendContents(outbound, Uint8Array.of(18, 1, 0, 0, 0, 0, 0, 0, 0), (packet) => (packet[9]! ^= 1));
    expect(values).toEqual([]);
    expect(reasons.inbound).toMatchObject([{ by: 'fault', error: { code: 'BAD_PACKET' } }]);
  });

  it('emit plain packets on bytes$, and do not build them when it has no subscriber', () => {
    const { answer, inbound, outbound } = v2Peers();
    answer();
    const received: PassedBytes[] = [];
    const plainForm = countCalls(outbound, 'plainForm');
    void outbound.send(ping(1n));
    expect(plainForm.count).toBe(0);
    const subscriptions = [
      inbound.bytes$.subscribe((bytes) => received.push(bytes)),
      outbound.bytes$.subscribe((bytes) => received.push(bytes)),
    ];
    void outbound.send(ping(2n));
    sendContents(outbound, Uint8Array.of(29), undefined, 0x80);
    const plain = [9, 0, 0, 0, 18, 2, 0, 0, 0, 0, 0, 0, 0];
    expect(received.map(({ bytes, direction }) => [direction, ...bytes])).toEqual([
      // The memory connection delivers within write, so the remote receives before our write returns.
      ['received', ...plain],
      ['sent', ...plain],
      ['received', 1, 0, 0, 0x80, 29],
    ]);
    expect(plainForm.count).toBe(1);
    for (const subscription of subscriptions) subscription.unsubscribe();
    void outbound.send(ping(3n));
    expect([received.length, plainForm.count]).toEqual([3, 1]);
  });
});

describe('the key exchange of a peer by transport v2', () => {
  it('holds messages, then sends the handshake first, control messages next, and the others in order', async () => {
    const { answer, inbound, outbound } = v2Peers();
    const results = [outbound.send(bulk(10)), outbound.send(ping(1n)), outbound.send({ command: 'mempool' })];
    const { values } = outcomeOf(inbound.messages$);
    expect(outbound.stats().sent.messages).toBe(0);
    answer();
    expect(commandsOf(values)).toEqual([
      ...['version', 'wtxidrelay', 'sendaddrv2', 'verack'],
      ...['ping', 'unknown', 'mempool'],
    ]);
    expect(await Promise.all(results)).toEqual([true, true, true]);
  });

  it('resolves send() with false if the remote closes within it', async () => {
    const { inboundEnd, outbound, reasons } = v2Peers();
    const results = [outbound.send(ping(1n)), outbound.send(bulk(10))];
    inboundEnd.write(Uint8Array.of(1));
    inboundEnd.close();
    expect(await Promise.all(results)).toEqual([false, false]);
    expect(reasons.outbound).toMatchObject([{ by: 'fault', error: { code: 'TRUNCATED' } }]);
    expect(outbound.stats().queuedBytes).toBe(0);
  });

  it('ends with V2_REFUSED if the remote closes before its first byte', async () => {
    const { inboundEnd, outbound, reasons } = v2Peers();
    const result = outbound.send(ping(1n));
    inboundEnd.close();
    expect(await result).toBe(false);
    expect(reasons.outbound).toMatchObject([{ by: 'fault', error: { name: 'TransportError', code: 'V2_REFUSED' } }]);
    expect(reasons.outbound[0]).not.toHaveProperty('misbehaviour');
  });

  it.each([
    ['#', 'TransportError V2_REFUSED'],
    ['b#', 'TransportError CONNECTION_LOST'],
    ['|', 'TransportError V2_REFUSED'],
    ['b|', 'RemoteProtocolError TRUNCATED'],
  ] as const)('is refused only if the remote has sent nothing: %s', (diagram, error) => {
    protocolMarbles((m) => {
      const { bytes } = createSeededRandom(1, 'outbound');
      const peer = m.peer(m.received(`--${diagram}`, { b: Uint8Array.of(1) }), { transport: 'v2', random: bytes });
      m.expectClosed(peer, `--${'-'.repeat(diagram.length - 1)}#`, error);
    });
  });

  it('counts the messages that wait against sendBudgetBytes', async () => {
    const { outbound, reasons } = v2Peers({ outbound: { sendBudgetBytes: 5000 } });
    const results = Array.from({ length: 10 }, () => outbound.send(bulk(900)));
    expect(reasons.outbound).toMatchObject([{ by: 'fault', error: { code: 'SEND_QUEUE_FULL' } }]);
    expect(await Promise.all(results)).toEqual(new Array(10).fill(false));
  });

  it('close({ flushTimeoutMs }) drops queued messages at once', async () => {
    const { answer, inbound, outbound, reasons } = v2Peers();
    const { values } = outcomeOf(inbound.messages$);
    const result = outbound.send(ping(1n));
    outbound.close({ flushTimeoutMs: 1000 });
    expect(reasons.outbound).toEqual([{ by: 'local' }]);
    expect(await result).toBe(false);
    answer();
    expect(values).toEqual([]);
    expect(statusOf(inbound)).toBe('closed');
  });

  it('does not read a message before it is complete', () => {
    const { answer, inbound, outbound } = v2Peers();
    expect([outbound.stats().received.bytes, statusOf(outbound)]).toEqual([0, 'handshaking']);
    expect(statusOf(inbound)).toBe('connecting');
    answer();
    expect(outbound.remote?.version).toBe(70_016);
  });
});

describe('the end of a peer by transport v2', () => {
  it('is not a refusal after the handshake', () => {
    const { answer, inbound, reasons } = v2Peers();
    answer();
    inbound.close();
    expect(reasons.outbound).toEqual([{ by: 'remote' }]);
  });

  it('flushes the send queue on request', async () => {
    const { answer, inbound, inboundEnd, outbound } = v2Peers({ highWaterMarkBytes: 100 });
    answer();
    const { values } = outcomeOf(inbound.messages$);
    inboundEnd.pause();
    const results = [1, 2, 3].map(() => outbound.send(bulk(900)));
    outbound.close({ flushTimeoutMs: 1000 });
    inboundEnd.resume();
    expect(commandsOf(values)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(await Promise.all(results)).toEqual([true, true, true]);
  });
});

function statusOf(peer: Peer): unknown {
  return outcomeOf(peer.status$).values.at(-1);
}

/** The framing of a peer. */
function framingOf(peer: unknown): V2Framing {
  const { core } = peer as { core: { framing: unknown } };
  if (!(core.framing instanceof V2Framing)) throw new Error('no V2Framing');
  return core.framing;
}

/** Sends a packet with these contents, which no message has. */
function sendContents(peer: unknown, contents: Uint8Array, change?: (packet: Uint8Array) => unknown, header = 0): void {
  const { sealer } = framingOf(peer) as unknown as {
    sealer: { seal(header: number, type: Uint8Array, payload: Uint8Array, associated: Uint8Array): Uint8Array };
  };
  const packet = sealer.seal(header, new Uint8Array(0), contents, new Uint8Array(0));
  change?.(packet);
  (peer as { core: { duplex: { write(bytes: Uint8Array): void } } }).core.duplex.write(packet);
}

function countCalls(peer: unknown, method: 'plainForm'): { count: number } {
  const framing = framingOf(peer);
  const original = framing[method].bind(framing);
  const calls = { count: 0 };
  framing[method] = (command, frame) => {
    calls.count += 1;
    return original(command, frame);
  };
  return calls;
}
