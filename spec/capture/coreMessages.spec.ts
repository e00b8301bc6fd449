import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BytesRecord, CaptureRecord } from '../../lib/capture/captureRecord.js';
import { CaptureFrameDecoder } from '../../lib/capture/captureFrameDecoder.js';
import { toHex } from '../../lib/codec/hex.js';
import { CoreDecoder } from '../../lib/capture/formats/core/coreDecoder.js';
import { CoreEncoder } from '../../lib/capture/formats/core/coreEncoder.js';
import { fromCoreMessages } from '../../lib/capture/formats/core/fromCoreMessages.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { captureFaultOf } from '../helpers/capture/decoding.js';
import { collect } from '../helpers/capture/sessions.js';
import { sharedBytes, sharedPath } from '../digests/sharedFiles.js';
import { bytes, chunks, concat, padded, paddedBuffer } from '../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const EMPTY = new Uint8Array(0);
type Direction = BytesRecord['direction'];

/** A record of such a file: microseconds, 12 bytes of command, length, payload. */
function message(atUs: number, command: string, payload: Uint8Array = EMPTY): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  header.setBigInt64(0, BigInt(atUs), true);
  for (let i = 0; i < command.length; i++) header.setUint8(8 + i, command.charCodeAt(i));
  header.setUint32(20, payload.length, true);
  return bytes(new Uint8Array(header.buffer), payload);
}

const opened = (session: number, atMs: number, direction: 'inbound' | 'outbound'): CaptureRecord => ({
  ...{ kind: 'opened', session, atMs, network: 'bitcoin.regtest', direction, address: '' },
});
const carried = (
  session: number,
  atMs: number,
  direction: Direction,
  command: string,
  payload: Uint8Array = EMPTY,
): CaptureRecord => ({
  ...{ kind: 'bytes', session, atMs, direction, bytes: encodeFrame(network, command, payload) },
});

const T = 1_795_352_366_525_662;
const RECEIVED = [
  message(T + 100, 'version', bytes('0102')),
  message(T + 300, 'verack'),
  message(T + 400, 'ping', bytes('0a')),
];
const SENT = [message(T, 'version', bytes('03')), message(T + 300, 'verack'), message(T + 500, 'pong', bytes('0a'))];
const at = (us: number): number => (T + us) / 1000;
const RECORDS = [
  opened(1, at(0), 'outbound'),
  carried(1, at(0), 'sent', 'version', bytes('03')),
  carried(1, at(100), 'received', 'version', bytes('0102')),
  carried(1, at(300), 'received', 'verack'),
  carried(1, at(300), 'sent', 'verack'),
  carried(1, at(400), 'received', 'ping', bytes('0a')),
  carried(1, at(500), 'sent', 'pong', bytes('0a')),
];

/** Decodes both files in chunks of this size, by pushing the file that the decoder needs. */
function decodeInChunks(received: Uint8Array, sent: Uint8Array, size: number, shape = (chunk: Uint8Array) => chunk) {
  const decoder = new CoreDecoder({ network });
  const queues = { received: chunks(received, size), sent: chunks(sent, size) };
  const records: CaptureRecord[] = [];
  const faults: string[] = [];
  for (;;) {
    let record: CaptureRecord | undefined;
    const fault = captureFaultOf(() => (record = decoder.next()));
    if (fault !== undefined) faults.push(`${fault.code} ${fault.offset}`);
    else if (record !== undefined) records.push(record);
    else if (decoder.neededDirection === undefined) return { records, faults };
    else {
      const chunk = queues[decoder.neededDirection].shift();
      if (chunk === undefined) decoder.end(decoder.neededDirection);
      else {
        const copy = shape(chunk);
        decoder.push(decoder.neededDirection, copy);
      }
    }
  }
}

