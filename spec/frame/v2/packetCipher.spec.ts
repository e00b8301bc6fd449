import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../../lib/codec/hex.js';
import { joinBytes } from '../../../lib/codec/joinBytes.js';
import { keyExchangeOf } from '../../../lib/crypto/keyExchange.js';
import { DECOY_HEADER, PACKET_OVERHEAD_BYTES } from '../../../lib/frame/v2/packetCipher.js';
import { deriveSessionKeys, type SessionKeys } from '../../../lib/frame/v2/sessionKeys.js';
import { hasVectors, vectorRows } from '../../helpers/vectors.js';
import { ciphers, keysOf, NONE, randomBytes } from './ciphers.js';

/** The magic of Bitcoin's mainnet, which the vectors use. */
const MAGIC = Uint8Array.of(0xf9, 0xbe, 0xb4, 0xd9);

describe.each(ciphers)('the packet ciphers, %s', (_, { createSealer, createOpener }) => {
  (hasVectors ? it : it.skip).each(vectorRows('bip-0324-packet_encoding_test_vectors.csv'))(
    'agree with vector $in_idx of BIP324 (skipped without ../shared/vectors)',
    (row) => {
      const isInitiator = row.in_initiating === '1';
      const keys = sessionKeysOf(row);
      expect({
        session: toHex(keys.sessionId),
        initiatorLength: toHex(keys.initiator.lengthKey),
        initiatorContents: toHex(keys.initiator.contentsKey),
        responderLength: toHex(keys.responder.lengthKey),
        responderContents: toHex(keys.responder.contentsKey),
        sent: toHex(isInitiator ? keys.initiatorTerminator : keys.responderTerminator),
        received: toHex(isInitiator ? keys.responderTerminator : keys.initiatorTerminator),
      }).toEqual({
        session: row.out_session_id,
        initiatorLength: row.mid_initiator_l,
        initiatorContents: row.mid_initiator_p,
        responderLength: row.mid_responder_l,
        responderContents: row.mid_responder_p,
        sent: row.mid_send_garbage_terminator,
        received: row.mid_recv_garbage_terminator,
      });

      const ours = isInitiator ? keys.initiator : keys.responder;
      const [sealer, opener] = [createSealer(ours), createOpener(ours)];
      const index = Number(row.in_idx);
      for (let i = 0; i < index; i++) {
        const empty = sealer.seal(0, NONE, NONE, NONE);
        expect(opener.packetBytes(empty, 0)).toBe(PACKET_OVERHEAD_BYTES);
        expect(opener.open(empty, 0, empty.length, NONE)).toBe(true);
      }
      const contents = joinBytes(Array.from({ length: Number(row.in_multiply) }, () => fromHex(row.in_contents!)));
      const associated = fromHex(row.in_aad!);
      const header = row.in_ignore === '1' ? DECOY_HEADER : 0;
      const packet = sealer.seal(header, contents.subarray(0, 1), contents.subarray(1), associated);
      expect(packet).toHaveLength(contents.length + PACKET_OVERHEAD_BYTES);
      if (row.out_ciphertext !== '') expect(toHex(packet)).toBe(row.out_ciphertext);
      if (row.out_ciphertext_endswith !== '') {
        const end = row.out_ciphertext_endswith!;
        expect(toHex(packet.subarray(-end.length / 2))).toBe(end);
      }
      expect(opener.packetBytes(packet, 0)).toBe(packet.length);
      expect(opener.open(packet, 0, packet.length, associated)).toBe(true);
      expect(opener.buffer[opener.start]).toBe(header);
      // toEqual would compare four million bytes one by one.
      expect(Buffer.compare(opener.buffer.subarray(opener.start + 1, opener.end), contents)).toBe(0);
    },
  );

  it('return the length of the same packet again, from any offset', () => {
    const keys = keysOf(1);
    const packet = createSealer(keys).seal(0, Uint8Array.of(1), randomBytes(300), NONE);
    const padded = joinBytes([randomBytes(7), packet, randomBytes(9)]);
    const opener = createOpener(keys);
    expect([opener.packetBytes(padded, 7), opener.packetBytes(padded.subarray(7, 10), 0)]).toEqual([321, 321]);
    expect(opener.open(padded, 7, 321, NONE)).toBe(true);
    expect(opener.end - opener.start).toBe(302);
  });

  it('refuse a packet with another tag, other contents or other associated bytes', () => {
    const keys = keysOf(2);
    const associated = randomBytes(20);
    const packet = createSealer(keys).seal(0, Uint8Array.of(1), randomBytes(30), associated);
    expect(createOpener(keys).open(packet, 0, packet.length, associated)).toBe(true);
    for (const at of [3, 4, 20, packet.length - 16, packet.length - 1]) {
      const tampered = packet.slice();
      tampered[at]! ^= 0x40;
      expect(createOpener(keys).open(tampered, 0, tampered.length, associated)).toBe(false);
    }
    expect(createOpener(keys).open(packet, 0, packet.length, NONE)).toBe(false);
    expect(createOpener(keys).open(packet, 0, packet.length, associated.subarray(1))).toBe(false);
  });

  it('leave the arguments and the keys unchanged', () => {
    const keys = keysOf(3);
    const [type, payload, associated] = [Uint8Array.of(9), randomBytes(100), randomBytes(5)];
    const copies = [keys.lengthKey, keys.contentsKey, type, payload, associated].map((bytes) => bytes.slice());
    const packet = createSealer(keys).seal(0, type, payload, associated);
    const packetCopy = packet.slice();
    createOpener(keys).open(packet, 0, packet.length, associated);
    expect([keys.lengthKey, keys.contentsKey, type, payload, associated]).toEqual(copies);
    expect(packet).toEqual(packetCopy);
  });

  it('encrypt contents of 2^24 - 1 bytes and refuse one byte more', () => {
    const keys = keysOf(4);
    const sealer = createSealer(keys);
    const payload = new Uint8Array(2 ** 24 - 1);
    expect(() => sealer.seal(0, Uint8Array.of(1), payload, NONE)).toThrow(
      'the contents of a v2 packet have 16777216 bytes, at most 16777215 are allowed',
    );
    // The packet that was refused took no nonce.
    const packet = sealer.seal(0, NONE, payload, NONE);
    const opener = createOpener(keys);
    expect(opener.packetBytes(packet, 0)).toBe(2 ** 24 - 1 + PACKET_OVERHEAD_BYTES);
    expect(opener.open(packet, 0, packet.length, NONE)).toBe(true);
  });
});

function sessionKeysOf(row: Record<string, string>): SessionKeys {
  const exchange = keyExchangeOf(fromHex(row.in_priv_ours!), fromHex(row.in_ellswift_ours!));
  return deriveSessionKeys(exchange.sharedSecret(fromHex(row.in_ellswift_theirs!), row.in_initiating === '1'), MAGIC);
}
