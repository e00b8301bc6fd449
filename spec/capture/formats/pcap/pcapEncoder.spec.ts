import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY, from, lastValueFrom, NEVER, Subject, take, throwError, toArray } from 'rxjs';
import { CaptureFrameDecoder } from '../../../../lib/capture/captureFrameDecoder.js';
import type { BytesRecord, CaptureRecord, ClosedRecord, OpenedRecord } from '../../../../lib/capture/captureRecord.js';
import { encodePcap } from '../../../../lib/capture/formats/pcap/encodePcap.js';
import { fromPcap } from '../../../../lib/capture/formats/pcap/fromPcap.js';
import { PcapDecoder } from '../../../../lib/capture/formats/pcap/pcapDecoder.js';
import { PcapEncoder } from '../../../../lib/capture/formats/pcap/pcapEncoder.js';
import { tcpSegmentIn, type TcpSegment } from '../../../../lib/capture/formats/pcap/tcpSegment.js';
import { encodeFrame } from '../../../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../../../lib/networks/bitcoin.js';
import { captureFaultOf } from '../../../helpers/capture/decoding.js';
import { encodePlainPacket } from '../../../helpers/capture/v2Session.js';
import { bytesOn, collect } from '../../../helpers/capture/sessions.js';
import { bytes, chunks } from '../../../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const AT_MS = 1_795_352_366_525.662;
const MAX_SEGMENT_BYTES = 65_495;

function opened(fields: Partial<OpenedRecord> = {}): OpenedRecord {
  const address = '127.0.0.1:18445';
  return { kind: 'opened', session: 1, atMs: AT_MS, network: network.name, direction: 'outbound', address, ...fields };
}

function sent(content: Uint8Array, fields: Partial<BytesRecord> = {}): BytesRecord {
  return { kind: 'bytes', session: 1, atMs: AT_MS, direction: 'sent', bytes: content, ...fields };
}

const closed = (fields: Partial<ClosedRecord> = {}): ClosedRecord => ({
  ...{ kind: 'closed', session: 1, atMs: AT_MS, by: 'local', ...fields },
});

function encode(records: readonly CaptureRecord[], options = {}): Uint8Array {
  const encoder = new PcapEncoder(options);
  const packets = records.flatMap((record) => encoder.push(record));
  encoder.end();
  expect(encoder.packetsWritten).toBe(packets.length);
  return bytes(encoder.header(), ...packets);
}

function segmentsIn(file: Uint8Array): TcpSegment[] {
  const decoder = new PcapDecoder();
  const segments: TcpSegment[] = [];
  decoder.push(file);
  for (let packet = decoder.next(); packet !== undefined; packet = decoder.next()) {
    expect(checksumFaults(packet.bytes)).toEqual([]);
    segments.push(tcpSegmentIn(packet) as TcpSegment);
  }
  decoder.end();
  return segments;
}

const shown = ({ source, isSyn, isAck, isFin, isReset, payload }: TcpSegment): string =>
  [source, ...(isSyn ? ['SYN'] : []), ...(isFin ? ['FIN'] : []), ...(isReset ? ['RST'] : []), ...(isAck ? ['ACK'] : [])]
    .concat(payload.length > 0 ? [String(payload.length)] : [])
    .join(' ');

/** RFC 1071, by big-endian words with the carry added at once: the sum of a header or pseudo-header and segment with its checksum is 0xffff. */
function checksumFaults(packet: Uint8Array): string[] {
  const sum = (parts: Uint8Array): number => {
    const even = parts.length % 2 === 0 ? parts : bytes(parts, 0);
    let total = 0;
    for (let i = 0; i < even.length; i += 2) {
      total += even[i]! * 256 + even[i + 1]!;
      if (total > 0xffff) total -= 0xffff;
    }
    return total;
  };
  const isIpv4 = packet[0]! >> 4 === 4;
  const tcp = packet.subarray(isIpv4 ? 20 : 40);
  const addresses = isIpv4 ? packet.subarray(12, 20) : packet.subarray(8, 40);
  const pseudo = bytes(addresses, 0, 6, tcp.length >> 8, tcp.length & 0xff);
  return [
    ...(isIpv4 && sum(packet.subarray(0, 20)) !== 0xffff ? ['ip'] : []),
    ...(sum(bytes(pseudo, tcp)) === 0xffff ? [] : ['tcp']),
  ];
}

