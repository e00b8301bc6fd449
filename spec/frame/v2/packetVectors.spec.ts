import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { packetCiphers } from '#fastV2';
import { fromHex, toHex } from '../../../lib/codec/hex.js';
import { joinBytes } from '../../../lib/codec/joinBytes.js';
import { keyExchangeOf } from '../../../lib/crypto/keyExchange.js';
import { HEADER_BYTES, type FrameFormat } from '../../../lib/frame/header.js';
import {
  DECOY_HEADER,
  PACKET_OVERHEAD_BYTES,
  type KeyExchange,
  type PacketCiphers,
  type PacketSealer,
} from '../../../lib/frame/v2/packetCipher.js';
import { V2Framing, type V2FramingOptions } from '../../../lib/frame/v2/v2Framing.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { NETWORKS_BY_MAGIC } from '../../../lib/networks/knownNetworks.js';
import { hasVectors, vectorRows } from '../../helpers/vectors.js';
import { NONE } from './ciphers.js';
import { receive } from './v2Pair.js';

const network = bitcoin.mainnet;

// A vector is one packet, with the number in_idx, that "our" side (in_initiating) sends. Here that side is a V2Framing with the keys of the
// vector: its bytes are compared with the vector, and then received by a V2Framing of the other side.
describe('the framing of transport v2', () => {
  (hasVectors ? it : it.skip).each(vectorRows('bip-0324-packet_encoding_test_vectors.csv'))(
    'plays vector $in_idx of BIP324, initiating $in_initiating, at every chunk size (skipped without ../shared/vectors)',
    (row) => {
      const vector = vectorOf(row);
      const { packet, sessionId, wire } = played(vector);
      expect(sessionId).toBe(row.out_session_id);
      if (row.out_ciphertext !== '') expect(toHex(packet)).toBe(row.out_ciphertext);
      const end = row.out_ciphertext_endswith!;
      expect(toHex(packet.subarray(packet.length - end.length / 2))).toBe(end);

      const wanted = { state: 'Ready', sessionId: row.out_session_id, ...wantedOf(vector) };
      for (const chunkBytes of chunkSizesOf(wire.length)) {
        const packets: string[] = [];
        const framing = receiverOf(vector, (bytes) => packets.push(fingerprint(bytes)));
        const frames = receive(framing, wire, chunkBytes).slice(-2).map(fingerprint);
        const { sessionId, state } = framing;
        expect({ chunkBytes, state, sessionId, frames, packets: packets.slice(-2) }).toEqual({ chunkBytes, ...wanted });
      }
    },
    30_000,
  );
});

interface Vector {
  readonly index: number;
  readonly header: number;
  readonly contents: Uint8Array;
  /** The garbage of the sender, which the first packet authenticates. */
  readonly garbage: Uint8Array;
  readonly isInitiator: boolean;
  readonly ourKeys: () => KeyExchange;
  readonly theirKeys: () => KeyExchange;
  readonly terminator: string;
}

function vectorOf(row: Record<string, string>): Vector {
  const [ours, theirs] = [fromHex(row.in_ellswift_ours!), fromHex(row.in_ellswift_theirs!)];
  const contents = fromHex(row.in_contents!);
  return {
    index: Number(row.in_idx),
    header: row.in_ignore === '1' ? DECOY_HEADER : 0,
    contents: joinBytes(Array.from({ length: Number(row.in_multiply) }, () => contents)),
    garbage: fromHex(row.in_aad!),
    isInitiator: row.in_initiating === '1',
    ourKeys: () => keyExchangeOf(fromHex(row.in_priv_ours!), ours),
    // The vectors have no private key of the other side, but the secret that both compute.
    theirKeys: () => ({ publicKey: theirs, sharedSecret: () => fromHex(row.mid_shared_secret!) }),
    terminator: row.mid_send_garbage_terminator!,
  };
}

/** All that the sender sends: the key exchange, the packets before that of the vector, the packet, and one more. */
function played(vector: Vector): { wire: Uint8Array; packet: Uint8Array; sessionId: string } {
  const { contents, garbage, header, index, isInitiator, ourKeys, theirKeys, terminator } = vector;
  let sealer: PacketSealer | undefined;
  const framing = framingOf(vector, {
    isInitiator,
    createKeyExchange: ourKeys,
    random: garbageAs(garbage),
    ciphers: {
      ...packetCiphers,
      createSealer(keys) {
        const created = packetCiphers.createSealer(keys);
        sealer = created;
        // Packet 0 is the version packet, which our framing sends without contents.
        if (index > 0) return created;
        return { seal: (_header, type, _payload, associated) => created.seal(header, type, contents, associated) };
      },
    },
  });
  const hello = framing.takeOutput() ?? NONE;
  receive(framing, theirKeys().publicKey);
  const wire = [hello, framing.takeOutput()!];
  expect(toHex(joinBytes(wire)).slice(2 * (64 + garbage.length))).toMatch(new RegExp(`^${terminator}`));
  for (let i = 1; i < index; i++) wire.push(framing.seal('filler', new Uint8Array(HEADER_BYTES)));
  if (index > 0) wire.push(sealed(framing, vector, sealer!));
  const packet = index > 0 ? wire.at(-1)! : wire.at(-1)!.subarray(-(contents.length + PACKET_OVERHEAD_BYTES));
  wire.push(sealer!.seal(0, LAST, NONE, NONE));
  return { wire: joinBytes(wire), packet, sessionId: framing.sessionId! };
}

