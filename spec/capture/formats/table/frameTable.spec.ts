import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../../../lib/codec/hex.js';
import type { CaptureRecord } from '../../../../lib/capture/captureRecord.js';
import { FrameTableDecoder } from '../../../../lib/capture/formats/table/frameTable.js';
import { encodeFrame } from '../../../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../../../lib/networks/bitcoin.js';
import { lbry } from '../../../../lib/networks/lbry.js';
import { defineNetwork, type Network } from '../../../../lib/networks/network.js';
import { decodeAll } from '../../../helpers/capture/decoding.js';
import { chunks, paddedBuffer } from '../../../helpers/wire/bytes.js';

const ping = encodeFrame(lbry.regtest, 'ping', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const verack = encodeFrame(lbry.regtest, 'verack', new Uint8Array(0));
const HEADER = 'ms\tdirection\tcommand\tframe\n';
const LINES = [`0.873\tsent\tping\t${toHex(ping)}\n`, `2\treceived\tverack\t${toHex(verack)}\n`];
const text = (...parts: string[]): Uint8Array => new TextEncoder().encode(parts.join(''));

const RECORDS: CaptureRecord[] = [
  { kind: 'opened', session: 1, atMs: 0.873, network: 'lbry.regtest', direction: 'outbound', address: '' },
  { kind: 'bytes', session: 1, atMs: 0.873, direction: 'sent', bytes: ping },
  { kind: 'bytes', session: 1, atMs: 2, direction: 'received', bytes: verack },
];

describe('FrameTableDecoder', () => {
  it('decodes at every chunk size, and chunks that are windows of larger buffers', () => {
    const file = text(HEADER, ...LINES);
    for (let size = 1; size <= file.length; size++) {
      expect(decodeAll(new FrameTableDecoder(), chunks(file, size))).toStrictEqual({ records: RECORDS });
    }
    expect(decodeAll(new FrameTableDecoder(), chunks(file, 10).map(paddedBuffer))).toStrictEqual({ records: RECORDS });
    expect(decodeAll(new FrameTableDecoder(), [text(HEADER)])).toEqual({ records: [] });
  });

  it('returns the lines before a cut at any byte, then TRUNCATED with the offset of the cut line', () => {
    const file = text(HEADER, ...LINES);
    const starts = [0, HEADER.length, HEADER.length + LINES[0]!.length, file.length];
    for (let length = 1; length < file.length; length++) {
      const { records, fault } = decodeAll(new FrameTableDecoder(), [file.subarray(0, length)]);
      expect(records).toStrictEqual(RECORDS.slice(0, length < starts[2]! ? 0 : 2));
      const offset = starts.findLast((start) => start <= length);
      expect(fault).toEqual(starts.includes(length) ? undefined : { code: 'TRUNCATED', offset });
    }
  });

  it.each([
    ['an empty frame', '1.5\tsent\tping\t\n'],
    ['half a frame', `1.5\tsent\tping\t${toHex(ping).slice(0, -2)}\n`],
    ['half a byte', `1.5\tsent\tping\t${toHex(ping).slice(0, -1)}\n`],
    ['half a header', '1.5\tsent\tping\tfae4\n'],
    ['invalid hex', '1.5\tsent\tping\txx\n'],
    ['more than a frame', `1.5\tsent\tping\t${toHex(ping)}00\n`],
    ['an extra column', `1.5\tsent\tping\t${toHex(ping)}\t\n`],
    ['no direction', `1.5\tup\tping\t${toHex(ping)}\n`],
    ['no time', `\tsent\tping\t${toHex(ping)}\n`],
    ['a time that is not a number', `soon\tsent\tping\t${toHex(ping)}\n`],
    ['no columns', '\n'],
  ])('returns the lines before a line with %s, then MALFORMED', (_, line) => {
    const { records, fault } = decodeAll(new FrameTableDecoder(), [text(HEADER, LINES[0]!, line, LINES[1]!)]);
    expect(records).toStrictEqual(RECORDS.slice(0, 2));
    expect(fault).toEqual({ code: 'MALFORMED', offset: HEADER.length + LINES[0]!.length });
  });

  it('refuses another header line', () => {
    expect(decodeAll(new FrameTableDecoder(), [text('us\tfrom\tbytes\n')]).fault).toEqual({
      code: 'UNKNOWN_FORMAT',
      offset: 0,
    });
  });

  it('finds the network by the magic, the one of the options first', () => {
    const networkOf = (frame: Uint8Array, custom?: Network) => {
      const { records, fault } = decodeAll(new FrameTableDecoder(custom), [
        text(HEADER, `1\treceived\tx\t${toHex(frame)}\n`),
      ]);
      return fault?.code ?? (records[0] as { network?: string }).network;
    };
    const custom = defineNetwork({ name: 'custom', magic: 0x0102_0304, defaultPort: 1 });
    const frame = encodeFrame(custom, 'x', new Uint8Array(0));
    expect(networkOf(frame, custom)).toBe('custom');
    expect(networkOf(frame)).toBe('NETWORK_UNKNOWN');
    expect(networkOf(verack, bitcoin.regtest)).toBe('lbry.regtest');
  });
});
