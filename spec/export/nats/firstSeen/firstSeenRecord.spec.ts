import { describe, expect, it } from '@jest/globals';
import {
  decodeFirstSeenRecord,
  encodeFirstSeenRecord,
  MAX_RECORD_BYTES,
  RECORD_BYTES,
} from '../../../../lib/export/nats/firstSeen/firstSeenRecord.js';
import { NatsError } from '../../../../lib/nats.js';

const record = { monitor: 'zurich', peer: 7, address: '192.0.2.1:8333', atMs: 1_700_000_000_000.125 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const withFields = (fields: object): Uint8Array => bytes(JSON.stringify({ v: 1, ...record, ...fields }));

describe('the record of a first sighting', () => {
  it('is JSON with spaces up to a fixed size, which its decoder reads', () => {
    const payload = encodeFirstSeenRecord(record);
    expect(payload.length).toBe(RECORD_BYTES);
    expect(new TextDecoder().decode(payload).trimEnd()).toBe(
      '{"v":1,"monitor":"zurich","peer":7,"address":"192.0.2.1:8333","atMs":1700000000000.125}',
    );
    expect(decodeFirstSeenRecord(payload)).toEqual(record);
  });

  it('can be read with the longest names and addresses', () => {
    const longest = { ...record, monitor: '\u{1F30D}'.repeat(50), address: '\0'.repeat(260) };
    const payload = encodeFirstSeenRecord(longest);
    expect(payload.length).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    expect(decodeFirstSeenRecord(payload)).toEqual(longest);
  });

  it('has an address of at most 260 characters', () =>
    expect(decodeFirstSeenRecord(encodeFirstSeenRecord({ ...record, address: 'a'.repeat(261) })).address.length).toBe(
      260,
    ));

  it('may have fields of later versions, and as many bytes as permitted', () => {
    const payload = new Uint8Array(MAX_RECORD_BYTES).fill(0x20);
    payload.set(withFields({ later: [1] }));
    expect(decodeFirstSeenRecord(payload)).toEqual(record);
  });

  it.each([
    ['empty', new Uint8Array()],
    ['one byte short', withFields({}).subarray(0, -1)],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['null', bytes('null')],
    ['a number', bytes('1')],
    ['an array', bytes('[]')],
    ['of another version', withFields({ v: 2 })],
    ['without a monitor', withFields({ monitor: undefined })],
    ['of a monitor without a name', withFields({ monitor: '' })],
    ['of a monitor with too long a name', withFields({ monitor: 'm'.repeat(101) })],
    ['with an address that is no text', withFields({ address: {} })],
    ['with too long an address', withFields({ address: 'a'.repeat(261) })],
    ['with half a peer', withFields({ peer: 1.5 })],
    ['with a time that is a text', withFields({ atMs: '1' })],
    ['with a time that no Date has', withFields({ atMs: 8.65e15 })],
    ['one byte too long', new Uint8Array(MAX_RECORD_BYTES + 1).fill(0x20)],
    ['nested deeply', bytes('['.repeat(2000))],
  ])('is refused if it is %s', (_, payload) => {
    const decode = (): unknown => decodeFirstSeenRecord(payload);
    expect(decode).toThrow(NatsError);
    expect(decode).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });
});