/** The packet of a vector after the version packet: a frame; or a decoy or a long type that spells no command, which only the cipher can seal. */
function sealed(framing: V2Framing, { contents, header }: Vector, sealer: PacketSealer): Uint8Array {
  if (header === DECOY_HEADER || contents[0] === 0) return sealer.seal(header, NONE, contents, NONE);
  const frame = new Uint8Array(HEADER_BYTES + contents.length - 1);
  frame.set(contents.subarray(1), HEADER_BYTES);
  return framing.seal('vector', frame);
}

/** The last two frames, and the last two packets after the version packet, as fingerprints. */
function wantedOf({ contents, header, index }: Vector): { frames: string[]; packets: string[] } {
  const frame = (command: string, payload: Uint8Array): unknown => ({
    command,
    payload,
    sizeBytes: payload.length + 1 + PACKET_OVERHEAD_BYTES,
  });
  const filler = index > 1 ? [frame('filler', NONE)] : [];
  const ofVector = contents[0] === 0 ? 'BAD_COMMAND' : frame('vector', contents.subarray(1));
  const isFrame = index > 0 && header === 0;
  const frames = [...filler, ...(isFrame ? [ofVector] : []), frame('last', NONE)];
  const packets = [...(index > 0 ? [joinBytes([Uint8Array.of(header), contents])] : []), joinBytes([ZERO, LAST])];
  return { frames: frames.slice(-2).map(fingerprint), packets: packets.map(fingerprint) };
}

function receiverOf(vector: Vector, onPacket: (bytes: Uint8Array) => void): V2Framing {
  return framingOf(vector, {
    isInitiator: !vector.isInitiator,
    createKeyExchange: vector.theirKeys,
    random: garbageAs(NONE),
    listener: { onPacket: (buffer, start, end) => onPacket(buffer.slice(start, end)) },
  });
}

function framingOf(
  { contents }: Vector,
  options: Pick<V2FramingOptions, 'isInitiator' | 'createKeyExchange' | 'random' | 'listener'> & {
    ciphers?: PacketCiphers;
  },
): V2Framing {
  const shortIds: string[] = [];
  for (let id = 0; id < 256; id++) shortIds.push('');
  shortIds[LAST[0]!] = 'last';
  shortIds[1] = 'filler';
  if (contents[0] !== 0) shortIds[contents[0]!] = 'vector';
  const limits = { ...network.limits, maxPayloadBytes: 2 ** 24 };
  const format: FrameFormat = { ...network, limits, shortIds };
  return new V2Framing({ format, magicNames: NETWORKS_BY_MAGIC, ciphers: packetCiphers, ...options });
}

const ZERO = Uint8Array.of(0);
const LAST = Uint8Array.of(2);

/** A source of random bytes for which the framing chooses this garbage. */
function garbageAs(garbage: Uint8Array): (bytes: number) => Uint8Array {
  return (bytes) => (bytes === 2 ? Uint8Array.of(garbage.length, garbage.length >>> 8) : garbage);
}

/** All sizes for a short stream; for a long one those up to 50, and those around powers of two; for one of megabytes three. */
function chunkSizesOf(length: number): number[] {
  if (length <= 4500) return Array.from({ length }, (_, i) => i + 1);
  if (length > 1_000_000) return [65_536, 1_000_003, length];
  const powers = [64, 128, 256, 1024, 4096, 16_384].filter((size) => size < length);
  return [
    ...Array.from({ length: 50 }, (_, i) => i + 1),
    ...powers.flatMap((size) => [size - 1, size, size + 1]),
    length,
  ];
}

/** toEqual compares long arrays one byte at a time. */
function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (!(inner instanceof Uint8Array)) return inner;
    return inner.length < 1000
      ? toHex(inner)
      : `${inner.length} bytes, SHA-256 ${createHash('sha256').update(inner).digest('hex')}`;
  });
}
