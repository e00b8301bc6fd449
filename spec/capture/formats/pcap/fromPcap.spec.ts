import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { take } from 'rxjs';
import { CaptureFrameDecoder } from '../../../../lib/capture/captureFrameDecoder.js';
import { fromPcap } from '../../../../lib/capture/formats/pcap/fromPcap.js';
import { PcapDecoder } from '../../../../lib/capture/formats/pcap/pcapDecoder.js';
import { PcapngDecoder } from '../../../../lib/capture/formats/pcap/pcapngDecoder.js';
import { PcapScan, PcapSessionDecoder } from '../../../../lib/capture/formats/pcap/pcapSession.js';
import { bitcoin } from '../../../../lib/networks/bitcoin.js';
import { lbry } from '../../../../lib/networks/lbry.js';
import { ENDS, ipPacket, onLink, pcapFile, pcapngFile, type SegmentOf } from '../../../helpers/capture/packets.js';
import { bytesOn, collect, sha256Hex } from '../../../helpers/capture/sessions.js';
import { decodeAll } from '../../../helpers/capture/decoding.js';
import { bytes, chunks, paddedBuffer } from '../../../helpers/wire/bytes.js';

const fixture = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`../../../fixtures/captures/${name}`, import.meta.url)));

// Lengths and SHA-256 of the streams as a relay between the two programs recorded them; times of the first SYN and FIN as tcpdump prints them.
const REAL = [
  {
    ...{
      file: 'loopback.pcap',
      address: '127.0.0.1:35051',
      openedMs: 1_795_377_782_338.637,
      closedMs: 1_795_377_782_976.995,
    },
    sent: [382, 'a9ccdc5d3c516ed6e42087d6a333d6f588bc30f2c342148ccdaed488f71e3db3'],
    received: [1203, 'a6ae33835392972c56bda8020a26bd17a1bd437eb35eb58d117ce298b43bfb43'],
  },
  ...['ipv6-nano.pcap', 'ipv6-nano.pcapng'].map((file) => ({
    ...{ file, address: '[::1]:36297', openedMs: 1_795_377_783_859.689, closedMs: 1_795_377_784_416.671 },
    sent: [382, 'f923405d7d8ae6b47c0c83aad1492ac984929125c6e7ed7c84d12869cfc4bed6'],
    received: [1209, '5f50b182310da2fe8f06c5c91c9290653eab5dad6fa9dfe70a1bbc3f09a0f8e7'],
  })),
  {
    ...{
      file: 'any-sll.pcap',
      address: '127.0.0.1:32789',
      openedMs: 1_795_377_785_269.299,
      closedMs: 1_795_377_785_794.976,
    },
    sent: [382, '851c08750949b0fedadc8d2692eaeefad992e7bbe4f9620c94e3a0123ffee23b'],
    received: [1427, '634767b8441ee6145c1b993dd7459439806ff3ad4ac556da0a51dc0d5bd00f49'],
  },
  {
    ...{
      file: 'any-sll2.pcap',
      address: '[::1]:32893',
      openedMs: 1_795_377_786_652.738,
      closedMs: 1_795_377_787_175.949,
    },
    sent: [382, '66cce6b3ebbb922c3c9e50fb568858a1dc1c247c07a1df22192e93bf3ad47a8b'],
    received: [1446, '6c159978a11d397c38eb34e583fe6f024bfa7d0e2b951888fa278eda2375ceb6'],
  },
];

