import { describe, expect, it } from '@jest/globals';
import { PeerRecords } from '../../../lib/export/nats/publish/peerRecords.js';
import { QUESTIONS } from '../../../lib/export/nats/records/recordLayout.js';
import { RecordList } from '../../../lib/export/nats/records/recordReader.js';
import { encodeEvent, RecordWriter } from '../../../lib/export/nats/records/recordWriter.js';
import { bitcoin, type Exchange } from '../../../lib/index.js';
import { INSTANCE, LIST_PEER, listOf, received, recordsOf, START_MS } from '../../helpers/nats/recordLists.js';
import { toHex } from '../../../lib/wire.js';

const network = bitcoin.regtest;

describe('a record list', () => {
  it('has the bytes of the layout', () => {
    const bytes = listOf(
      (writer) => {
        writer.addMessage(START_MS, received('ping', Uint8Array.of(0xa1, 0xb2)), true);
        writer.addMessage(START_MS + 1.5, { ...received('ping'), direction: 'sent' }, true);
        writer.addMessage(START_MS + 2, { ...received('odd', 3), isRefused: true }, false);
        writer.addEvent(START_MS + 2, encodeEvent({ kind: 'x' }));
      },
      { sequence: 5, peer: { ...LIST_PEER, address: 'a:1', direction: 'inbound' } },
    );
    expect(toHex(bytes)).toBe(
      [
        '01', // version of the layout
        '07', // of a peer 1, inbound 2, ready 4
        '0807060504030201', // instance 0x0102030405060708, little-endian
        '0000000000001440', // sequence 5 as a double
        '00008056febc7842', // 1.7e12 ms as a double
        '07000000', // id of the peer
        '02', // transport 2
        '80110100', // protocol version 70016
        '03' + '613a31', // 3 bytes of address, a:1
        // A received ping of 2 bytes.
        '01' + '00000000', // kind RECEIVED, 0 us
        '00' + '04' + '70696e67', // command 0 is new: 4 bytes, ping
        '1800' + '02000000' + 'a1b2', // 24 bytes of header, 2 of payload
        // A sent ping without a payload, 1.5 ms later.
        '02' + 'dc050000', // kind SENT, 1500 us
        '00' + '1800' + '00000000', // command 0 again
        // A refused message of an unknown command, its 3 bytes of payload left out.
        '13' + 'd0070000', // kind REFUSED with WITHOUT_PAYLOAD, 2000 us
        '01' + '03' + '6f6464', // command 1 is new: odd
        '1800' + '03000000',
        // An event.
        '04' + 'd0070000' + '0c000000' + toHex(new TextEncoder().encode('{"kind":"x"}')),
      ].join(''),
    );
  });

  it('returns what was written', () => {
    const payload = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
    const bytes = listOf((writer) => {
      writer.addMessage(START_MS, received('inv', payload), true);
      writer.addMessage(START_MS, { ...received('verack'), direction: 'sent' }, true);
      writer.addMessage(START_MS + 0.25, { ...received('tx', 1), isRefused: true }, true);
      writer.addMessage(START_MS + 3_600_000, received('block', 80), false);
      writer.addEvent(START_MS + 3_600_000, encodeEvent({ text: 'Göteborg 東 \u{1F30D} \ud800', deep: [{ a: null }] }));
    });
    expect(recordsOf(bytes)).toEqual([
      { atMs: START_MS, direction: 'received', command: 'inv', sizeBytes: 324, payload, isRefused: false },
      {
        atMs: START_MS,
        direction: 'sent',
        command: 'verack',
        sizeBytes: 24,
        payload: new Uint8Array(0),
        isRefused: false,
      },
      {
        atMs: START_MS + 0.25,
        direction: 'received',
        command: 'tx',
        sizeBytes: 25,
        payload: new Uint8Array(1),
        isRefused: true,
      },
      {
        atMs: START_MS + 3_600_000,
        direction: 'received',
        command: 'block',
        sizeBytes: 104,
        payload: undefined,
        isRefused: false,
      },
      { atMs: START_MS + 3_600_000, event: { text: 'Göteborg 東 \u{1F30D} \ud800', deep: [{ a: null }] } },
    ]);
    expect(new RecordList(bytes).header).toEqual({ instance: INSTANCE, sequence: 0, peer: LIST_PEER });
  });

  it.each<[string, Partial<Exchange>]>([
    [
      'with all fields',
      { item: { type: 0x4000_0002, hash: 'ff'.repeat(32) }, announcedAtMs: START_MS - 1.5, tookMs: 0.25 },
    ],
    ['of the remote, without an answer', { direction: 'received', outcome: 'unanswered' }],
    ['with a duration only', { tookMs: 3 }],
    ['with an announcement only', { question: 'getblocktxn', announcedAtMs: 0 }],
    ['without a key', { question: 'getaddr', key: '' }],
  ])('returns an exchange %s', (_, fields) => {
    const key = fields.item?.hash ?? fields.key ?? '18446744073709551615';
    const exchange: Exchange = {
      ...{ direction: 'sent', question: 'ping', askedAtMs: START_MS + 0.125, outcome: 'answered' },
      ...fields,
      key,
    };
    const bytes = listOf((writer) => writer.addExchange(START_MS + 2, exchange));
    expect(recordsOf(bytes)).toEqual([{ atMs: START_MS + 2, exchange }]);
  });

  it.each(QUESTIONS)('returns the question %s', (question) => {
    const exchange: Exchange = { direction: 'sent', question, key: 'k', askedAtMs: START_MS, outcome: 'late' };
    expect(recordsOf(listOf((writer) => writer.addExchange(START_MS, exchange)))).toEqual([
      { atMs: START_MS, exchange },
    ]);
  });

  it('counts its records, and has no peer if it is of the monitor', () => {
    const bytes = listOf((writer) => [1, 2, 3].forEach(() => writer.addEvent(START_MS, encodeEvent({}))), {
      sequence: Number.MAX_SAFE_INTEGER,
      peer: undefined,
    });
    const list = new RecordList(bytes);
    expect(list.header).toEqual({ instance: INSTANCE, sequence: Number.MAX_SAFE_INTEGER, peer: undefined });
    expect(
      list.readRecords({ onMessage: () => undefined, onExchange: () => undefined, onEvent: () => undefined }),
    ).toBe(3);
  });

  it('has payloads whose slice() makes a copy, even if the client passes a Buffer', () => {
    const bytes = Buffer.from(listOf((writer) => writer.addMessage(START_MS, received('inv', 5), true)));
    const [record] = recordsOf(bytes) as [{ payload: Uint8Array }];
    expect(record.payload.constructor).toBe(Uint8Array);
    expect(record.payload.buffer.byteLength).toBe(5);
  });

  it('is read from a view of a larger buffer', () => {
    const bytes = listOf((writer) => writer.addMessage(START_MS, received('inv', 5), true));
    const larger = new Uint8Array(bytes.length + 20).fill(0xee);
    larger.set(bytes, 7);
    expect(recordsOf(larger.subarray(7, 7 + bytes.length))).toEqual(recordsOf(bytes));
  });

  it.each([
    ['of 255 bytes', 'a'.repeat(255), 'a'.repeat(255)],
    ['of 256 bytes', 'a'.repeat(256), 'a'.repeat(255)],
    ['cut within a character of 3 bytes', `${'a'.repeat(254)}東`, 'a'.repeat(254)],
    ['cut within a character of 4 bytes', `${'a'.repeat(252)}\u{1F30D}b`, 'a'.repeat(252)],
    ['that begins with a byte order mark', '\uFEFFhost:1', '\uFEFFhost:1'],
    ['that is empty', '', ''],
  ])('has an address %s', (_, address, read) => {
    const bytes = listOf((writer) => writer.addEvent(START_MS, encodeEvent({})), { peer: { ...LIST_PEER, address } });
    expect(new RecordList(bytes).header.peer!.address).toBe(read);
    expect(recordsOf(bytes)).toHaveLength(1);
  });

  it('carries a payload of 32 MiB, and the writer gives its memory back', () => {
    const writer = new RecordWriter();
    const payload = new Uint8Array(32 * 1024 * 1024).fill(7);
    writer.addMessage(START_MS, received('block', payload), true);
    const { bytes } = writer.finish({ instance: INSTANCE, sequence: 0, peer: LIST_PEER });
    const [record] = recordsOf(bytes) as { payload: Uint8Array }[];
    expect(Buffer.compare(record!.payload, payload)).toBe(0);
    writer.reset();
    expect(writer.capacity).toBe(4096);
  });
});

