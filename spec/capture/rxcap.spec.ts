import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concat, from, lastValueFrom, NEVER, of, take, throwError, toArray } from 'rxjs';
import { toHex } from '../../lib/codec/hex.js';
import { CaptureError } from '../../lib/capture/captureError.js';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { decodeRxcap } from '../../lib/capture/formats/rxcap/decodeRxcap.js';
import { encodeRxcap } from '../../lib/capture/formats/rxcap/encodeRxcap.js';
import { RxcapDecoder } from '../../lib/capture/formats/rxcap/rxcapDecoder.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { MAX_BODY_BYTES, MAX_BYTES_PER_RECORD } from '../../lib/capture/formats/rxcap/rxcapLayout.js';
import { crc32 } from '../../lib/crypto/crc32.js';
import { captureRecord } from '../helpers/capture/arbitraries.js';
import { captureFaultOf, decodeAll } from '../helpers/capture/decoding.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';
import { bytes, chunks, padded, paddedBuffer } from '../helpers/wire/bytes.js';

const HEADER = '8952584341500d0a 01000000';

// Encoded by Python's struct and zlib, following RXCAP.md.
const GOLDEN: [CaptureRecord, string][] = [
  [
    {
      ...{ kind: 'opened', session: 1, atMs: 1_795_352_366_525.662, direction: 'outbound' },
      ...{ network: 'bitcoin.regtest', address: '127.0.0.1:18444' },
    },
    '2e000000b53e06f5 01 01000000 98dadb7035207a42 01 0f626974636f696e2e72656774657374 0f3132372e302e302e313a3138343434',
  ],
  [
    { kind: 'bytes', session: 1, atMs: 1_795_352_366_526, direction: 'sent', bytes: bytes('fabfb5da7665') },
    '1400000011a28701 02 01000000 00e0db7035207a42 01 fabfb5da7665',
  ],
  [
    { kind: 'bytes', session: 2, atMs: 0.1, direction: 'received', bytes: new Uint8Array(0) },
    '0e000000d31fcbf1 02 02000000 9a9999999999b93f 00',
  ],
  [
    {
      ...{ kind: 'closed', session: 1, atMs: -1, by: 'fault' },
      error: { name: 'RemoteProtocolError', code: 'BAD_CHECKSUM', message: 'ping with checksum 00', path: '' },
    },
    '460000002385d0f3 0301000000000000000000f0bf021352656d6f746550726f746f636f6c4572726f720c4241445f434845434b53554d1570696e67207769746820636865636b73756d20303000',
  ],
  [
    {
      ...{ kind: 'closed', session: 3, atMs: 5, by: 'fault' },
      error: { name: 'PeerTimeoutError', code: 'STALLED', message: 'late', path: '', timeoutMs: 30_000 },
    },
    '35000000baabe543 0303000000000000000000144002105065657254696d656f75744572726f72075354414c4c4544046c6174650000000000004cdd40',
  ],
  [{ kind: 'closed', session: 2, atMs: 2, by: 'remote' }, '0e000000c496f84a 03 02000000 0000000000000040 01'],
];
// Of a session by transport v2, encoded in the same way.
const V2_GOLDEN: [CaptureRecord, string][] = [
  [
    {
      ...{ kind: 'opened', session: 1, atMs: 5, direction: 'outbound', transport: 'v2' },
      ...{ network: 'bitcoin.regtest', address: '127.0.0.1:18444' },
      sessionId: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
    },
    '4e000000edf5efe504010000000000000000001440010f626974636f696e2e726567746573740f3132372e302e302e313a3138343434000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  ],
  [
    { kind: 'rawBytes', session: 1, atMs: 5.5, direction: 'received', bytes: bytes('a1b2') },
    '10000000bc28dec90501000000000000000000164000a1b2',
  ],
  [
    {
      ...{ kind: 'secrets', session: 1, atMs: 6, sharedSecret: new Uint8Array(32).fill(0x5e) },
      ...{ receivedGarbage: bytes('0a0b'), sentGarbage: bytes('') },
    },
    '310000001dea6036060100000000000000000018405e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e020a0b00',
  ],
];
const HEADER_2 = '8952584341500d0a 02000000';
const v2Records = V2_GOLDEN.map(([record]) => record);

const records = GOLDEN.map(([record]) => record);
const parts = GOLDEN.map(([, hex]) => bytes(hex));
const file = bytes(HEADER, ...parts);
/** The offset of each record, and of the end of the file. */
const offsets = parts.reduce((starts, part) => [...starts, starts.at(-1)! + part.length], [12]);

/** A record with this body and a right CRC. */
function framed(...body: (string | number)[]): Uint8Array {
  const content = bytes(...body);
  const header = new DataView(new ArrayBuffer(8));
  header.setUint32(0, content.length, true);
  header.setUint32(4, crc32(content), true);
  return bytes(new Uint8Array(header.buffer), content);
}

describe('encodeRxcapHeader and encodeRxcapRecord', () => {
  it.each(GOLDEN)('encodes %j', (record, hex) => {
    expect(toHex(encodeRxcapRecord(record))).toBe(hex.replaceAll(' ', ''));
  });

  it.each(V2_GOLDEN)('encodes %j', (record, hex) => {
    expect(toHex(encodeRxcapRecord(record))).toBe(hex);
  });

  it('encodes the file header of version 2, and of version 1 on request', () => {
    expect(encodeRxcapHeader()).toStrictEqual(bytes(HEADER_2));
    expect(encodeRxcapHeader(1)).toStrictEqual(bytes(HEADER));
  });

  it('errors with INVALID_RECORD for a wrong kind or field', () => {
    const [opened, sent, , closed] = records as [CaptureRecord, CaptureRecord, CaptureRecord, CaptureRecord];
    const wrong = [
      ...[undefined, null, {}, { kind: 'other' }, { ...sent, session: 0 }, { ...sent, session: 2 ** 32 }],
      ...[
        { ...sent, atMs: NaN },
        { ...sent, atMs: 7n },
        { ...sent, direction: 'up' },
        { ...sent, bytes: 'ab' },
      ],
      ...[
        { ...opened, network: undefined },
        { ...opened, address: 'a'.repeat(256) },
        { ...closed, by: 'me' },
      ],
      ...[
        { ...opened, transport: 'v1' },
        { ...opened, transport: 'v2' },
        { ...opened, transport: 'v2', sessionId: 'AB'.repeat(32) },
        { ...opened, transport: 'v2', sessionId: 'ab'.repeat(31) },
        { ...v2Records[2], sharedSecret: new Uint8Array(31) },
        { ...v2Records[2], sentGarbage: new Uint8Array(4096) },
        { ...v2Records[2], receivedGarbage: new Uint8Array(4096) },
      ],
    ];
    for (const value of wrong) {
      const fault = captureFaultOf(() => encodeRxcapRecord(value as CaptureRecord));
      expect(fault).toStrictEqual({ code: 'INVALID_RECORD', offset: undefined });
    }
  });

  it('splits bytes above the bound of a record into several records', () => {
    const content = Uint8Array.from({ length: 2 * MAX_BYTES_PER_RECORD + 1 }, (_, i) => i * 7);
    const record = { kind: 'bytes', session: 1, atMs: 5, direction: 'sent', bytes: content } as const;
    const { records: read, fault } = decodeAll(new RxcapDecoder(), [encodeRxcapHeader(), encodeRxcapRecord(record)]);
    expect(fault).toBe(undefined);
    expect(read.map((each) => (each.kind === 'bytes' ? each.bytes.length : 0))).toEqual([
      ...[MAX_BYTES_PER_RECORD, MAX_BYTES_PER_RECORD, 1],
    ]);
    const whole = bytes(...read.map((each) => (each.kind === 'bytes' ? each.bytes : '')));
    expect(Buffer.compare(whole, content)).toBe(0);
    expect(read.every(({ session, atMs }) => session === 1 && atMs === 5)).toBe(true);
  });
});

describe('RxcapDecoder', () => {
  it('decodes at every chunk size, and in two chunks split at any byte', () => {
    for (let length = 1; length <= file.length; length++) {
      expect(decodeAll(new RxcapDecoder(), chunks(file, length))).toStrictEqual({ records });
      expect(decodeAll(new RxcapDecoder(), [file.subarray(0, length), file.subarray(length)])).toEqual({ records });
    }
  });

  it('reads a chunk that is a window of a larger buffer, and returns copies that are no Buffers', () => {
    for (const length of [1, 30, 1000]) {
      for (const pad of [padded, paddedBuffer]) {
        const parts = chunks(file, length).map(pad);
        const { records: read } = decodeAll(new RxcapDecoder(), parts);
        for (const part of parts) part.fill(0);
        expect(read).toStrictEqual(records);
      }
    }
  });

  it('returns the records before a cut at any byte, then TRUNCATED with the offset of the cut record', () => {
    for (let length = 0; length < file.length; length++) {
      const whole = offsets.filter((offset) => offset <= length).length - 1;
      const expected =
        length < 12
          ? { records: [], fault: { code: 'TRUNCATED', offset: 0 } }
          : { records: records.slice(0, whole), fault: { code: 'TRUNCATED', offset: offsets[whole] } };
      if (offsets.includes(length)) delete (expected as { fault?: unknown }).fault;
      for (const size of [1, 7, 1000]) {
        const decoder = new RxcapDecoder();
        expect(decodeAll(decoder, chunks(file.subarray(0, length), size))).toStrictEqual(expected);
        expect(decoder.completeBytes).toBe(length < 12 ? 0 : offsets[whole]);
      }
    }
  });

  it('returns the records before a flipped bit, then errors with the offset of the damaged record', () => {
    for (let index = 12; index < file.length; index++) {
      const damaged = file.slice();
      damaged[index]! ^= 0x10;
      const whole = offsets.filter((offset) => offset <= index).length - 1;
      const { records: read, fault } = decodeAll(new RxcapDecoder(), [damaged]);
      expect(read).toStrictEqual(records.slice(0, whole));
      // A length that became larger reaches beyond the end of the file, like a cut.
      const codes = index - offsets[whole]! < 3 ? ['MALFORMED', 'TRUNCATED'] : ['MALFORMED'];
      expect(codes).toContain(fault?.code);
      expect(fault?.offset).toBe(offsets[whole]);
    }
  });

  it.each([
    ['another magic', bytes('8952584341500a0a 01000000'), 'UNKNOWN_FORMAT'],
    ['version 3', bytes('8952584341500d0a 03000000'), 'UNSUPPORTED'],
    ['version 0', bytes('8952584341500d0a 00000000'), 'UNSUPPORTED'],
  ])('refuses %s, at each later call too', (_, header, code) => {
    const decoder = new RxcapDecoder();
    decoder.push(bytes(header, ...parts));
    for (let i = 0; i < 2; i++) expect(captureFaultOf(() => decoder.next())).toStrictEqual({ code, offset: 0 });
    expect(captureFaultOf(() => decoder.end())).toStrictEqual({ code, offset: 0 });
  });

  it('decodes version 2 with sessions by both transports, at every chunk size', () => {
    const mixed = [...records, ...v2Records];
    const stream = bytes(HEADER_2, ...mixed.map(encodeRxcapRecord));
    for (let length = 1; length <= stream.length; length += 3) {
      expect(decodeAll(new RxcapDecoder(), chunks(stream, length).map(padded))).toStrictEqual({ records: mixed });
    }
    const decoder = new RxcapDecoder();
    expect(decoder.version).toBe(undefined);
    decodeAll(decoder, [stream]);
    expect(decoder.version).toBe(2);
  });

  it('skips the records of version 2 in a file of version 1', () => {
    const stream = bytes(HEADER, ...[...v2Records, ...records].map(encodeRxcapRecord));
    expect(decodeAll(new RxcapDecoder(), [stream])).toStrictEqual({ records });
  });

  it('accepts garbage of 4095 bytes', () => {
    const longest = { ...v2Records[2]!, sentGarbage: new Uint8Array(4095), receivedGarbage: new Uint8Array(4095) };
    const stream = bytes(HEADER_2, encodeRxcapRecord(longest));
    expect(decodeAll(new RxcapDecoder(), [stream])).toStrictEqual({ records: [longest] });
  });

  it('splits raw bytes above the bound of a record as it splits bytes', () => {
    const raw = {
      kind: 'rawBytes',
      session: 1,
      atMs: 5,
      direction: 'sent',
      bytes: new Uint8Array(MAX_BYTES_PER_RECORD + 1),
    };
    const stream = bytes(HEADER_2, encodeRxcapRecord(raw as CaptureRecord));
    const { records: read } = decodeAll(new RxcapDecoder(), [stream]);
    expect(read.map((each) => (each.kind === 'rawBytes' ? each.bytes.length : 0))).toEqual([MAX_BYTES_PER_RECORD, 1]);
  });

  it('skips records of unknown kinds', () => {
    const later = [framed(7, 'abcdef'), framed(0), framed(255)];
    const mixed = bytes(HEADER, later[0]!, parts[0]!, later[1]!, later[2]!, ...parts.slice(1), later[0]!);
    for (const length of [1, 5, 1000]) {
      expect(decodeAll(new RxcapDecoder(), chunks(mixed, length))).toStrictEqual({ records });
    }
  });

  it.each([
    ['no body', bytes('00000000 00000000')],
    ['a length above the bound', bytes('01001000 00000000')],
    ['a wrong CRC', bytes('01000000 00000000 04')],
    ['a session 0', framed(3, '00000000 0000000000000040 01')],
    ['an infinite time', framed(3, '01000000 000000000000f07f 01')],
    ['an unknown direction', framed(2, '01000000 0000000000000040 02')],
    ['a short body', framed(3, '01000000 00000000000000')],
    ['bytes left over', framed(3, '01000000 0000000000000040 01 0161 00')],
  ])('refuses a record with %s', (_, damaged) => {
    const { records: read, fault } = decodeAll(new RxcapDecoder(), [bytes(HEADER, parts[0]!, damaged, parts[1]!)]);
    expect(read).toStrictEqual(records.slice(0, 1));
    expect(fault).toStrictEqual({ code: 'MALFORMED', offset: offsets[1] });
  });

  it('allocates nothing for a declared length', () => {
    const before = process.memoryUsage().arrayBuffers;
    const beginning = bytes(HEADER, '00001000 00000000 02');
    expect(MAX_BODY_BYTES).toBe(0x10_0000);
    const decoders = Array.from({ length: 200 }, () => {
      const decoder = new RxcapDecoder();
      for (const chunk of chunks(beginning, 1)) {
        decoder.push(chunk);
        decoder.next();
      }
      return decoder;
    });
    expect(decoders.every(({ completeBytes: wholeBytes }) => wholeBytes === 12)).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
  });

  it('needs time proportional to the length of a record that arrives byte by byte', () => {
    const record = { kind: 'bytes', session: 1, atMs: 5, direction: 'sent' } as const;
    const oneByOne = (length: number): number => {
      const stream = bytes(HEADER, encodeRxcapRecord({ ...record, bytes: new Uint8Array(length) }));
      return cpuMsOf(() => {
        expect(decodeAll(new RxcapDecoder(), chunks(stream, 1)).records).toHaveLength(1);
      });
    };
    oneByOne(50_000);
    const small = oneByOne(250_000);
    // 4 times the bytes; a quadratic decoder would take 16 times as long.
    expect(oneByOne(1_000_000)).toBeLessThan(small * 10 + 200);
  });
});

describe('RxcapDecoder, with random input', () => {
  it('decodes encoded records to equal ones, at any chunk size', () => {
    const property = fc.property(
      fc.array(captureRecord, { maxLength: 12 }),
      fc.integer({ min: 1, max: 300 }),
      (list, size) => {
        const stream = bytes(encodeRxcapHeader(), ...list.map(encodeRxcapRecord));
        const { records: read, fault } = decodeAll(new RxcapDecoder(), chunks(stream, size));
        expect(fault).toBe(undefined);
        expect(read).toStrictEqual(list);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('returns records or errors with a CaptureError for any bytes after a file header', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
      const { fault } = decodeAll(new RxcapDecoder(), [bytes(HEADER, tail)]);
      if (tail.length > 0) expect(['MALFORMED', 'TRUNCATED']).toContain(fault?.code);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('encodeRxcap and decodeRxcap', () => {
  it('are inverse to each other, for each subscriber', async () => {
    const byte$ = from(records).pipe(encodeRxcap());
    for (let i = 0; i < 2; i++) {
      const written = await lastValueFrom(byte$.pipe(toArray()));
      expect(written).toHaveLength(records.length + 1);
      expect(bytes(...written)).toStrictEqual(bytes(HEADER_2, file.subarray(12)));
    }
    const record$ = from(chunks(file, 13)).pipe(decodeRxcap());
    for (let i = 0; i < 2; i++) expect(await lastValueFrom(record$.pipe(toArray()))).toStrictEqual(records);
  });

  it('emit without delay: the file header at subscription, a record as soon as it is complete', () => {
    const written: Uint8Array[] = [];
    NEVER.pipe(encodeRxcap()).subscribe((chunk) => written.push(chunk));
    expect(written).toStrictEqual([bytes(HEADER_2)]);
    const read: CaptureRecord[] = [];
    concat(of(file), NEVER)
      .pipe(decodeRxcap())
      .subscribe((record) => read.push(record));
    expect(read).toStrictEqual(records);
  });

  it('encode no records to a file that decodes to none', async () => {
    expect(await lastValueFrom(from([]).pipe(encodeRxcap(), decodeRxcap(), toArray()))).toEqual([]);
  });

  it('emit the values before an error, then the error', () => {
    const outcome = (chunk$: Parameters<ReturnType<typeof decodeRxcap>>[0]) => {
      const seen: unknown[] = [];
      chunk$
        .pipe(decodeRxcap())
        .subscribe({ next: ({ kind }) => seen.push(kind), error: (error: unknown) => seen.push(error) });
      return seen;
    };
    const [kind, error] = outcome(of(file.subarray(0, offsets[1]! + 3)));
    expect(kind).toBe('opened');
    expect(error).toBeInstanceOf(CaptureError);
    expect(error).toMatchObject({ code: 'TRUNCATED', offset: offsets[1] });
    const reason = new Error('source failed');
    expect(
      outcome(
        concat(
          of(file),
          throwError(() => reason),
        ),
      ),
    ).toEqual([...records.map((each) => each.kind), reason]);
    expect(outcome(of())).toMatchObject([{ code: 'TRUNCATED', offset: 0 }]);
  });

  it('stop when the subscriber unsubscribes', async () => {
    expect(await lastValueFrom(of(file).pipe(decodeRxcap(), take(2), toArray()))).toStrictEqual(records.slice(0, 2));
    expect(await lastValueFrom(from(records).pipe(encodeRxcap(), take(2), toArray()))).toHaveLength(2);
  });
});
