import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import type { CaptureError } from '../../lib/capture/captureError.js';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { gunzipped } from '../../lib/capture/files/gunzipFile.js';
import { readCaptureFile, type ReadCaptureFileOptions } from '../../lib/capture/files/readCaptureFile.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { toHex } from '../../lib/codec/hex.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { bytes } from '../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const PING = encodeFrame(network, 'ping', bytes('0102030405060708'));
const CORE = bytes('0100000000000000', '70696e670000000000000000', '08000000', '0102030405060708');
const TABLE = new TextEncoder().encode(`ms\tdirection\tcommand\tframe\n1\tsent\tping\t${toHex(PING)}\n`);
// Random bytes, which do not compress: cutting the file cuts a record.
let state = 1;
const noise = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) >>> 24;
const RECORDS = Array.from({ length: 50 }, (_, i): CaptureRecord => {
  return { kind: 'bytes', session: 1, atMs: i, direction: 'sent', bytes: Uint8Array.from({ length: 500 }, noise) };
});
const RXCAP = bytes(encodeRxcapHeader(), ...RECORDS.map(encodeRxcapRecord));

let root: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'rxpeer-gzip-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

function read(path: string, options?: ReadCaptureFileOptions): Promise<CaptureRecord[]> {
  return lastValueFrom(readCaptureFile(path, options).pipe(toArray()));
}

async function fileWith(name: string, content: Uint8Array): Promise<string> {
  await writeFile(join(root, name), content);
  return join(root, name);
}