describe('fromPcap, on files of tcpdump and Wireshark', () => {
  it.each(REAL)('$file', ({ file, address, openedMs, closedMs, sent, received }) => {
    const { records, fault } = collect(fromPcap(fixture(file)));
    expect(fault).toBe(undefined);
    const network = 'bitcoin.regtest';
    expect(records[0]).toEqual({
      kind: 'opened',
      session: 1,
      atMs: expect.any(Number),
      network,
      direction: 'outbound',
      address,
    });
    expect(records[0]!.atMs).toBeCloseTo(openedMs, 3);
    expect(records.at(-1)).toEqual({ kind: 'closed', session: 1, atMs: expect.any(Number), by: 'local' });
    expect(records.at(-1)!.atMs).toBeCloseTo(closedMs, 2);
    for (const [direction, [length, hash]] of [
      ['sent', sent],
      ['received', received],
    ] as const) {
      const content = bytesOn(records, direction);
      expect([content.length, sha256Hex(content)]).toEqual([length, hash]);
    }
    const frames = new CaptureFrameDecoder({
      onFault: (error) => {
        throw error;
      },
    });
    const commands = records.flatMap((record) => frames.push(record)).map((frame) => frame.command);
    expect(commands.slice(0, 2)).toEqual(['version', 'version']);
    expect(commands).toEqual(expect.arrayContaining(['verack', 'getheaders', 'headers', 'getdata', 'block']));
  });

  it('errors with BYTES_CUT and the offset for packets snapped at 120 bytes', () => {
    expect(collect(fromPcap(fixture('snapped.pcap')))).toEqual({
      records: [],
      fault: { code: 'BYTES_CUT', offset: 286 },
    });
  });

  it('lists two connections in AMBIGUOUS, and reads the one that the options choose', () => {
    const two = fixture('two.pcapng');
    const names =
      '2 TCP connections: 1: 127.0.0.1:58210 > 127.0.0.1:35051, 1585 bytes; 2: [::1]:52550 > [::1]:32893, 1828 bytes';
    let reason: unknown;
    fromPcap(two).subscribe({ error: (error: unknown) => (reason = error) });
    expect(reason).toMatchObject({ name: 'CaptureError', code: 'AMBIGUOUS', message: names });
    for (const [options, index] of [
      [{ port: 35_051 }, 0],
      [{ connection: 1 }, 0],
      [{ port: 52_550 }, 4],
      [{ connection: 2 }, 4],
    ] as const) {
      const { records, fault } = collect(fromPcap(two, options));
      expect(fault).toBe(undefined);
      expect(sha256Hex(bytesOn(records, 'sent'))).toBe(REAL[index]!.sent[1]);
    }
    for (const options of [{ port: 1 }, { connection: 3 }, { port: 35_051, connection: 2 }]) {
      expect(collect(fromPcap(two, options))).toEqual({
        records: [],
        fault: { code: 'NO_SESSION', offset: undefined },
      });
    }
  });

  it('swaps sent and received in the view of the listener', () => {
    const [dialler, listener] = [
      collect(fromPcap(fixture('loopback.pcap'))),
      collect(fromPcap(fixture('loopback.pcap'), { view: 'listener' })),
    ];
    expect(listener.records[0]).toMatchObject({ direction: 'inbound', address: '127.0.0.1:58210' });
    expect(listener.records.at(-1)).toMatchObject({ kind: 'closed', by: 'remote' });
    expect(bytesOn(listener.records, 'sent')).toStrictEqual(bytesOn(dialler.records, 'received'));
    expect(bytesOn(listener.records, 'received')).toStrictEqual(bytesOn(dialler.records, 'sent'));
  });

  it('returns the first of the records, then a fault, if the file is cut anywhere', () => {
    const whole = fixture('any-sll2.pcap');
    const { records } = collect(fromPcap(whole));
    for (let length = 0; length < whole.length; length += 41) {
      const cut = collect(fromPcap(whole.subarray(0, length)));
      expect(cut.records).toStrictEqual(records.slice(0, cut.records.length));
      // A cut between two packets leaves a valid file; that its end is missing cannot be detected.
      if (cut.fault === undefined) continue;
      expect(['UNKNOWN_FORMAT', 'NO_SESSION', 'BYTES_LOST', 'TRUNCATED']).toContain(cut.fault.code);
    }
  });
});

const magic = bytes('fabfb5da');
const HELLO = bytes(magic, '01020304');
const WORLD = bytes(magic, '0506');
/** A complete connection: handshake, data of each side, FINs. */
const SEGMENTS: SegmentOf[] = [
  { from: 'dialler', sequence: 1000, syn: true },
  { from: 'listener', sequence: 7000, syn: true, ack: true },
  { from: 'dialler', sequence: 1001, ack: true },
  { from: 'dialler', sequence: 1001, ack: true, payload: HELLO },
  { from: 'listener', sequence: 7001, ack: true, payload: WORLD },
  { from: 'listener', sequence: 7007, ack: true, fin: true },
  { from: 'dialler', sequence: 1009, ack: true, fin: true },
  { from: 'listener', sequence: 7008, ack: true },
];
const START_MS = 1_700_000_000_123;

function fileOf(segments: readonly SegmentOf[], { version = 4, linkType = 1, write = pcapFile }: FileOptions = {}) {
  const packets = segments.map((segment, i) => ({
    bytes: onLink(linkType, ipPacket(segment, { version })),
    atMs: START_MS + i / 1000,
  }));
  return write(packets, { linkType });
}

