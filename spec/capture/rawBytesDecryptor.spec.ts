import { describe, expect, it } from '@jest/globals';
import { CaptureFrameDecoder } from '../../lib/capture/captureFrameDecoder.js';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { RxcapDecoder } from '../../lib/capture/formats/rxcap/rxcapDecoder.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { RawBytesDecryptor } from '../../lib/capture/rawBytesDecryptor.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { captureFaultOf, decodeAll } from '../helpers/capture/decoding.js';
import { sealSide } from '../helpers/capture/v2Session.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';
import { bytes, chunks, padded } from '../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const SECRET = Uint8Array.from({ length: 32 }, (_, i) => 9 * i + 1);
/** A decoy, the version packet, and more packets than there are between two changes of the keys. */
const PACKETS = [
  { header: 0x80, contents: bytes('aabbcc') },
  { header: 0, contents: bytes('') },
  ...Array.from({ length: 250 }, (_, i) => ({ header: 0, contents: new Uint8Array((i * 7) % 60).fill(i) })),
];

function decryptAll(decryptor: RawBytesDecryptor, parts: readonly Uint8Array[]): Uint8Array {
  return bytes(...parts.map((part) => decryptor.push('initiator', part)));
}

describe('RawBytesDecryptor', () => {
  it.each([0, 1, 613, 4095])('decrypts both sides after %d bytes of garbage, at any chunk size', (garbageBytes) => {
    // Garbage that begins as the terminator does is not taken for it.
    const garbage = new Uint8Array(garbageBytes).fill(0x3c);
    for (const side of ['initiator', 'responder'] as const) {
      const { plain, raw } = sealSide(side, SECRET, PACKETS, garbage);
      for (const size of [garbageBytes === 0 ? 1 : 61, 64, raw.length]) {
        const decryptor = new RawBytesDecryptor(network, SECRET);
        const parts = chunks(raw, size).map(padded);
        const copies = parts.map((part) => part.slice());
        expect(bytes(...parts.map((part) => decryptor.push(side, part)))).toStrictEqual(plain);
        expect(parts).toStrictEqual(copies);
        decryptor.end(side);
      }
    }
  });

  it('finds a terminator after garbage that holds the beginning of one', () => {
    const { raw, packetsStart } = sealSide('initiator', SECRET, [], bytes(''));
    const terminator = raw.subarray(packetsStart - 16, packetsStart);
    const garbage = bytes(terminator.subarray(0, 15), terminator.subarray(0, 3));
    const sealed = sealSide('initiator', SECRET, PACKETS, garbage);
    expect(decryptAll(new RawBytesDecryptor(network, SECRET), chunks(sealed.raw, 5))).toStrictEqual(sealed.plain);
  });

  it('refuses 4096 bytes of garbage, in linear time when it arrives byte by byte', () => {
    const { raw } = sealSide('initiator', SECRET, PACKETS, new Uint8Array(4096));
    const decryptor = new RawBytesDecryptor(network, SECRET);
    let pushed = 0;
    const pushAll = (): void => {
      for (const part of chunks(raw, 1)) {
        pushed += 1;
        decryptor.push('initiator', part);
      }
    };
    const cpuMs = cpuMsOf(() => {
      expect(captureFaultOf(pushAll)?.code).toBe('MALFORMED');
    });
    expect(pushed).toBe(64 + 4095 + 16);
    expect(cpuMs).toBeLessThan(2000);
    expect(captureFaultOf(() => decryptor.push('initiator', bytes('00')))?.code).toBe('MALFORMED');
    expect(captureFaultOf(() => decryptor.end('initiator'))?.code).toBe('MALFORMED');
    // The other side is not affected.
    expect(decryptor.push('responder', bytes('00'))).toHaveLength(0);
  });

  it('returns the packets before a changed byte, then errors, wherever it is changed', () => {
    const { raw, plain, packetsStart } = sealSide('initiator', SECRET, PACKETS.slice(0, 6), new Uint8Array(20));
    for (let at = 64; at < raw.length; at += 3) {
      const decryptor = new RawBytesDecryptor(network, SECRET);
      const damaged = raw.with(at, raw[at]! ^ 0x40);
      let read: Uint8Array = new Uint8Array(0);
      const fault = captureFaultOf(() => {
        read = bytes(read, decryptor.push('initiator', damaged));
        decryptor.push('initiator', bytes(''));
        decryptor.end('initiator');
      });
      expect(['MALFORMED', 'TRUNCATED']).toContain(fault?.code);
      expect(read.length).toBeLessThan(plain.length);
      expect(read).toStrictEqual(plain.slice(0, read.length));
      if (at < packetsStart) expect(read).toHaveLength(0);
    }
  });

  it('errors with TRUNCATED for bytes that end before the version packet is complete, or inside a packet', () => {
    const decoy = { header: 0x80, contents: bytes('a1b2') };
    const packets = [decoy, { header: 0, contents: bytes('') }, { header: 0, contents: bytes('1200') }];
    const { plain, raw } = sealSide('initiator', SECRET, packets, bytes('0102'));
    const versionEnd = raw.length - 22;
    for (let length = 0; length <= raw.length; length++) {
      const decryptor = new RawBytesDecryptor(network, SECRET);
      const read = decryptor.push('initiator', raw.subarray(0, length));
      const isWhole = [0, versionEnd, raw.length].includes(length);
      expect(captureFaultOf(() => decryptor.end('initiator'))?.code).toBe(isWhole ? undefined : 'TRUNCATED');
      expect(read).toStrictEqual(length === raw.length ? plain : bytes(''));
    }
  });

  it('refuses a packet above the limit of the network before its bytes have arrived', () => {
    const small = { ...network, limits: { ...network.limits, maxPayloadBytes: 30 } };
    const seal = (length: number) =>
      sealSide('initiator', SECRET, [{ header: 0, contents: new Uint8Array(length) }], bytes(''));
    const largest = seal(43);
    expect(new RawBytesDecryptor(small, SECRET).push('initiator', largest.raw)).toStrictEqual(largest.plain);
    const larger = seal(44);
    const cut = larger.raw.subarray(0, larger.packetsStart + 3);
    expect(captureFaultOf(() => new RawBytesDecryptor(small, SECRET).push('initiator', cut))?.code).toBe('MALFORMED');
  });

  it('refuses a shared secret of another length', () => {
    expect(() => new RawBytesDecryptor(network, new Uint8Array(31))).toThrow('32 bytes expected, got 31');
  });

  it('decrypts the raw bytes and secrets of a .rxcap file to the bytes of the session', () => {
    const sides = {
      sent: sealSide('initiator', SECRET, PACKETS, bytes('0102')),
      received: sealSide('responder', SECRET, PACKETS.slice(1), bytes('')),
    };
    const { sessionId } = new RawBytesDecryptor(network, SECRET);
    const at = { session: 1, atMs: 5 };
    const records: CaptureRecord[] = [
      {
        ...{ ...at, kind: 'opened', network: network.name, direction: 'outbound', address: '' },
        ...{ transport: 'v2', sessionId },
      },
      { ...at, kind: 'secrets', sharedSecret: SECRET, sentGarbage: bytes('0102'), receivedGarbage: bytes('') },
      ...(['sent', 'received'] as const).flatMap((direction): CaptureRecord[] => [
        { ...at, kind: 'rawBytes', direction, bytes: sides[direction].raw },
        { ...at, kind: 'bytes', direction, bytes: sides[direction].plain },
      ]),
    ];
    const file = bytes(encodeRxcapHeader(), ...records.map(encodeRxcapRecord));
    const read = decodeAll(new RxcapDecoder(), [file]).records;
    const secrets = read.find((record) => record.kind === 'secrets')!;
    const decryptor = new RawBytesDecryptor(network, secrets.sharedSecret);
    expect(read[0]).toMatchObject({ transport: 'v2', sessionId: decryptor.sessionId });
    for (const direction of ['sent', 'received'] as const) {
      const raw = read.find((record) => record.kind === 'rawBytes' && record.direction === direction);
      const plain = read.find((record) => record.kind === 'bytes' && record.direction === direction);
      const side = direction === 'sent' ? 'initiator' : 'responder';
      expect(decryptor.push(side, (raw as { bytes: Uint8Array }).bytes)).toStrictEqual(
        (plain as { bytes: Uint8Array }).bytes,
      );
    }
    const frames = new CaptureFrameDecoder({ onFault: () => undefined });
    expect(read.flatMap((record) => frames.push(record)).length).toBeGreaterThan(400);
  });
});
