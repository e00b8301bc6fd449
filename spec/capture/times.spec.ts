import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toHex } from '../../lib/codec/hex.js';
import { CoreMessageDecoder } from '../../lib/capture/formats/core/coreMessageDecoder.js';
import { FrameTableDecoder } from '../../lib/capture/formats/table/frameTable.js';
import { fromPcap } from '../../lib/capture/formats/pcap/fromPcap.js';
import { readCaptureFile } from '../../lib/capture/files/readCaptureFile.js';
import { RxcapDecoder } from '../../lib/capture/formats/rxcap/rxcapDecoder.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { captureFaultOf, decodeAll } from '../helpers/capture/decoding.js';
import { ipPacket, onLink, pcapngFile } from '../helpers/capture/packets.js';
import { collect } from '../helpers/capture/sessions.js';
import { bytes } from '../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const PING = encodeFrame(network, 'ping', bytes('0102030405060708'));

let root: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'rxpeer-times-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

// ECMA-262: a Date holds at most 8.64e15 ms before or after the epoch.
const VALID = [8.64e15, -8.64e15];
const INVALID = [8.64e15 + 1, -8.64e15 - 1, 2 ** 53 - 1, 1e300];

describe('the first and last time that a Date can hold', () => {
  it.each(VALID)('.rxcap: %p', (atMs) => {
    const record = { kind: 'bytes', session: 1, atMs, direction: 'sent', bytes: PING } as const;
    const file = bytes(encodeRxcapHeader(), encodeRxcapRecord(record));
    expect(decodeAll(new RxcapDecoder(), [file])).toEqual({ records: [record] });
  });

  it.each(VALID)('a table: %p', (atMs) => {
    const file = new TextEncoder().encode(`ms\tdirection\tcommand\tframe\n${atMs}\tsent\tping\t${toHex(PING)}\n`);
    expect(decodeAll(new FrameTableDecoder(), [file]).records).toMatchObject([{ atMs }, { atMs }]);
  });

  // The largest i64 of microseconds is 9.2e15 ms.
  it.each([8_640_000_000_000_000_000n])('a file of Bitcoin Core: %p us', (atUs) => {
    const decoder = new CoreMessageDecoder(network, 'sent');
    decoder.push(coreRecord(atUs));
    expect(decoder.next()).toMatchObject({ atMs: 8.64e15 });
  });
});

describe('a time that no Date can hold is MALFORMED, with the offset of its record', () => {
  it.each(INVALID)('.rxcap: %p', (atMs) => {
    const [first, second] = [1, atMs].map((each) =>
      encodeRxcapRecord({ kind: 'bytes', session: 1, atMs: each, direction: 'sent', bytes: PING }),
    );
    const { fault, records } = decodeAll(new RxcapDecoder(), [bytes(encodeRxcapHeader(), first!, second!)]);
    expect([records.length, fault]).toEqual([1, { code: 'MALFORMED', offset: 12 + first!.length }]);
  });

  it.each(INVALID)('a table: %p', (atMs) => {
    const line = `1\tsent\tping\t${toHex(PING)}\n`;
    const text = `ms\tdirection\tcommand\tframe\n${line}${atMs}\tsent\tping\t${toHex(PING)}\n`;
    const { fault, records } = decodeAll(new FrameTableDecoder(), [new TextEncoder().encode(text)]);
    expect([records.length, fault]).toEqual([2, { code: 'MALFORMED', offset: 27 + line.length }]);
  });

  it.each([8_640_000_000_001_000_000n, 2n ** 63n - 1n])('a file of Bitcoin Core: %p us', (atUs) => {
    const decoder = new CoreMessageDecoder(network, 'sent');
    decoder.push(bytes(coreRecord(1n), coreRecord(atUs)));
    expect(decoder.next()).toMatchObject({ atMs: 0.001 });
    expect(captureFaultOf(() => decoder.next())).toEqual({ code: 'MALFORMED', offset: 32 });
  });

  it.each([
    ['if_tsresol of whole seconds', { resolution: 0 }, 9_000_000_000_000],
    ['if_tsresol of 2^0', { resolution: 0x80 }, 9_000_000_000_000],
    ['if_tsoffset', { offset: 9_000_000_000_000n }, 1],
    ['if_tsoffset before the epoch', { offset: -9_000_000_000_000n }, 1],
    ['the largest if_tsoffset', { offset: 2n ** 63n - 1n }, 1],
    ['the least if_tsoffset', { offset: -(2n ** 63n) }, 1],
  ])('pcapng: %s', (_, { resolution = 0, offset = 0n }: { resolution?: number; offset?: bigint }, ticks) => {
    const packet = onLink(1, ipPacket({ from: 'dialler', sequence: 1, payload: PING }));
    const file = pcapngFile([{ bytes: packet, atMs: 1000 }], { resolution });
    const view = new DataView(file.buffer, file.byteOffset);
    // The interface block is at 28, its if_tsoffset at 28 + 28; the packet block, after a block of an unknown type, at 92.
    view.setBigInt64(28 + 28, offset, true);
    view.setUint32(92 + 12, Math.floor(ticks / 2 ** 32), true);
    view.setUint32(92 + 16, ticks % 2 ** 32, true);
    expect(view.getUint32(92, true)).toBe(6);
    expect(collect(fromPcap(file))).toEqual({ records: [], fault: { code: 'MALFORMED', offset: 92 } });
  });

  it('a raw session', async () => {
    const files = {
      'session.json': '{"magic": "fabfb5da", "recordedSide": "dialer"}',
      'dialer.bin': PING,
      'listener.bin': '',
      'chunks.tsv': `us\tfrom\tbytes\n8640000000000001000\tdialer\t${PING.length}\n`,
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
    const reading = readCaptureFile(root)[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toMatchObject({ code: 'MALFORMED', offset: 14 });
    await writeFile(join(root, 'session.json'), `{${' '.repeat(1024 * 1024)}}`);
    await expect(readCaptureFile(root)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('1048576'),
    });
  });
});

function coreRecord(atUs: bigint): Uint8Array {
  const record = bytes('0000000000000000', '70696e670000000000000000', '08000000', '0102030405060708');
  new DataView(record.buffer).setBigInt64(0, atUs, true);
  return record;
}