interface FileOptions {
  version?: 4 | 6;
  linkType?: number;
  write?: (packets: { bytes: Uint8Array; atMs: number }[], options: { linkType: number }) => Uint8Array;
}

/** The offsets of the packets of a synthetic file, and of its end. */
function packetStarts(file: Uint8Array, first: number): number[] {
  const view = new DataView(file.buffer, file.byteOffset);
  const starts = [first];
  while (starts.at(-1)! < file.length) {
    const at = starts.at(-1)!;
    starts.push(at + (first === 24 ? 16 + view.getUint32(at + 8, true) : view.getUint32(at + 4, true)));
  }
  return starts;
}

function expectSession(file: Uint8Array, address = '10.0.0.2:18444'): void {
  const at = (microseconds: number) => START_MS + microseconds / 1000;
  const session = 1;
  expect(collect(fromPcap(file))).toStrictEqual({
    records: [
      { kind: 'opened', session, atMs: at(0), network: 'bitcoin.regtest', direction: 'outbound', address },
      { kind: 'bytes', session, atMs: at(3), direction: 'sent', bytes: HELLO },
      { kind: 'bytes', session, atMs: at(4), direction: 'received', bytes: WORLD },
      { kind: 'closed', session, atMs: at(5), by: 'remote' },
    ],
  });
}