describe('PcapEncoder', () => {
  it('encodes the file header of tcpdump, little-endian, microseconds, raw IP', () => {
    expect(new PcapEncoder().header()).toStrictEqual(bytes('d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000'));
  });

  it('encodes the packets of a connection, with the right bytes at every place', () => {
    const packets = new PcapEncoder().push(opened());
    // Made by Python's struct, following RFC 791, RFC 1071 and RFC 9293: record header, IPv4 header, TCP header with a window scale.
    expect(packets[0]).toStrictEqual(
      bytes(
        '2ee7026b5e0508002c0000002c000000',
        '4500002c000040004006f9c9c00002017f000001',
        'c000480d9e3779b1000000006002ffff3ad400000103030e',
      ),
    );
    expect(packets).toHaveLength(3);
  });

  it('opens with SYN, SYN ACK, ACK, and closes with FIN of both ends', () => {
    const records = [opened(), sent(bytes('01')), sent(bytes('0203'), { direction: 'received' }), closed()];
    const [local, remote] = ['192.0.2.1:49152', '127.0.0.1:18445'];
    expect(segmentsIn(encode(records)).map(shown)).toEqual([
      ...[`${local} SYN`, `${remote} SYN ACK`, `${local} ACK`],
      ...[`${local} ACK 1`, `${remote} ACK 2`],
      ...[`${local} FIN ACK`, `${remote} FIN ACK`, `${local} ACK`],
    ]);
  });

  it.each([
    [closed({ by: 'remote' }), ['127.0.0.1:18445 FIN ACK', '192.0.2.1:49152 FIN ACK', '127.0.0.1:18445 ACK']],
    [closed({ by: 'fault' }), ['127.0.0.1:18445 RST ACK']],
    [
      closed({ by: 'fault', error: { name: 'TransportError', code: 'CONNECTION_LOST', message: '', path: '' } }),
      ['127.0.0.1:18445 RST ACK'],
    ],
    [
      closed({ by: 'fault', error: { name: 'RemoteProtocolError', code: 'WRONG_MAGIC', message: '', path: '' } }),
      ['192.0.2.1:49152 RST ACK'],
    ],
  ])('ends a connection %j with %j', (record, expected) => {
    expect(
      segmentsIn(encode([opened(), record]))
        .slice(3)
        .map(shown),
    ).toEqual(expected);
  });

  it('counts sequence numbers and acknowledgements as TCP does, over 2^32 too', () => {
    const encoder = new PcapEncoder();
    // The first sequence numbers differ between connections: of 1000 one wraps within 8 MB.
    const segments = segmentsIn(encode(Array.from({ length: 1000 }, (_, i) => opened({ session: i + 1 }))));
    expect(new Set(segments.filter(({ isSyn }) => isSyn).map(({ sequence }) => sequence)).size).toBe(2000);
    const firsts = segments.filter(({ isSyn, isAck }) => isSyn && !isAck).map(({ sequence }) => sequence);
    const index = firsts.findIndex((sequence) => sequence > 2 ** 32 - 8_000_000);
    expect(index).toBeGreaterThan(-1);
    const session = index + 1;
    for (let i = 1; i <= session; i++) encoder.push(opened({ session: i }));
    const content = new Uint8Array(1_000_000);
    let expected = (firsts[index]! + 1) >>> 0;
    let wrapped = false;
    for (let i = 0; i < 9; i++) {
      const packets = encoder.push(sent(content, { session }));
      for (const { payload, sequence, source } of segmentsIn(bytes(encoder.header(), ...packets))) {
        if (!source.startsWith('192.0.2.1')) continue;
        expect(sequence).toBe(expected);
        expected = (expected + payload.length) >>> 0;
        wrapped ||= expected < sequence;
      }
    }
    expect(wrapped).toBe(true);
    const [answer] = segmentsIn(
      bytes(encoder.header(), ...encoder.push(sent(bytes('00'), { session, direction: 'received' }))),
    );
    expect(answer!.acknowledgement).toBe(expected);
  });

  it.each([
    [0, []],
    [1, [1]],
    [MAX_SEGMENT_BYTES, [MAX_SEGMENT_BYTES]],
    [MAX_SEGMENT_BYTES + 1, [MAX_SEGMENT_BYTES, 1]],
  ])('cuts %d bytes into segments of at most 65,495', (length, expected) => {
    for (const address of ['10.1.2.3:8333', '[2001:db8::7]:8333']) {
      const segments = segmentsIn(encode([opened({ address }), sent(new Uint8Array(length))])).slice(3);
      expect(segments.map(({ payload }) => payload.length)).toEqual(expected);
      expect(segments.every(({ cutBytes }) => cutBytes === 0)).toBe(true);
    }
  });

  it('acknowledges a long stream of one direction, so that its window is never full', () => {
    const segments = segmentsIn(encode([opened(), sent(new Uint8Array(5_000_000))]));
    const answers = segments.filter(({ source, isSyn }) => source.startsWith('127.0.0.1') && !isSyn);
    expect(answers).toHaveLength(4);
  });

  it.each([
    ['127.0.0.1:18445', 'outbound', '192.0.2.1:49152', '127.0.0.1:18445'],
    ['127.0.0.1:50001', 'inbound', '127.0.0.1:50001', '192.0.2.1:18444'],
    ['[2001:db8::7]:8333', 'outbound', '[2001:db8::1]:49152', '[2001:db8::7]:8333'],
    ['::ffff:10.0.0.9', 'outbound', '192.0.2.1:49152', '10.0.0.9:18444'],
    ['', 'outbound', '192.0.2.1:49152', '198.18.0.1:18444'],
    ['', 'inbound', '198.18.0.1:49152', '192.0.2.1:18444'],
    ['seed.example.org:1234', 'outbound', '192.0.2.1:49152', '198.19.4.214:1234'],
    ['memory:inbound', 'inbound', '198.18.220.166:49152', '192.0.2.1:18444'],
  ] as const)('gives the ends of %j, %s, the addresses %s and %s', (address, direction, dialler, listener) => {
    const [syn] = segmentsIn(encode([opened({ address, direction })]));
    expect([syn!.source, syn!.destination]).toEqual([dialler, listener]);
  });

  it('gives every connection of a file its own ends or sequence numbers', () => {
    const encoder = new PcapEncoder();
    // More than there are dynamic ports.
    const packets = Array.from({ length: 17_000 }, () => encoder.push(opened())[0]!);
    const firsts = segmentsIn(bytes(encoder.header(), ...packets));
    expect(new Set(firsts.map(({ source, sequence }) => `${source} ${sequence}`)).size).toBe(17_000);
    expect(encoder.connectionsWritten).toBe(17_000);
  });

  it('stores times from 1970 to 2106 to the microsecond, and refuses others', () => {
    for (const atMs of [0, 0.001, 999.9999, AT_MS, 2 ** 32 * 1000 - 0.001]) {
      const [segment] = segmentsIn(encode([opened({ atMs })]));
      expect(segment!.atMs).toBeCloseTo(atMs, 3);
    }
    for (const atMs of [-1, 2 ** 32 * 1000, NaN]) {
      expect(captureFaultOf(() => encode([opened({ atMs })]))?.code).toBe('INVALID_RECORD');
    }
  });

  it('errors for bytes of a session that is not open, and for an unknown network', () => {
    expect(captureFaultOf(() => encode([sent(bytes('01'))]))?.code).toBe('INVALID_RECORD');
    expect(captureFaultOf(() => encode([opened(), closed(), sent(bytes('01'))]))?.code).toBe('INVALID_RECORD');
    expect(captureFaultOf(() => encode([opened({ network: 'no.net' })]))?.code).toBe('NETWORK_UNKNOWN');
    const custom = { ...network, name: 'no.net', defaultPort: 777 };
    const [syn] = segmentsIn(encode([opened({ network: 'no.net', address: '' })], { network: custom }));
    expect(syn!.destination).toBe('198.18.0.1:777');
  });

  it('keeps invalid bytes of a session by v1', () => {
    const wrong = bytes(encodeFrame(network, 'ping', bytes('00')).with(24, 1), 'ffffffffffffffff');
    const file = encode([opened(), sent(encodeFrame(network, 'ok', bytes(''))), sent(wrong)]);
    const { records } = collect(fromPcap(file));
    expect(bytesOn(records, 'sent')).toStrictEqual(bytes(encodeFrame(network, 'ok', bytes('')), wrong));
  });

  it('writes the messages of a session by v2 as frames of v1, and reports packets without a type', () => {
    const packet = (header: number, ...content: (string | number)[]) =>
      encodePlainPacket({ header, contents: bytes(...content) });
    const long = (command: string) => bytes(0, Buffer.from(command.padEnd(12, '\0')));
    const faults: string[] = [];
    const stream = bytes(
      packet(0x80, '1122'),
      packet(0, 18, '0102030405060708'),
      encodePlainPacket({ header: 0, contents: bytes(long('feefilter'), '99') }),
      ...[packet(0, 77, '00'), packet(0), packet(0x80), packet(0, 18, '1112131415161718')],
    );
    for (const size of [1, 3, 1000]) {
      faults.length = 0;
      const file = encode(
        [
          opened({ transport: 'v2', sessionId: 'ab'.repeat(32) }),
          ...chunks(stream, size).map((part) => sent(part)),
          { ...sent(bytes('ffff')), kind: 'rawBytes' },
          {
            ...{ kind: 'secrets', session: 1, atMs: AT_MS, sharedSecret: new Uint8Array(32) },
            ...{ receivedGarbage: bytes(''), sentGarbage: bytes('') },
          },
          sent(bytes('05')),
          closed(),
        ],
        {
          onFault: ({ code }: { code: string }) => faults.push(code),
        },
      );
      expect(faults).toEqual(['BAD_COMMAND', 'TRUNCATED']);
      expect(bytesOn(collect(fromPcap(file)).records, 'sent')).toStrictEqual(
        bytes(
          encodeFrame(network, 'ping', bytes('0102030405060708')),
          encodeFrame(network, 'feefilter', bytes('99')),
          encodeFrame(network, '#77', bytes('00')),
          encodeFrame(network, 'ping', bytes('1112131415161718')),
        ),
      );
    }
  });

  it('is read back by fromPcap with the same bytes, order, times and ends, for random sessions', () => {
    const start = bytes(encodeFrame(network, 'version', bytes('00')));
    const record = fc.record({
      direction: fc.constantFrom<BytesRecord['direction']>('sent', 'received'),
      length: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 65_000, max: 140_000 })),
      fill: fc.nat(255),
      afterMs: fc.integer({ min: 0, max: 10_000 }),
    });
    const property = fc.property(
      fc.array(record, { maxLength: 12 }),
      fc.constantFrom<OpenedRecord['direction']>('inbound', 'outbound'),
      fc.constantFrom('10.0.0.7:18444', '[fd00::1]:1', ''),
      fc.constantFrom<ClosedRecord['by']>('local', 'remote'),
      (parts, direction, address, by) => {
        let atMs = 1_700_000_000_000;
        const records = parts.map((part) =>
          sent(new Uint8Array(part.length).fill(part.fill), {
            direction: part.direction,
            atMs: (atMs += part.afterMs),
          }),
        );
        const first = sent(start, { atMs: 1_700_000_000_000 });
        const session = [
          opened({ direction, address, atMs: 1_700_000_000_000 }),
          first,
          ...records,
          closed({ by, atMs }),
        ];
        const view = direction === 'outbound' ? 'dialler' : 'listener';
        const read = collect(fromPcap(encode(session), { view }));
        expect(read.fault).toBe(undefined);
        for (const way of ['sent', 'received'] as const) {
          expect(Buffer.compare(bytesOn(read.records, way), bytesOn(session, way))).toBe(0);
        }
        expect(read.records[0]).toMatchObject({ kind: 'opened', direction, network: network.name });
        expect(read.records.at(-1)).toEqual(closed({ by, atMs }));
        const times = read.records.flatMap((each) => (each.kind === 'bytes' ? [`${each.atMs} ${each.direction}`] : []));
        const wanted = session.flatMap((each) => (each.kind === 'bytes' ? [`${each.atMs} ${each.direction}`] : []));
        expect(times.filter((each, i) => each !== times[i - 1])).toEqual(
          wanted.filter((each, i) => each !== wanted[i - 1]),
        );
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it('is read back to the same messages', () => {
    const frames = ['version', 'verack', 'ping'].map((command) => encodeFrame(network, command, bytes('0011')));
    const session = [opened(), ...frames.map((frame, i) => sent(frame, { direction: i === 1 ? 'received' : 'sent' }))];
    const decoder = new CaptureFrameDecoder();
    const decoded = collect(fromPcap(encode(session))).records.flatMap((record) => decoder.push(record));
    expect(decoded.map(({ command, direction }) => `${direction} ${command}`)).toEqual([
      ...['sent version', 'received verack', 'sent ping'],
    ]);
  });
});

describe('encodePcap', () => {
  const session = [opened(), sent(bytes('01')), closed()];

  it('emits the header at subscription and each packet at once, for each subscriber', async () => {
    const file$ = from(session).pipe(encodePcap(), toArray());
    const [first, second] = [await lastValueFrom(file$), await lastValueFrom(file$)];
    expect(first).toHaveLength(1 + 3 + 1 + 3);
    expect(bytes(...first)).toStrictEqual(encode(session));
    expect(second).toStrictEqual(first);
    const source$ = new Subject<CaptureRecord>();
    const emitted: Uint8Array[] = [];
    source$.pipe(encodePcap()).subscribe((chunk) => emitted.push(chunk));
    expect(emitted).toHaveLength(1);
    source$.next(session[0]!);
    expect(emitted).toHaveLength(4);
  });

  it('emits only the header for an empty source and for one that never emits', () => {
    for (const source$ of [EMPTY, NEVER]) {
      const emitted: number[] = [];
      source$
        .pipe(encodePcap())
        .subscribe((chunk) => emitted.push(chunk.length))
        .unsubscribe();
      expect(emitted).toEqual([24]);
    }
  });

  it('passes on the error of the source, and unsubscribes from it', () => {
    const failure = new Error('source');
    let error: unknown;
    throwError(() => failure)
      .pipe(encodePcap())
      .subscribe({ error: (reason: unknown) => (error = reason) });
    expect(error).toBe(failure);
    const source$ = new Subject<CaptureRecord>();
    source$.pipe(encodePcap(), take(2)).subscribe();
    expect(source$.observed).toBe(true);
    source$.next(session[0]!);
    expect(source$.observed).toBe(false);
  });
});
