import { describe, expect, it } from '@jest/globals';
import { packetCiphers as ciphers } from '#fastV2';
import { joinBytes } from '../../../lib/codec/joinBytes.js';
import { encodeFrame } from '../../../lib/frame/frameEncoder.js';
import type { Framing } from '../../../lib/frame/framing.js';
import { DECOY_HEADER, type PacketCiphers } from '../../../lib/frame/v2/packetCipher.js';
import type { V2Framing } from '../../../lib/frame/v2/v2Framing.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { framingOf } from '../../../marbles/run/v2/seededFraming.js';
import { exchangeKeys, receive } from './v2Pair.js';

const network = bitcoin.regtest;
const seal = (framing: Framing, command: string, payload: Uint8Array): Uint8Array =>
  framing.seal(command, encodeFrame(network, command, payload));
const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

function pair(seed = 1): { initiator: V2Framing; responder: V2Framing } {
  const pair = { initiator: framingOf(true, seed), responder: framingOf(false, seed) };
  exchangeKeys(pair.initiator, pair.responder);
  return pair;
}

describe('the key exchange of transport v2', () => {
  it.each([1, 2, 3, 7, 16, 64, 65, 5000])('completes with chunks of %i bytes, whatever the garbage', (chunkBytes) => {
    for (let seed = 1; seed < 6; seed++) {
      const initiator = framingOf(true, seed);
      const responder = framingOf(false, seed);
      exchangeKeys(initiator, responder, chunkBytes);
      expect([initiator.state, responder.state]).toEqual(['Ready', 'Ready']);
      expect(initiator.sessionId).toMatch(/^[0-9a-f]{64}$/);
      expect(responder.sessionId).toBe(initiator.sessionId);
    }
  });

  it('goes through the named states', () => {
    const initiator = framingOf(true);
    let permit: (() => void) | undefined;
    let woken = 0;
    const responder = framingOf(false, 1, {
      onKey: (permitted) => (permit = permitted),
      onPermitted: () => (woken += 1),
    });
    const states = (): unknown[] => [initiator.state, responder.state];
    expect(states()).toEqual(['AwaitingKey', 'AwaitingKey']);
    receive(responder, initiator.takeOutput()!);
    expect(states()).toEqual(['AwaitingKey', 'AwaitingPermit']);
    expect(responder.takeOutput()).toBeUndefined();
    expect(responder.canSend).toBe(false);
    permit!();
    expect(woken).toBe(1);
    expect(states()).toEqual(['AwaitingKey', 'AwaitingTerminator']);
    receive(initiator, responder.takeOutput()!);
    expect(states()).toEqual(['Ready', 'AwaitingTerminator']);
    receive(responder, initiator.takeOutput()!);
    expect(states()).toEqual(['Ready', 'Ready']);
  });

  it('computes nothing before the key of the remote is complete', () => {
    let keys = 0;
    const responder = framingOf(false, 1, {
      createKeyExchange() {
        keys += 1;
        throw new Error('not expected');
      },
    });
    receive(responder, new Uint8Array(63));
    expect(responder.takeOutput()).toBeUndefined();
    expect(keys).toBe(0);
  });

  it('ends with a typed error when the stream ends within it', () => {
    const responder = framingOf(false);
    expect(() => responder.end()).not.toThrow();
    receive(responder, new Uint8Array(10));
    expect(() => responder.end()).toThrow(expect.objectContaining({ code: 'TRUNCATED' }));
  });
});