describe('readCaptureFile of a recording compressed by gzip', () => {
  it.each([
    ['rxcap', RXCAP],
    ['table', TABLE],
    ['core', CORE],
  ])('reads %s', async (name, content) => {
    const plain = await read(await fileWith(name, content), { network });
    expect(plain.length).toBeGreaterThan(1);
    expect(await read(await fileWith(`${name}.gz`, gzipSync(content)), { network })).toStrictEqual(plain);
  });

  it.each(['loopback.pcap', 'two.pcapng'])('reads %s', async (name) => {
    const path = fileURLToPath(new URL(`../fixtures/captures/${name}`, import.meta.url));
    const plain = await read(path, { connection: 1 });
    const compressed = await fileWith(`${name}.gz`, gzipSync(await readFile(path)));
    expect(await read(compressed, { connection: 1 })).toStrictEqual(plain);
  });

  it('reads a folder of Bitcoin Core', async () => {
    const folder = join(root, 'core folder');
    await mkdir(folder);
    await writeFile(join(folder, 'msgs_recv.dat.gz'), gzipSync(CORE));
    await writeFile(join(folder, 'msgs_sent.dat'), CORE);
    const directions = (await read(folder, { network })).map((each) => each.kind === 'bytes' && each.direction);
    expect(directions).toEqual([false, 'received', 'sent']);
  });

  it('reads several members, as pigz and logrotate write them', async () => {
    const members = [RXCAP.subarray(0, 5), RXCAP.subarray(5, 700), RXCAP.subarray(700)].map((part) => gzipSync(part));
    expect(await read(await fileWith('members', bytes(...members)))).toStrictEqual(RECORDS);
  });

  it('ignores other bytes after the last member', async () => {
    const path = await fileWith('more', bytes(gzipSync(RXCAP), new Uint8Array(100_000)));
    expect(await read(path)).toStrictEqual(RECORDS);
  });

  it('does not decompress a file of Bitcoin Core whose first time has the bytes of the gzip magic', async () => {
    const path = await fileWith('time', bytes('1f8b080000000000', CORE.subarray(8)));
    expect(await read(path, { network })).toMatchObject([
      { kind: 'opened', atMs: 0x08_8b1f / 1000 },
      { kind: 'bytes' },
    ]);
  });

  it('returns the complete records, then TRUNCATED, if it is cut at any byte', async () => {
    const compressed = gzipSync(RXCAP);
    const counts = new Set<number>();
    for (let length = compressed.length - 1; length > 30; length -= length > 1000 ? 499 : 37) {
      const path = await fileWith('cut', compressed.subarray(0, length));
      const faults: CaptureError[] = [];
      const records = await read(path, { onFault: (fault) => faults.push(fault) });
      expect(records).toStrictEqual(RECORDS.slice(0, records.length));
      // Compression has not changed the length of a record, so the number of records is proportional to the length.
      expect(records.length).toBeGreaterThanOrEqual(Math.floor((length * 50) / compressed.length) - 2);
      expect(faults).toMatchObject([{ code: 'TRUNCATED' }]);
      counts.add(records.length);
    }
    expect(counts.size).toBeGreaterThan(10);
    await expect(read(join(root, 'cut'))).rejects.toMatchObject({ name: 'CaptureError', code: 'TRUNCATED' });
  });

  it('returns the complete records, then MALFORMED, if it is damaged', async () => {
    const compressed = gzipSync(RXCAP);
    const path = await fileWith('damaged', compressed.with(compressed.length - 8, compressed.at(-8)! ^ 1));
    const faults: CaptureError[] = [];
    const records = await read(path, { onFault: (fault) => faults.push(fault) });
    // The 16 KiB before the damage are lost.
    expect(records).toStrictEqual(RECORDS.slice(0, records.length));
    expect(records.length).toBeGreaterThanOrEqual(50 - Math.ceil((16 * 1024) / 500));
    expect(faults).toMatchObject([{ code: 'MALFORMED', message: expect.stringContaining('compressed data') }]);
  });

  it('returns the records of complete packets, then TRUNCATED, if a pcap is cut', async () => {
    const whole = await readFile(fileURLToPath(new URL('../fixtures/captures/loopback.pcap', import.meta.url)));
    const compressed = gzipSync(whole);
    const path = await fileWith('cut.pcap.gz', compressed.subarray(0, -20));
    const faults: CaptureError[] = [];
    const records = await read(path, { onFault: (fault) => faults.push(fault) });
    expect(records.length).toBeGreaterThan(5);
    expect(faults).toMatchObject([{ code: 'TRUNCATED' }]);
  });

  it('reads the other file of Bitcoin Core to its end if one is cut', async () => {
    const folder = join(root, 'cut core');
    await mkdir(folder);
    await writeFile(join(folder, 'msgs_recv.dat'), gzipSync(bytes(CORE, CORE)).subarray(0, -12));
    await copyFile(await fileWith('sent', bytes(CORE, CORE, CORE)), join(folder, 'msgs_sent.dat'));
    const faults: CaptureError[] = [];
    const records = await read(folder, { network, onFault: (fault) => faults.push(fault) });
    expect(records.filter((each) => each.kind === 'bytes' && each.direction === 'sent')).toHaveLength(3);
    expect(faults.map(({ code }) => code)).toContain('TRUNCATED');
  });

  it('decompresses a gzip bomb in small chunks, not at once', async () => {
    // 200 MB of zeros in 200 kB.
    const bomb = gzipSync(new Uint8Array(200_000_000));
    let largest = 0;
    let total = 0;
    let fromFirstHalf = 0;
    async function* source() {
      yield await Promise.resolve(bomb.subarray(0, 100_000));
      // The bytes decompressed from the first half.
      fromFirstHalf = total;
      yield bomb.subarray(100_000);
    }
    for await (const chunk of gunzipped(source())) {
      largest = Math.max(largest, chunk.length);
      total += chunk.length;
      if (total > 150_000_000) break;
    }
    expect(largest).toBeLessThanOrEqual(64 * 1024);
    expect(fromFirstHalf).toBeGreaterThan(90_000_000);
    const path = await fileWith('bomb', bytes(gzipSync(bytes(encodeRxcapHeader())), bomb));
    await expect(read(path)).rejects.toMatchObject({ code: 'MALFORMED' });
  });
});