describe('RecordWriter.accepts', () => {
  /** The greatest time in a record: 2^32 - 1 microseconds. */
  const LAST_MS = START_MS + 4_294_967.295;

  it('accepts any time for the first record, and later ones up to 71 minutes', () => {
    const writer = new RecordWriter();
    expect(writer.accepts(0)).toBe(true);
    writer.addEvent(START_MS, encodeEvent({}));
    expect(writer.accepts(START_MS)).toBe(true);
    expect(writer.accepts(LAST_MS - 1)).toBe(true);
    expect(writer.accepts(LAST_MS + 1)).toBe(false);
  });

  it('does not accept a time before the first record: the clock was set back', () => {
    const writer = new RecordWriter();
    writer.addEvent(START_MS, encodeEvent({}));
    expect(writer.accepts(START_MS - 0.001)).toBe(false);
  });

  it('accepts a record until the list has 255 commands', () => {
    const writer = new RecordWriter();
    for (let i = 0; i < 254; i++) writer.addMessage(START_MS, received(`c${i}`), true);
    expect(writer.accepts(START_MS)).toBe(true);
    writer.addMessage(START_MS, received('c254'), true);
    expect(writer.accepts(START_MS)).toBe(false);
    const { bytes, records } = writer.finish({ instance: INSTANCE, sequence: 0, peer: LIST_PEER });
    expect(records).toBe(255);
    expect(recordsOf(bytes)[254]).toMatchObject({ command: 'c254' });
    writer.reset();
    expect(writer.accepts(0)).toBe(true);
  });
});