describe('CoreDecoder and fromCoreMessages', () => {
  it('merge by time, a received message before a sent one of the same time, at every chunk size', () => {
    for (let size = 1; size <= 80; size++) {
      for (const shape of [(chunk: Uint8Array) => chunk, padded, paddedBuffer]) {
        expect(decodeInChunks(concat(RECEIVED), concat(SENT), size, shape)).toStrictEqual({
          records: RECORDS,
          faults: [],
        });
      }
    }
    expect(collect(fromCoreMessages({ network, received: concat(RECEIVED), sent: concat(SENT) }))).toStrictEqual({
      records: RECORDS,
    });
  });

  it('decode a single file, and no file', () => {
    const { records } = collect(fromCoreMessages({ network, received: concat(RECEIVED), address: '[::1]:8333' }));
    expect(records[0]).toStrictEqual({ ...opened(1, at(100), 'inbound'), address: '[::1]:8333' });
    expect(records).toHaveLength(4);
    expect(collect(fromCoreMessages({ network }))).toEqual({ records: [] });
  });

  it('return all complete messages of both files, then TRUNCATED, if one is cut at any byte', () => {
    const [received, sent] = [concat(RECEIVED), concat(SENT)];
    for (const direction of ['received', 'sent'] as const) {
      const [whole, parts] = direction === 'received' ? [received, RECEIVED] : [sent, SENT];
      for (let length = 0; length <= whole.length; length++) {
        const cut = whole.subarray(0, length);
        const files = direction === 'received' ? ([cut, sent] as const) : ([received, cut] as const);
        let [end, count] = [0, 0];
        while (count < parts.length && end + parts[count]!.length <= length) end += parts[count++]!.length;
        for (const size of [1, 1000]) {
          const { records, faults } = decodeInChunks(...files, size);
          expect(records.filter((record) => record.kind === 'bytes' && record.direction === direction)).toHaveLength(
            count,
          );
          expect(records.filter((record) => record.kind === 'bytes' && record.direction !== direction)).toHaveLength(3);
          expect(faults).toEqual(end === length ? [] : [`TRUNCATED ${end}`]);
        }
      }
    }
    const { records, faults } = decodeInChunks(received.subarray(0, -1), sent.subarray(0, -1), 10);
    expect(records).toHaveLength(5);
    expect(faults).toHaveLength(2);
  });

  it.each([
    ['no command', message(T + 350, 'a\0b')],
    ['an empty command', message(T + 350, '')],
    ['a length above the limit', bytes(message(T + 350, 'block').subarray(0, 20), '01093d00')],
  ])(
    'return the messages before a damaged record (%s) and all of the other file, then MALFORMED with its offset',
    (_, damaged) => {
      const received = concat([RECEIVED[0]!, RECEIVED[1]!, damaged, RECEIVED[2]!]);
      const { records, faults } = decodeInChunks(received, concat(SENT), 7);
      expect(records).toStrictEqual(RECORDS.filter((_, i) => i !== 5));
      expect(faults).toEqual([`MALFORMED ${RECEIVED[0]!.length + RECEIVED[1]!.length}`]);
    },
  );

  it('start the next session at a second version in the same direction', () => {
    const sent = [
      message(T, 'version'),
      message(T + 20, 'version'),
      message(T + 60, 'version'),
      message(T + 62, 'pong'),
    ];
    const received = [message(T + 30, 'version'), message(T + 50, 'version'), message(T + 61, 'ping')];
    const { records } = collect(fromCoreMessages({ network, received: concat(received), sent: concat(sent) }));
    expect(records).toStrictEqual([
      // The first was not answered; the third was dialled by the remote.
      ...[opened(1, at(0), 'outbound'), carried(1, at(0), 'sent', 'version')],
      ...[
        opened(2, at(20), 'outbound'),
        carried(2, at(20), 'sent', 'version'),
        carried(2, at(30), 'received', 'version'),
      ],
      ...[
        opened(3, at(50), 'inbound'),
        carried(3, at(50), 'received', 'version'),
        carried(3, at(60), 'sent', 'version'),
      ],
      ...[carried(3, at(61), 'received', 'ping'), carried(3, at(62), 'sent', 'pong')],
    ]);
  });

  it('return no answer before its request if the clock does not advance', () => {
    const shown = (received: [string, string?][], sent: [string, string?][]) => {
      const [a, b] = [received, sent].map((list) =>
        concat(list.map(([name, hex = '']) => message(T, name, bytes(hex)))),
      );
      const { records } = collect(fromCoreMessages({ network, received: a, sent: b }));
      const frames = new CaptureFrameDecoder();
      return records
        .flatMap((record) => frames.push(record))
        .map(({ direction, command, payload }) => {
          return `${direction === 'sent' ? '<' : '>'}${command}${toHex(payload)}`;
        })
        .join(' ');
    };
    expect(shown([['ping', '01']], [['pong', '01']])).toBe('>ping01 <pong01');
    expect(shown([['pong', '01']], [['inv'], ['ping', '01']])).toBe('<inv <ping01 >pong01');
    expect(
      shown(
        [
          ['ping', '02'],
          ['pong', '01'],
        ],
        [
          ['ping', '01'],
          ['pong', '02'],
        ],
      ),
    ).toBe('>ping02 <ping01 >pong01 <pong02');
    expect(
      shown(
        [
          ['pong', '09'],
          ['ping', '02'],
        ],
        [['pong', '02']],
      ),
    ).toBe('>pong09 >ping02 <pong02');
    expect(shown([['headers'], ['inv']], [['getheaders'], ['getdata']])).toBe('<getheaders >headers >inv <getdata');
    expect(shown([['block'], ['getdata']], [['getdata'], ['tx']])).toBe('<getdata >block >getdata <tx');
  });

  it('keep the order within a file whose times go back', () => {
    const sent = [message(T + 10, 'a'), message(T + 5, 'b')];
    const { records } = collect(fromCoreMessages({ network, received: message(T + 7, 'c'), sent: concat(sent) }));
    expect(records.slice(1).map(({ atMs }) => atMs)).toEqual([at(7), at(10), at(5)]);
  });
});

