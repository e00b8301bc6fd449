import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../lib/bytes/hex.js';
import { readRecords, readStream, readTable } from '../../scripts/captureFiles.mjs';
import { bytes } from '../helpers/wire/bytes.js';

const record = bytes('0100000000000000', '70696e670000000000000000', '02000000', 'abcd');
const frame = bytes('fabfb5da', '70696e670000000000000000', '02000000', '00000000', 'abcd');

describe('captures', () => {
  it('of Bitcoin Core: a record that is cut is reported, those before it are read', () => {
    expect(readRecords(bytes(record, record), 'a/msgs_sent.dat').fault).toBe(undefined);
    for (let cut = 1; cut < record.length; cut++) {
      const { messages, fault } = readRecords(bytes(record, record.subarray(0, cut)), 'a/msgs_recv.dat');
      expect(messages.map(({ command, direction }) => [command, direction])).toEqual([['ping', 'received']]);
      expect(messages[0]!.payload).toStrictEqual(Uint8Array.of(0xab, 0xcd));
      expect(fault).toBe('record 1 at byte 26 is cut short');
    }
  });

  it('in tables: likewise', () => {
    const line = (hex: string) => `1.5\tsent\tping\t${hex}\n`;
    const table = (hex: string) =>
      new TextEncoder().encode(`ms\tdirection\tcommand\tframe\n${line(toHex(frame))}${line(hex)}`);
    expect(readTable(table(toHex(frame)), 'a.tsv')).toMatchObject({ messages: [{ command: 'ping' }, { record: 1 }] });
    for (const hex of [toHex(frame).slice(0, -2), toHex(frame).slice(0, -1), 'fabf', 'xx']) {
      const { messages, fault } = readTable(table(hex), 'a.tsv');
      expect(messages).toHaveLength(1);
      expect(fault).toBe('line 3 holds no whole frame');
    }
  });

  it('of raw bytes: likewise', () => {
    const { messages, fault } = readStream(bytes(frame, frame.subarray(0, 25)), 'dialer.bin');
    expect(messages).toMatchObject([{ command: 'ping', direction: 'sent' }]);
    expect(fault).toBe('frame 1 at byte 26 is cut short');
  });
});
