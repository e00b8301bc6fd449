import { expect } from '@jest/globals';
import type { CaptureRecord, OpenedRecord, SecretsRecord } from '../../../lib/capture/captureRecord.js';
import { toHex } from '../../../lib/codec/hex.js';
import { plainPacketCiphers } from '../../../lib/frame/v2/plainPacketCiphers.js';
import { deriveSessionKeys } from '../../../lib/frame/v2/sessionKeys.js';
import { concat } from '../wire/bytes.js';

const DIRECTIONS = ['received', 'sent'] as const;
const REGTEST_MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);
const KEY_BYTES = 64;
const TERMINATOR_BYTES = 16;

type Direction = (typeof DIRECTIONS)[number];

/** All raw bytes of one direction. */
export function rawBytesOn(records: readonly CaptureRecord[], direction: Direction): Uint8Array {
  return concat(
    records.flatMap((each) => (each.kind === 'rawBytes' && each.direction === direction ? [each.bytes] : [])),
  );
}

export function secretsIn(records: readonly CaptureRecord[]): SecretsRecord[] {
  return records.filter((each) => each.kind === 'secrets');
}

/**
 * Decrypts the raw bytes of a recorded session in regtest with its secrets, and requires that its `bytes` records hold the same packets, that its
 * keys belong to its session id, and that nothing is left over.
 *
 * @returns the number of bytes of plain packets in each direction
 */
export function requireSecretsFit(records: readonly CaptureRecord[]): Record<Direction, number> {
  const opened = records[0] as OpenedRecord;
  expect(records.map(({ kind }) => kind).filter((kind) => kind === 'opened' || kind === 'secrets')).toEqual([
    'opened',
    'secrets',
  ]);
  const [secrets] = secretsIn(records) as [SecretsRecord];
  const keys = deriveSessionKeys(secrets.sharedSecret, REGTEST_MAGIC);
  expect(opened).toMatchObject({ kind: 'opened', transport: 'v2', sessionId: toHex(keys.sessionId) });
  const lengths = DIRECTIONS.map((direction) => {
    const side = (direction === 'sent') === (opened.direction === 'outbound') ? 'initiator' : 'responder';
    const garbage = direction === 'sent' ? secrets.sentGarbage : secrets.receivedGarbage;
    const raw = rawBytesOn(records, direction);
    const packetsStart = KEY_BYTES + garbage.length + TERMINATOR_BYTES;
    expect(toHex(raw.subarray(KEY_BYTES, packetsStart))).toBe(toHex(concat([garbage, keys[`${side}Terminator`]])));
    const opener = plainPacketCiphers.createOpener(keys[side]);
    const packets: Uint8Array[] = [];
    for (let at = packetsStart; at < raw.length;) {
      const size = opener.packetBytes(raw, at);
      expect(opener.open(raw, at, size, at === packetsStart ? garbage : new Uint8Array(0))).toBe(true);
      const length = size - 20;
      packets.push(
        concat([Uint8Array.of(length, length >> 8, length >> 16), opener.buffer.slice(opener.start, opener.end)]),
      );
      at += size;
    }
    const plain = concat(packets.slice(1));
    const recorded = concat(
      records.flatMap((each) => (each.kind === 'bytes' && each.direction === direction ? [each.bytes] : [])),
    );
    expect(toHex(recorded)).toBe(toHex(plain));
    return [direction, plain.length];
  });
  return Object.fromEntries(lengths) as Record<Direction, number>;
}