describe('a remote that misbehaves in the key exchange (the scenarios of Bitcoin Core, p2p_v2_misbehaving.py)', () => {
  /** What the responder reports about an initiator whose bytes are changed. */
  function reportOf(change: (parts: { key: Uint8Array; rest: Uint8Array }) => Uint8Array): unknown[] {
    const initiator = framingOf(true);
    const responder = framingOf(false);
    const hello = initiator.takeOutput()!;
    const [key, garbage] = [hello.slice(0, 64), hello.slice(64)];
    receive(responder, key);
    receive(initiator, responder.takeOutput()!);
    const rest = joinBytes([garbage, initiator.takeOutput()!]);
    return receive(responder, change({ key, rest }));
  }

  it('accepts the unchanged bytes', () => {
    expect(reportOf(({ rest }) => rest)).toEqual([]);
  });

  it('EARLY_KEY_RESPONSE: does not answer before the key is complete', () => {
    const responder = framingOf(false);
    receive(responder, framingOf(true).takeOutput()!.slice(0, 63));
    expect(responder.takeOutput()).toBeUndefined();
  });

  it('EXCESS_GARBAGE: closes after 4095 + 16 bytes without a terminator, at any chunk size', () => {
    expect(reportOf(() => new Uint8Array(4095 + 15))).toEqual([]);
    expect(reportOf(() => new Uint8Array(4095 + 16))).toEqual(['NO_TERMINATOR']);
    const responder = framingOf(false, 1, { onKey: () => undefined });
    expect(receive(responder, new Uint8Array(64 + 4095), 100)).toEqual([]);
    expect(receive(responder, new Uint8Array(1))).toEqual(['NO_TERMINATOR']);
  });

  it('asks for no permit if too much garbage arrives together with the key', () => {
    let asked = 0;
    const responder = framingOf(false, 1, { onKey: () => (asked += 1) });
    expect(receive(responder, new Uint8Array(64 + 4096))).toEqual(['NO_TERMINATOR']);
    expect(asked).toBe(0);
  });

  it('WRONG_GARBAGE_TERMINATOR: closes when no terminator follows', () => {
    const changed = reportOf(({ rest }) => {
      const { length } = garbageOf();
      rest[length]! ^= 1;
      return joinBytes([rest, new Uint8Array(5000)]);
    });
    expect(changed).toEqual(['NO_TERMINATOR']);
  });

  it('WRONG_GARBAGE: closes when the garbage was changed', () => {
    expect(
      reportOf(({ rest }) => {
        rest[0]! ^= 1;
        return rest;
      }),
    ).toEqual(['BAD_GARBAGE']);
  });

  it('SEND_NO_AAD: closes when the first packet does not authenticate the garbage', () => {
    const forgetful: PacketCiphers = {
      ...ciphers,
      createSealer(keys) {
        const sealer = ciphers.createSealer(keys);
        return { seal: (header, type, payload) => sealer.seal(header, type, payload, new Uint8Array(0)) };
      },
    };
    const initiator = framingOf(true, 1, { ciphers: forgetful });
    const responder = framingOf(false);
    receive(responder, initiator.takeOutput()!);
    receive(initiator, responder.takeOutput()!);
    expect(receive(responder, initiator.takeOutput()!)).toEqual(['BAD_GARBAGE']);
  });

  it('SEND_NON_EMPTY_VERSION_PACKET: ignores the contents of the version packet', () => {
    const talkative: PacketCiphers = {
      ...ciphers,
      createSealer(keys) {
        const sealer = ciphers.createSealer(keys);
        let isFirst = true;
        return {
          seal(header, type, payload, associated) {
            const contents = isFirst ? bytesOf(100) : payload;
            isFirst = false;
            return sealer.seal(header, type, contents, associated);
          },
        };
      },
    };
    const initiator = framingOf(true, 1, { ciphers: talkative });
    const responder = framingOf(false);
    exchangeKeys(initiator, responder);
    expect(responder.state).toBe('Ready');
    expect(receive(responder, seal(initiator, 'ping', bytesOf(8)))).toMatchObject([{ command: 'ping' }]);
  });

  function garbageOf(): Uint8Array {
    return framingOf(true).takeOutput()!.slice(64);
  }
});