describe('fromPcap, on synthetic packets', () => {
  it.each([0, 1, 12, 14, 101, 108, 113, 276])('link type %p, IPv4 and IPv6', (linkType) => {
    expectSession(fileOf(SEGMENTS, { linkType }));
    expectSession(fileOf(SEGMENTS, { linkType, version: 6 }), '[fd00::2]:18444');
  });

  it.each([228, 229])('link type %p', (linkType) => {
    const version = linkType === 228 ? 4 : 6;
    expectSession(fileOf(SEGMENTS, { linkType, version }), version === 4 ? undefined : '[fd00::2]:18444');
  });

  it.each([
    ['pcap', pcapFile, { isLittleEndian: true }],
    ['pcap', pcapFile, { isLittleEndian: false }],
    ['pcap', pcapFile, { isLittleEndian: true, isNano: true }],
    ['pcap', pcapFile, { isLittleEndian: false, isNano: true }],
    ['pcapng', pcapngFile, { isLittleEndian: true }],
    ['pcapng', pcapngFile, { isLittleEndian: false }],
    ['pcapng', pcapngFile, { isLittleEndian: true, resolution: 9 }],
  ])('%s %j', (_, write, options) => {
    expectSession(fileOf(SEGMENTS, { write: (packets, { linkType }) => write(packets, { linkType, ...options }) }));
  });

  it('one and two VLAN tags', () => {
    for (const tags of [1, 2]) {
      const packets = SEGMENTS.map((segment, i) => ({
        bytes: onLink(1, ipPacket(segment), { tags }),
        atMs: START_MS + i / 1000,
      }));
      expectSession(pcapFile(packets));
    }
  });

  it.each([
    ['pcap', pcapFile, PcapDecoder],
    ['pcapng', pcapngFile, PcapngDecoder],
  ])('%s in chunks of any size, in windows of larger buffers, and cut at any byte', (_, write, Decoder) => {
    const file = fileOf(SEGMENTS, { write });
    const { records } = collect(fromPcap(file));
    const read = (chunkList: Uint8Array[]) => {
      const create = () => new Decoder();
      const scan = new PcapScan(create, {});
      for (const chunk of chunkList) scan.push(chunk);
      return decodeAll(new PcapSessionDecoder(create, scan.choose(), {}), chunkList);
    };
    for (let size = 1; size <= file.length; size++) expect(read(chunks(file, size))).toStrictEqual({ records });
    for (const size of [1, 50, 1000]) expect(read(chunks(file, size).map(paddedBuffer))).toStrictEqual({ records });

    const starts = packetStarts(file, write === pcapFile ? 24 : 92);
    for (let length = 4; length < file.length; length++) {
      const { records: before, fault } = collect(fromPcap(file.subarray(0, length)));
      expect(before).toStrictEqual(records.slice(0, before.length));
      // Without data there is NO_SESSION. After a complete packet a cut cannot be detected.
      const isBetween = starts.includes(length);
      const offset = starts.findLast((start) => start <= length) ?? 0;
      if (fault?.code === 'TRUNCATED') expect([fault.offset, isBetween]).toEqual([offset, false]);
      else expect(isBetween || fault?.code === 'NO_SESSION').toBe(true);
    }
  });

  it('extension headers of IPv6', () => {
    const extended = (segment: SegmentOf, ...headers: [type: number, header: string][]) => {
      const ip = ipPacket(segment, { version: 6 });
      const types = [...headers.map(([type]) => type), 6];
      const extensions = headers.map(([, header], i) => bytes(types[i + 1]!, header));
      const packet = bytes(ip.subarray(0, 40), ...extensions, ip.subarray(40));
      packet[6] = types[0]!;
      new DataView(packet.buffer).setUint16(4, packet.length - 40);
      return packet;
    };
    const hopByHop: [number, string] = [0, '00 000000000000'];
    const destination: [number, string] = [60, '01 0000000000000000000000000000'];
    const authentication: [number, string] = [51, '01 00000000000000000000'];
    const fileWith = (fragment: string) =>
      pcapFile(
        SEGMENTS.map((segment, i) => ({
          bytes: onLink(1, extended(segment, hopByHop, destination, authentication, [44, fragment])),
          atMs: START_MS + i / 1000,
        })),
      );
    expectSession(fileWith('00 0000 00000001'), '[fd00::2]:18444');
    expect(collect(fromPcap(fileWith('00 0001 00000001'))).fault?.code).toBe('BYTES_CUT');
    // A later fragment has no TCP header; after an ESP header (50) the content is encrypted.
    expect(collect(fromPcap(fileWith('00 0008 00000001'))).fault?.code).toBe('NO_SESSION');
    const encrypted = SEGMENTS.map((segment) => ({
      bytes: onLink(1, extended(segment, hopByHop, [50, '00 000000000000'])),
    }));
    expect(collect(fromPcap(pcapFile(encrypted))).fault?.code).toBe('NO_SESSION');
    const cut = SEGMENTS.map((segment) => ({ bytes: extended(segment, hopByHop).subarray(0, 44) }));
    expect(collect(fromPcap(pcapFile(cut, { linkType: 101 }))).fault?.code).toBe('NO_SESSION');
  });

  it('lists twenty of 25 connections in AMBIGUOUS', () => {
    const packets = Array.from({ length: 25 }, (_, i) => {
      return { bytes: onLink(1, ipPacket(SEGMENTS[3]!, { ends: { ...ENDS, dialler: 50_000 + i } })) };
    });
    let reason: unknown;
    fromPcap(pcapFile(packets)).subscribe({ error: (error: unknown) => (reason = error) });
    expect(reason).toMatchObject({
      code: 'AMBIGUOUS',
      message: expect.stringMatching(/^25 TCP connections: 1: .* 20: .*; 5 more$/),
    });
  });

  it('applies if_tsoffset, and an if_tsresol that is a power of two', () => {
    // 2^-20 seconds are about a microsecond.
    const options = { resolution: 0x80 | 20, offsetSeconds: -3600 };
    const { records, fault } = collect(
      fromPcap(fileOf(SEGMENTS, { write: (packets, { linkType }) => pcapngFile(packets, { linkType, ...options }) })),
    );
    expect(fault).toBe(undefined);
    for (const [i, us] of [0, 3, 4, 5].entries()) expect(records[i]!.atMs).toBeCloseTo(START_MS + us / 1000, 2);
  });

  it('skips packets that are not TCP', () => {
    const others = [
      ...[new Uint8Array(0), new Uint8Array(13), new Uint8Array(60), onLink(1, ipPacket(SEGMENTS[0]!).fill(17, 9, 10))],
      ...[
        onLink(1, ipPacket(SEGMENTS[0]!).subarray(0, 30)),
        onLink(1, ipPacket(SEGMENTS[0]!, { version: 6 }).subarray(0, 50)),
      ],
    ];
    const packets = SEGMENTS.flatMap((segment, i) => [
      ...others.map((other) => ({ bytes: other, atMs: 0 })),
      { bytes: onLink(1, ipPacket(segment)), atMs: START_MS + i / 1000 },
    ]);
    expectSession(pcapFile(packets));
  });

  it('a file that is a window of a larger buffer', () => expectSession(paddedBuffer(fileOf(SEGMENTS))));

  it.each([
    ['a reset of the local end', { from: 'dialler', reset: true }, { by: 'local' }],
    [
      'a reset of the remote',
      { from: 'listener', reset: true },
      { by: 'fault', error: expect.objectContaining({ code: 'CONNECTION_LOST' }) },
    ],
    ['a FIN of the local end', { from: 'dialler', fin: true }, { by: 'local' }],
  ] as const)('closes by %s', (_, end, closed) => {
    const sequence = end.from === 'dialler' ? 1009 : 7007;
    // The payload of a reset is not data.
    const last = { ...end, sequence, payload: 'reset' in end ? bytes('6e6f') : new Uint8Array(0) };
    const { records, fault } = collect(fromPcap(fileOf([...SEGMENTS.slice(0, 5), last])));
    expect(fault).toBe(undefined);
    expect(records.slice(3)).toStrictEqual([{ kind: 'closed', session: 1, atMs: START_MS + 0.005, ...closed }]);
  });

  it('emits no closed if neither FIN nor reset was recorded', () => {
    expect(collect(fromPcap(fileOf(SEGMENTS.slice(0, 5)))).records.map(({ kind }) => kind)).toEqual([
      'opened',
      'bytes',
      'bytes',
    ]);
  });

  it('errors with BYTES_LOST after the bytes before a missing segment', () => {
    const more: SegmentOf[] = [{ from: 'dialler', sequence: 1012, ack: true, payload: bytes('0a0b') }];
    for (const missing of [
      [...SEGMENTS.slice(0, 5), ...more],
      [...SEGMENTS.slice(0, 5), { from: 'listener', sequence: 7009, ack: true, fin: true }],
      [...SEGMENTS.slice(0, 5), { from: 'listener', sequence: 7010, ack: true }],
    ] as SegmentOf[][]) {
      const { records, fault } = collect(fromPcap(fileOf(missing)));
      expect(records.map(({ kind }) => kind)).toEqual(['opened', 'bytes', 'bytes']);
      expect(fault?.code).toBe('BYTES_LOST');
    }
  });

  it('errors with BYTES_LOST if more than 16 MiB wait for a missing segment', () => {
    const payload = new Uint8Array(60_000);
    const later = Array.from({ length: 300 }, (_, i): SegmentOf => ({
      from: 'listener',
      sequence: 7008 + i * payload.length,
      payload,
    }));
    const { records, fault } = collect(fromPcap(fileOf([...SEGMENTS.slice(0, 5), ...later, SEGMENTS[3]!])));
    expect(records).toHaveLength(3);
    expect(fault?.code).toBe('BYTES_LOST');
    // Each segment counts 100 bytes more, so the 280th exceeds 16 MiB.
    const packetBytes = 16 + 14 + 20 + 32 + payload.length;
    expect(fault?.offset).toBe(24 + 3 * (16 + 66) + (16 + 74) + (16 + 72) + 279 * packetBytes);
  });

  it('errors with BYTES_CUT for a cut packet with new bytes, and ignores a cut packet that is repeated', () => {
    const packets = SEGMENTS.map((segment, i) => ({
      bytes: onLink(1, ipPacket(segment)),
      atMs: START_MS + i / 1000,
      wireBytes: 0,
    }));
    for (const packet of packets) packet.wireBytes = packet.bytes.length;
    const cut = { ...packets[3]!, bytes: packets[3]!.bytes.subarray(0, 70) };
    const { records, fault } = collect(fromPcap(pcapFile(packets.with(3, cut))));
    expect(records).toEqual([]);
    expect(fault).toEqual({ code: 'BYTES_CUT', offset: 24 + 3 * (16 + 66) });
    expectSession(pcapFile([...packets.slice(0, 4), { ...cut, atMs: packets[3]!.atMs }, ...packets.slice(4)]));
  });

  it('errors with BYTES_CUT for an IP fragment', () => {
    const fragmented = ipPacket(SEGMENTS[3]!);
    fragmented[6] = 0x20;
    const packets = SEGMENTS.map((segment, i) => ({ bytes: onLink(1, i === 3 ? fragmented : ipPacket(segment)) }));
    expect(collect(fromPcap(pcapFile(packets))).fault?.code).toBe('BYTES_CUT');
  });

  it('uses the length of the packet if the IP length is 0', () => {
    const packets = SEGMENTS.map((segment, i) => {
      const ip = ipPacket(segment);
      ip.fill(0, 2, 4);
      return { bytes: onLink(101, ip), atMs: START_MS + i / 1000 };
    });
    expectSession(pcapFile(packets, { linkType: 101 }));
  });

  it('separates connections between the same ports', () => {
    const later = SEGMENTS.map((segment) => ({ ...segment, sequence: segment.sequence + 500_000 }));
    const file = fileOf([...SEGMENTS, ...later]);
    expect(collect(fromPcap(file)).fault?.code).toBe('AMBIGUOUS');
    for (const connection of [1, 2]) {
      const { records, fault } = collect(fromPcap(file, { connection }));
      expect(fault).toBe(undefined);
      expect(records[0]?.atMs).toBeCloseTo(START_MS + (connection - 1) * 0.008, 3);
      expect([bytesOn(records, 'sent'), bytesOn(records, 'received')]).toEqual([HELLO, WORLD]);
    }
  });

  it('does not count connections without data', () => {
    const refused: SegmentOf[] = [
      { from: 'dialler', sequence: 1, syn: true },
      { from: 'listener', sequence: 0, reset: true, ack: true },
    ];
    const others = refused.map((segment) => onLink(1, ipPacket(segment, { ends: { ...ENDS, dialler: 50_001 } })));
    const packets = SEGMENTS.map((segment, i) => ({ bytes: onLink(1, ipPacket(segment)), atMs: START_MS + i / 1000 }));
    expectSession(pcapFile([...others.map((other) => ({ bytes: other })), ...packets]));
    expect(collect(fromPcap(pcapFile(others.map((other) => ({ bytes: other }))))).fault?.code).toBe('NO_SESSION');
  });

  it('finds the network by the first bytes, unless the options give it', () => {
    const fileWithData = (payload: Uint8Array) =>
      fileOf(
        SEGMENTS.slice(0, 5)
          .with(3, { ...SEGMENTS[3]!, payload })
          .with(4, { ...SEGMENTS[4]!, payload }),
      );
    const networkOf = (file: Uint8Array, options = {}) => {
      const { records, fault } = collect(fromPcap(file, options));
      return fault?.code ?? (records[0] as { network?: string } | undefined)?.network;
    };
    expect(networkOf(fileWithData(bytes('fae4aad1')))).toBe('lbry.regtest');
    expect(networkOf(fileWithData(bytes('deadbeef')))).toBe('NETWORK_UNKNOWN');
    expect(networkOf(fileWithData(bytes('fabfb5')))).toBe('NETWORK_UNKNOWN');
    expect(networkOf(fileWithData(bytes('deadbeef')), { network: lbry.mainnet })).toBe('lbry.mainnet');
    expect(networkOf(fileWithData(bytes('fa')), { network: bitcoin.signet })).toBe('bitcoin.signet');
    // The magic is split over two segments.
    const cut: SegmentOf[] = [
      ...SEGMENTS.slice(0, 3),
      { from: 'dialler', sequence: 1001, payload: magic.subarray(0, 3) },
      { from: 'dialler', sequence: 1004, payload: magic.subarray(3) },
    ];
    const { records } = collect(fromPcap(fileOf(cut)));
    expect(records.map(({ kind }) => kind)).toEqual(['opened', 'bytes', 'bytes']);
    expect(bytesOn(records, 'sent')).toEqual(magic);
  });

  it.each([
    ['another format', bytes('8952584341500d0a 01000000'), 'UNKNOWN_FORMAT', 0],
    ['too few bytes', bytes('d4c3b2'), 'UNKNOWN_FORMAT', 0],
    ['an unknown link type', pcapFile([{ bytes: new Uint8Array(60) }], { linkType: 147 }), 'NO_SESSION', undefined],
    ['a packet above the bound', bytes(pcapFile([]), '00000000 00000000 01001000 01001000'), 'MALFORMED', 24],
    ['a section without a byte order', bytes('0a0d0d0a 1c000000 00000000'), 'MALFORMED', 0],
    ['a block with an invalid length', bytes(pcapngFile([]), '06000000 0b000000 00000000'), 'MALFORMED', 48],
    [
      'a packet of an unknown interface',
      bytes(pcapngFile([]), '06000000 20000000', '00'.repeat(20), '20000000'),
      'MALFORMED',
      48,
    ],
    ['a block that is too short', bytes(pcapngFile([]), '01000000 0c000000 0c000000'), 'MALFORMED', 48],
    ['a packet without a time', bytes(pcapngFile([]), '03000000 10000000 00000000 10000000'), 'NO_SESSION', undefined],
  ])('refuses %s', (_, file, code, offset) => {
    expect(collect(fromPcap(file))).toEqual({ records: [], fault: { code, offset } });
  });

  it('stops when its subscriber unsubscribes', () => {
    expect(collect(fromPcap(fileOf(SEGMENTS)).pipe(take(2))).records).toHaveLength(2);
  });
});