/** Encodes these records to the two files. */
function encodeFiles(records: readonly CaptureRecord[], options: ConstructorParameters<typeof CoreEncoder>[0] = {}) {
  const encoder = new CoreEncoder(options);
  const encoded = records.flatMap((record) => encoder.push(record));
  encoder.end();
  const on = (direction: Direction) =>
    concat(encoded.filter((each) => each.direction === direction).map((each) => each.bytes));
  return { received: on('received'), sent: on('sent') };
}

describe('CoreEncoder', () => {
  it('writes the files that a node writes, for any division of the bytes into records', () => {
    // The second verack of the same microsecond is stored a microsecond later.
    const sent = concat(SENT.with(1, message(T + 301, 'verack')));
    for (let size = 1; size < 40; size++) {
      const parts = RECORDS.flatMap((record): CaptureRecord[] => {
        return record.kind === 'bytes'
          ? chunks(record.bytes, size).map((part) => ({ ...record, bytes: part }))
          : [record];
      });
      expect(encodeFiles(parts)).toStrictEqual({ received: concat(RECEIVED), sent });
    }
  });

  it('keeps the order of messages of the same time, and of times that go back', () => {
    const session: CaptureRecord[] = [
      opened(1, 5, 'outbound'),
      ...(['sent', 'received', 'sent', 'received', 'received', 'sent'] as const).map((direction, i) =>
        carried(1, i === 3 ? 4 : 5, direction, `c${i}`),
      ),
    ];
    const { records } = collect(fromCoreMessages({ network, ...encodeFiles(session) }));
    const shown = (list: readonly CaptureRecord[]) =>
      list.map((record) => (record.kind === 'bytes' ? [record.direction, record.bytes] : record.kind));
    expect(shown(records)).toStrictEqual(shown(session));
    // Each change of direction adds a microsecond.
    expect(Math.max(...records.map(({ atMs }) => atMs))).toBeCloseTo(5.004, 6);
  });

  it('leaves out and reports bytes that are not a valid frame', () => {
    const [, version, , verack] = RECORDS as [CaptureRecord, BytesRecord, CaptureRecord, BytesRecord];
    const bad = { ...version, bytes: version.bytes.with(20, version.bytes[20]! ^ 1) };
    const faults: unknown[] = [];
    const onFault = ({ code }: { code: string }, place: object): unknown => faults.push([code, place]);
    const cut = { ...version, bytes: version.bytes.subarray(0, 10) };
    const lost = { ...verack, bytes: bytes('deadbeef', verack.bytes) };
    const files = encodeFiles([RECORDS[0]!, bad, version, verack, lost, verack, cut], { onFault });
    expect(files).toStrictEqual({ received: RECEIVED[1]!, sent: SENT[0]! });
    const place = ({ session, direction, atMs }: BytesRecord) => ({ session, direction, atMs });
    expect(faults).toEqual([
      ['BAD_CHECKSUM', place(version)],
      ['WRONG_MAGIC', place(verack)],
      ['TRUNCATED', place(version)],
    ]);
  });

  it('accepts sessions one after the other, but not at the same time', () => {
    const [first, hello] = RECORDS as [CaptureRecord, BytesRecord];
    const second = { ...first, session: 2 };
    const code = (records: readonly CaptureRecord[]) => captureFaultOf(() => encodeFiles(records))?.code;
    const closed: CaptureRecord = { kind: 'closed', session: 1, atMs: 9, by: 'local' };
    expect(code([first, hello, closed, second, { ...hello, session: 2 }])).toBe(undefined);
    expect(code([first, hello, second, { ...hello, session: 2 }])).toBe(undefined);
    expect(code([first, second, hello])).toBe('INVALID_RECORD');
    expect(code([hello])).toBe('INVALID_RECORD');
    expect(code([{ ...first, network: 'elsewhere' } as CaptureRecord])).toBe('NETWORK_UNKNOWN');
  });

  it('writes files that decode to the same messages, for any times', () => {
    const conversation = fc.array(
      fc.record({
        direction: fc.constantFrom('received', 'sent'),
        us: fc.nat(20),
        payload: fc.uint8Array({ maxLength: 20 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    const property = fc.property(conversation, (list) => {
      const session = [
        opened(1, 1, 'outbound'),
        ...list.map(({ direction, us, payload }) => carried(1, 1 + us / 1000, direction, 'x', payload)),
      ];
      const { records, fault } = collect(fromCoreMessages({ network, ...encodeFiles(session) }));
      expect(fault).toBe(undefined);
      const shown = (each: readonly CaptureRecord[]) =>
        each.flatMap((record) => (record.kind === 'bytes' ? [[record.direction, record.bytes]] : []));
      expect(shown(records)).toStrictEqual(shown(session));
    });
    fc.assert(property, { numRuns: 300 });
  });
});

const NAMES = ['client-announces', 'client-getaddr-addrv2', 'client-modern', 'client-old-70012', 'relay-v1'];
const here = NAMES.filter((name) => sharedPath(`captures/messages/${name}`) !== undefined);
(here.length === 0 ? describe.skip : describe)('files of a real node (skipped without ../shared/captures)', () => {
  it.each(here)('%s: decoded, encoded and decoded again are the same messages', (name) => {
    const [received, sent] = ['recv', 'sent'].map((each) =>
      sharedBytes(`captures/messages/${name}/msgs_${each}.dat`),
    ) as [Uint8Array, Uint8Array];
    const { records, fault } = collect(fromCoreMessages({ network, received, sent }));
    expect(fault).toBe(undefined);
    const again = collect(fromCoreMessages({ network, ...encodeFiles(records) }));
    const timeless = (list: readonly CaptureRecord[]) => list.map((record) => ({ ...record, atMs: 0 }));
    expect(timeless(again.records)).toStrictEqual(timeless(records));
    for (const [i, { atMs }] of again.records.entries()) expect(atMs - records[i]!.atMs).toBeLessThan(0.1);
    // If no two messages have the same time, the files are equal to the byte.
    const isTied = records.some(
      (record, i) => i > 1 && record.atMs === records[i - 1]!.atMs && record.kind === 'bytes',
    );
    if (!isTied) expect(encodeFiles(records)).toEqual({ received, sent });
  });
});
