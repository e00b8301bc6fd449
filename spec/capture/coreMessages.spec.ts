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
const NOTHING = new Uint8Array(0);
type Direction = BytesRecord['direction'];

/** A record of such a file, by hand: microseconds, 12 bytes of command, length, payload. */
function message(atUs: number, command: string, payload: Uint8Array = NOTHING): Uint8Array {
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
  payload: Uint8Array = NOTHING,
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

/** Feeds both files in chunks of this size, whichever is asked for. */
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

describe("Bitcoin Core's -capturemessages files, read", () => {
  it('are merged by time, the received one first of two at once, at every chunk size', () => {
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

  it('give one file alone, and none', () => {
    const { records } = collect(fromCoreMessages({ network, received: concat(RECEIVED), address: '[::1]:8333' }));
    expect(records[0]).toStrictEqual({ ...opened(1, at(100), 'inbound'), address: '[::1]:8333' });
    expect(records).toHaveLength(4);
    expect(collect(fromCoreMessages({ network }))).toEqual({ records: [] });
  });

  it('cut at any byte: all that is whole in both, then the fault of either', () => {
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
  ])('damaged (%s): what was before, the other file to its end, the fault with its place', (_, damaged) => {
    const received = concat([RECEIVED[0]!, RECEIVED[1]!, damaged, RECEIVED[2]!]);
    const { records, faults } = decodeInChunks(received, concat(SENT), 7);
    expect(records).toStrictEqual(RECORDS.filter((_, i) => i !== 5));
    expect(faults).toEqual([`MALFORMED ${RECEIVED[0]!.length + RECEIVED[1]!.length}`]);
  });

  it('with several connections: a second version in one direction begins the next', () => {
    const sent = [
      message(T, 'version'),
      message(T + 20, 'version'),
      message(T + 60, 'version'),
      message(T + 62, 'pong'),
    ];
    const received = [message(T + 30, 'version'), message(T + 50, 'version'), message(T + 61, 'ping')];
    const { records } = collect(fromCoreMessages({ network, received: concat(received), sent: concat(sent) }));
    expect(records).toStrictEqual([
      // Nobody answered the first; the remote dialled for the third.
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

  it('with a clock that stands still: no answer before its question', () => {
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

  it('keep the order of a file whose clock goes back', () => {
    const sent = [message(T + 10, 'a'), message(T + 5, 'b')];
    const { records } = collect(fromCoreMessages({ network, received: message(T + 7, 'c'), sent: concat(sent) }));
    expect(records.slice(1).map(({ atMs }) => atMs)).toEqual([at(7), at(10), at(5)]);
  });
});

/** The two files that these records make. */
function written(records: readonly CaptureRecord[], options: ConstructorParameters<typeof CoreEncoder>[0] = {}) {
  const encoder = new CoreEncoder(options);
  const pieces = records.flatMap((record) => encoder.push(record));
  encoder.end();
  const on = (direction: Direction) =>
    concat(pieces.filter((piece) => piece.direction === direction).map((piece) => piece.bytes));
  return { received: on('received'), sent: on('sent') };
}

describe("Bitcoin Core's -capturemessages files, written", () => {
  it('are what a node writes, whatever pieces the bytes came in', () => {
    // The two veracks of one microsecond are parted.
    const sent = concat(SENT.with(1, message(T + 301, 'verack')));
    for (let size = 1; size < 40; size++) {
      const pieces = RECORDS.flatMap((record): CaptureRecord[] => {
        return record.kind === 'bytes'
          ? chunks(record.bytes, size).map((part) => ({ ...record, bytes: part }))
          : [record];
      });
      expect(written(pieces)).toStrictEqual({ received: concat(RECEIVED), sent });
    }
  });

  it('keep the order of answers that came at once, and of a clock that went back', () => {
    const session: CaptureRecord[] = [
      opened(1, 5, 'outbound'),
      ...(['sent', 'received', 'sent', 'received', 'received', 'sent'] as const).map((direction, i) =>
        carried(1, i === 3 ? 4 : 5, direction, `c${i}`),
      ),
    ];
    const { records } = collect(fromCoreMessages({ network, ...written(session) }));
    const shown = (list: readonly CaptureRecord[]) =>
      list.map((record) => (record.kind === 'bytes' ? [record.direction, record.bytes] : record.kind));
    expect(shown(records)).toStrictEqual(shown(session));
    // A microsecond later with each turn of the direction.
    expect(Math.max(...records.map(({ atMs }) => atMs))).toBeCloseTo(5.004, 6);
  });

  it('leave out what is no frame, and say so', () => {
    const [, version, , verack] = RECORDS as [CaptureRecord, BytesRecord, CaptureRecord, BytesRecord];
    const bad = { ...version, bytes: version.bytes.with(20, version.bytes[20]! ^ 1) };
    const faults: unknown[] = [];
    const onFault = ({ code }: { code: string }, place: object): unknown => faults.push([code, place]);
    const cut = { ...version, bytes: version.bytes.subarray(0, 10) };
    const lost = { ...verack, bytes: bytes('deadbeef', verack.bytes) };
    const files = written([RECORDS[0]!, bad, version, verack, lost, verack, cut], { onFault });
    expect(files).toStrictEqual({ received: RECEIVED[1]!, sent: SENT[0]! });
    const place = ({ session, direction, atMs }: BytesRecord) => ({ session, direction, atMs });
    expect(faults).toEqual([
      ['BAD_CHECKSUM', place(version)],
      ['WRONG_MAGIC', place(verack)],
      ['TRUNCATED', place(version)],
    ]);
  });

  it('hold sessions one after the other, none at a time', () => {
    const [first, hello] = RECORDS as [CaptureRecord, BytesRecord];
    const second = { ...first, session: 2 };
    const code = (records: readonly CaptureRecord[]) => captureFaultOf(() => written(records))?.code;
    const closed: CaptureRecord = { kind: 'closed', session: 1, atMs: 9, by: 'local' };
    expect(code([first, hello, closed, second, { ...hello, session: 2 }])).toBe(undefined);
    expect(code([first, hello, second, { ...hello, session: 2 }])).toBe(undefined);
    expect(code([first, second, hello])).toBe('INVALID_RECORD');
    expect(code([hello])).toBe('INVALID_RECORD');
    expect(code([{ ...first, network: 'elsewhere' } as CaptureRecord])).toBe('NETWORK_UNKNOWN');
  });

  it('come back as the same messages, whatever the times', () => {
    const talk = fc.array(
      fc.record({
        direction: fc.constantFrom('received', 'sent'),
        us: fc.nat(20),
        payload: fc.uint8Array({ maxLength: 20 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    const property = fc.property(talk, (list) => {
      const session = [
        opened(1, 1, 'outbound'),
        ...list.map(({ direction, us, payload }) => carried(1, 1 + us / 1000, direction, 'x', payload)),
      ];
      const { records, fault } = collect(fromCoreMessages({ network, ...written(session) }));
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
(here.length === 0 ? describe.skip : describe)('the files of a real node (skipped without ../shared/captures)', () => {
  it.each(here)('%s, read and written and read again, are the same messages', (name) => {
    const [received, sent] = ['recv', 'sent'].map((each) =>
      sharedBytes(`captures/messages/${name}/msgs_${each}.dat`),
    ) as [Uint8Array, Uint8Array];
    const { records, fault } = collect(fromCoreMessages({ network, received, sent }));
    expect(fault).toBe(undefined);
    const again = collect(fromCoreMessages({ network, ...written(records) }));
    const timeless = (list: readonly CaptureRecord[]) => list.map((record) => ({ ...record, atMs: 0 }));
    expect(timeless(again.records)).toStrictEqual(timeless(records));
    for (const [i, { atMs }] of again.records.entries()) expect(atMs - records[i]!.atMs).toBeLessThan(0.1);
    // Where the clock never stood still, to the byte.
    const isTied = records.some(
      (record, i) => i > 1 && record.atMs === records[i - 1]!.atMs && record.kind === 'bytes',
    );
    if (!isTied) expect(written(records)).toEqual({ received, sent });
  });
});