/** The lists that PeerRecords completes, each as its bytes of records and its number of messages. */
function peerRecords() {
  const lists: { bytes: Uint8Array; records: number; recordBytes: number; messages: number }[] = [];
  const records = new PeerRecords(
    {
      onDirty: () => undefined,
      onComplete: (_, writer, messages) => {
        const recordBytes = writer.bytes;
        lists.push({ ...writer.finish({ instance: INSTANCE, sequence: 0, peer: LIST_PEER }), recordBytes, messages });
      },
      borrowWriter: () => new RecordWriter(),
    },
    network,
    'rxpeer.a.b.7',
  );
  return { lists, records };
}

const KIB_64 = 64 * 1024;
/** Bytes of the record of a message whose command, `tx`, is in the list. */
const TX_RECORD_BYTES = 5 + 1 + 6;
const frame = (command: string, payloadBytes: number, atMs = START_MS) => ({
  ...received(command, payloadBytes),
  atMs,
});

describe('PeerRecords', () => {
  it('completes a list of 64 KiB exactly', () => {
    const { lists, records } = peerRecords();
    records.addMessage(frame('tx', 30_000), true);
    const rest = KIB_64 - (30_000 + TX_RECORD_BYTES + 3) - TX_RECORD_BYTES;
    records.addMessage(frame('tx', rest), true);
    expect(lists.map(({ messages, recordBytes }) => [messages, recordBytes])).toEqual([[2, KIB_64]]);
  });

  it('begins a new list for a message that does not fit, so that no list but that of one large message has more than 64 KiB', () => {
    const { lists, records } = peerRecords();
    records.addMessage(frame('tx', 30_000), true);
    const rest = KIB_64 - (30_000 + TX_RECORD_BYTES + 3) - TX_RECORD_BYTES;
    records.addMessage(frame('tx', rest + 1), true);
    records.addMessage(frame('block', 1_000_000), true);
    records.addMessage(frame('tx', 1), true);
    records.flush();
    expect(lists.map(({ messages }) => messages)).toEqual([1, 1, 1, 1]);
    expect(lists[2]!.recordBytes).toBeGreaterThan(1_000_000);
  });

  it('completes a list whose events have 64 KiB', () => {
    const { lists, records } = peerRecords();
    const error = Object.assign(new Error('x'.repeat(900)), { code: 'ENDED' }) as never;
    for (let i = 0; i < 200; i++) records.addEvent(START_MS, { kind: 'fault', error });
    records.flush();
    expect(lists.length).toBeGreaterThan(2);
    for (const { recordBytes } of lists) expect(recordBytes).toBeLessThanOrEqual(KIB_64 + 2000);
    expect(lists.reduce((sum, each) => sum + each.records, 0)).toBe(200);
  });

  it('completes a list whose exchanges have 64 KiB', () => {
    const { lists, records } = peerRecords();
    const exchange: Exchange = {
      direction: 'sent',
      question: 'ping',
      key: 'k'.repeat(60),
      askedAtMs: START_MS,
      outcome: 'answered',
    };
    for (let i = 0; i < 2000; i++) records.addExchange(START_MS, exchange);
    records.flush();
    expect(lists.length).toBeGreaterThan(2);
    for (const { recordBytes } of lists) expect(recordBytes).toBeLessThanOrEqual(KIB_64);
    expect(lists.reduce((sum, each) => sum + each.records, 0)).toBe(2000);
  });

  it('splits 1,000 unknown commands into lists of 255', () => {
    const { lists, records } = peerRecords();
    for (let i = 0; i < 1000; i++) records.addMessage(frame(`c${i}`, 1), true);
    records.flush();
    expect(lists.map(({ messages }) => messages)).toEqual([255, 255, 255, 235]);
    const commands = lists.flatMap(({ bytes }) =>
      (recordsOf(bytes) as { command: string }[]).map((each) => each.command),
    );
    expect(commands).toEqual(Array.from({ length: 1000 }, (_, i) => `c${i}`));
  });

  it('begins a new list when the clock was set back or more than an hour has passed, and keeps each time', () => {
    const { lists, records } = peerRecords();
    const times = [START_MS, START_MS - 60_000, START_MS - 59_000, START_MS + 7_200_000, 0];
    for (const atMs of times) records.addMessage(frame('tx', 1, atMs), true);
    records.flush();
    expect(lists.map(({ messages }) => messages)).toEqual([1, 2, 1, 1]);
    expect(lists.flatMap(({ bytes }) => (recordsOf(bytes) as { atMs: number }[]).map((each) => each.atMs))).toEqual(
      times,
    );
  });

  it('completes no list without records', () => {
    const { lists, records } = peerRecords();
    records.flush();
    records.addMessage(frame('tx', 1), true);
    records.flush();
    records.flush();
    expect(lists).toHaveLength(1);
  });
});