describe('the packets of transport v2', () => {
  it.each([1, 2, 3, 4, 5, 20, 21, 100, 10_000])(
    'carry frames in both directions, with chunks of %i bytes',
    (chunkBytes) => {
      const { initiator, responder } = pair();
      const commands = ['ping', 'version', 'inv', 'headers', 'tx', 'notinatable'];
      for (const [from, to] of [
        [initiator, responder],
        [responder, initiator],
      ] as const) {
        const bytes = joinBytes(commands.map((command, i) => seal(from, command, bytesOf(i * 40))));
        expect(receive(to, bytes, chunkBytes)).toEqual(
          commands.map((command, i) => ({
            command,
            payload: bytesOf(i * 40),
            sizeBytes: i * 40 + 20 + (['version', 'notinatable'].includes(command) ? 13 : 1),
          })),
        );
      }
    },
  );

  it('survive three changes of the keys', () => {
    const { initiator, responder } = pair();
    for (let i = 0; i < 3 * 224 + 10; i++) {
      expect(receive(responder, seal(initiator, 'ping', bytesOf(i % 50)))).toMatchObject([
        { payload: bytesOf(i % 50) },
      ]);
    }
  });

  it('have the number of an unassigned short type as their command', () => {
    const { initiator, responder } = withSealer();
    expect(receive(responder, initiator(0, Uint8Array.of(29), bytesOf(3)))).toEqual([
      { command: '#29', payload: bytesOf(3), sizeBytes: 24 },
    ]);
    expect(receive(responder, initiator(0, Uint8Array.of(255), bytesOf(0)))).toMatchObject([{ command: '#255' }]);
  });

  it('accept the long form of a command that has a number', () => {
    const { initiator, responder } = withSealer();
    const type = Uint8Array.from([0, ...new TextEncoder().encode('ping'), 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(receive(responder, initiator(0, type, bytesOf(8)))).toMatchObject([
      { command: 'ping', payload: bytesOf(8) },
    ]);
  });

  it('without a readable type are reported, and the stream continues', () => {
    const { initiator, responder } = withSealer();
    const bytes = joinBytes([
      initiator(0, new Uint8Array(0), new Uint8Array(0)),
      initiator(0, Uint8Array.of(0), bytesOf(5)),
      initiator(0, Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), bytesOf(5)),
      initiator(0, Uint8Array.of(18), bytesOf(8)),
    ]);
    expect(receive(responder, bytes)).toMatchObject(['BAD_COMMAND', 'BAD_COMMAND', 'BAD_COMMAND', { command: 'ping' }]);
  });

  it('that are decoys are skipped, before the version packet too', () => {
    const packets: [number, number, number][] = [];
    const listener = {
      onPacket: (_: Uint8Array, start: number, end: number) => packets.push([start, end, end - start]),
    };
    const { initiator, responder } = withSealer({ listener });
    const bytes = joinBytes([
      initiator(DECOY_HEADER, Uint8Array.of(18), bytesOf(100)),
      initiator(0, Uint8Array.of(18), bytesOf(8)),
    ]);
    expect(receive(responder, bytes)).toMatchObject([{ command: 'ping' }]);
    expect(packets.map(([, , length]) => length)).toEqual([102, 10]);
  });

  it('above the limit end the stream before their bytes arrive', () => {
    const { initiator, responder } = withSealer();
    const { maxPayloadBytes } = network.limits;
    const bytes = initiator(0, new Uint8Array(13), new Uint8Array(maxPayloadBytes + 1));
    expect(receive(responder, bytes.subarray(0, 3))).toEqual(['OVERSIZED_FRAME']);
  });

  it('that were changed at any place end the stream, and nothing of them is delivered', () => {
    const seed = Date.now() % 1_000_000;
    for (let i = 0; i < 60; i++) {
      const { initiator, responder } = pair(seed + i);
      const good = seal(initiator, 'ping', bytesOf(8));
      const bad = seal(initiator, 'tx', bytesOf(50 + i));
      // A changed length makes the decoder wait for more bytes, or is above the limit: follow with enough of them.
      bad[i % bad.length]! ^= 1 << (i % 8);
      const got = receive(responder, joinBytes([good, bad, new Uint8Array(70_000)]), 1000 + i);
      expect({ seed, i, got: got.slice(0, 1) }).toMatchObject({ got: [{ command: 'ping' }] });
      expect({
        seed,
        i,
        rest: got.slice(1).every((each) => each === 'BAD_PACKET' || each === 'OVERSIZED_FRAME'),
      }).toEqual({
        seed,
        i,
        rest: true,
      });
    }
  });

  it('throw the same error again after the end', () => {
    const { initiator, responder } = pair();
    const bad = seal(initiator, 'ping', bytesOf(8));
    bad[5]! ^= 1;
    expect(receive(responder, bad)).toEqual(['BAD_PACKET']);
    expect(() => responder.next()).toThrow(expect.objectContaining({ code: 'BAD_PACKET' }));
  });

  it('that are cut end with TRUNCATED', () => {
    const { initiator, responder } = pair();
    expect(receive(responder, seal(initiator, 'ping', bytesOf(8)).slice(0, 10))).toEqual([]);
    expect(() => responder.end()).toThrow(expect.objectContaining({ code: 'TRUNCATED' }));
  });

  /** A responder, and the raw sealer of its initiator. */
  function withSealer(options: Parameters<typeof framingOf>[2] = {}): {
    initiator: (header: number, type: Uint8Array, payload: Uint8Array) => Uint8Array;
    responder: V2Framing;
  } {
    let sealer: ReturnType<PacketCiphers['createSealer']>;
    const initiator = framingOf(true, 1, {
      ciphers: { ...ciphers, createSealer: (keys) => (sealer = ciphers.createSealer(keys)) },
    });
    const responder = framingOf(false, 1, options);
    exchangeKeys(initiator, responder);
    return { initiator: (header, type, payload) => sealer.seal(header, type, payload, new Uint8Array(0)), responder };
  }
});
