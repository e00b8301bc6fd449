import { copyFile, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { from, lastValueFrom, take, toArray } from 'rxjs';
import { CaptureFrameDecoder } from '../../../lib/capture/captureFrameDecoder.js';
import type { CaptureError } from '../../../lib/capture/captureError.js';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';
import { readCaptureFile, type ReadCaptureFileOptions } from '../../../lib/capture/files/readCaptureFile.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { lbry } from '../../../lib/networks/lbry.js';
import { sharedBytes, sharedPath } from '../../digests/sharedFiles.js';
import { bytesOn } from '../../helpers/capture/sessions.js';
import { bytes } from '../../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const fixtures = fileURLToPath(new URL('../../fixtures/captures/', import.meta.url));
const RECORDS = Array.from({ length: 300 }, (_, i): CaptureRecord => {
  return { kind: 'bytes', session: 1, atMs: i, direction: 'sent', bytes: new Uint8Array(1000).fill(i) };
});
const RXCAP = bytes(encodeRxcapHeader(), ...RECORDS.map(encodeRxcapRecord));
const RECORD_BYTES = (RXCAP.length - 12) / RECORDS.length;

let root: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'rxpeer-capture-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

async function read(path: string, options?: ReadCaptureFileOptions): Promise<CaptureRecord[]> {
  const records: CaptureRecord[] = [];
  for await (const record of readCaptureFile(path, options)) records.push(record);
  return records;
}

async function fileWith(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(root, name);
  await writeFile(path, content);
  return path;
}

/** The open file descriptors of the process (Linux; empty elsewhere). */
const openFiles = async (): Promise<string[]> => (await readdir('/proc/self/fd').catch(() => [])).sort();

describe('readCaptureFile', () => {
  it('reads a file of several chunks for each iteration, and reports the progress', async () => {
    const path = await fileWith('large', RXCAP);
    const progress: number[] = [];
    const record$ = readCaptureFile(path, {
      onProgress({ readBytes, totalBytes }) {
        expect(totalBytes).toBe(RXCAP.length);
        progress.push(readBytes);
      },
    });
    for (let i = 0; i < 2; i++) {
      const records: CaptureRecord[] = [];
      for await (const record of record$) records.push(record);
      expect(records).toStrictEqual(RECORDS);
      expect(progress.splice(0)).toEqual([65_536, 131_072, 196_608, 262_144, RXCAP.length]);
    }
  });

  it('is an Observable that reads again for each subscriber, and closes the file when unsubscribed', async () => {
    const record$ = readCaptureFile(await fileWith('large', RXCAP));
    expect(await lastValueFrom(record$.pipe(toArray()))).toStrictEqual(RECORDS);
    expect(await lastValueFrom(from(record$))).toStrictEqual(RECORDS.at(-1));
    const before = await openFiles();
    expect(await lastValueFrom(record$.pipe(take(3)))).toStrictEqual(RECORDS[2]);
    for (let i = 0; i < 1000 && (await openFiles()).length > before.length; i++) await new Promise(setImmediate);
    expect(await openFiles()).toEqual(before);
    await expect(lastValueFrom(readCaptureFile(join(root, 'missing')))).rejects.toMatchObject({ code: 'FILE_FAILED' });
  });

  it('closes the file if the iteration ends early', async () => {
    const before = await openFiles();
    const path = await fileWith('large', RXCAP);
    for await (const { atMs } of readCaptureFile(path)) if (atMs === 100) break;
    const folder = join(fixtures, 'loopback.pcap');
    for await (const { kind } of readCaptureFile(folder)) if (kind === 'bytes') break;
    if (sharedPath('captures') !== undefined) {
      for (const name of ['messages/relay-v1', 'raw/v1-client-bloom']) {
        for await (const { kind } of readCaptureFile(sharedPath(`captures/${name}`)!, { network }))
          if (kind === 'bytes') break;
      }
    }
    // Files are closed asynchronously.
    for (let i = 0; i < 1000 && (await openFiles()).length > before.length; i++) await new Promise(setImmediate);
    expect(await openFiles()).toEqual(before);
  });

  it.each([
    ['cut', RXCAP.subarray(0, -1), 299, { code: 'TRUNCATED', offset: 12 + 299 * RECORD_BYTES }],
    ['damaged', RXCAP.with(12 + 7 * RECORD_BYTES + 500, 99), 7, { code: 'MALFORMED', offset: 12 + 7 * RECORD_BYTES }],
    ['empty', new Uint8Array(0), 0, { code: 'TRUNCATED', offset: 0 }],
    ['a part of the header', RXCAP.subarray(0, 5), 0, { code: 'TRUNCATED', offset: 0 }],
  ])('%s: returns the records before the fault', async (name, content, count, fault) => {
    const path = await fileWith(name, content);
    const faults: CaptureError[] = [];
    const records = await read(path, { onFault: (error) => faults.push(error) });
    expect(records).toStrictEqual(RECORDS.slice(0, count));
    expect(faults).toMatchObject([fault]);
    const seen: CaptureRecord[] = [];
    const reading = (async () => {
      for await (const record of readCaptureFile(path)) seen.push(record);
    })();
    await expect(reading).rejects.toMatchObject({ name: 'CaptureError', ...fault });
    expect(seen).toHaveLength(count);
  });

  it('recognises pcap by its content, and counts its bytes twice', async () => {
    const path = join(root, 'session');
    await copyFile(join(fixtures, 'loopback.pcap'), path);
    const progress: unknown[] = [];
    const records = await read(path, { onProgress: (each) => progress.push(each) });
    expect([bytesOn(records, 'sent').length, bytesOn(records, 'received').length]).toEqual([382, 1203]);
    expect(progress).toEqual([1, 2].map((times) => ({ readBytes: times * 3593, totalBytes: 2 * 3593 })));
    expect(
      bytesOn(await read(join(fixtures, 'two.pcapng'), { port: 32_893, view: 'listener' }), 'received'),
    ).toHaveLength(382);
    await expect(read(join(fixtures, 'two.pcapng'))).rejects.toMatchObject({ code: 'AMBIGUOUS' });
    const faults: string[] = [];
    expect(await read(join(fixtures, 'snapped.pcap'), { onFault: ({ code }) => faults.push(code) })).toEqual([]);
    expect(faults).toEqual(['BYTES_CUT']);
  });

  it('errors for unknown content and missing files, with and without onFault', async () => {
    const text = await fileWith('text.rxcap', 'ms\tdirection\n0\tsent\n and more text');
    const empty = join(root, 'empty folder');
    await mkdir(empty);
    for (const options of [{}, { onFault: () => undefined }]) {
      await expect(read(text, options)).rejects.toMatchObject({ code: 'UNKNOWN_FORMAT', offset: 0 });
      await expect(read(empty, options)).rejects.toMatchObject({ code: 'UNKNOWN_FORMAT' });
      await expect(read(join(root, 'missing'), options)).rejects.toMatchObject({
        code: 'FILE_FAILED',
        cause: { code: 'ENOENT' },
      });
    }
  });
});

const captures = sharedPath('captures');
const describeShared = captures === undefined ? describe.skip : describe;

/** The sessions of a recording with their networks and directions, and the number of frames of each direction. */
async function contentOf(name: string, options?: ReadCaptureFileOptions) {
  const records = await read(join(captures!, name), options);
  const faults: string[] = [];
  const frames = new CaptureFrameDecoder({ onFault: ({ code }) => faults.push(code) });
  const decoded = records.flatMap((record) => frames.push(record));
  frames.end();
  const sessions = records.flatMap((record) =>
    record.kind === 'opened' ? [`${record.network} ${record.direction}`] : [],
  );
  const on = (direction: string) => decoded.filter((frame) => frame.direction === direction).length;
  return { sessions, received: on('received'), sent: on('sent'), faults };
}

describeShared('the shared captures (skipped without ../shared/captures)', () => {
  const [inbound, outbound] = ['bitcoin.regtest inbound', 'bitcoin.regtest outbound'];

  it.each([
    ['messages/client-announces', [inbound], 42, 42],
    ['messages/client-getaddr-addrv2', [inbound], 12, 16],
    ['messages/client-modern', [inbound], 53, 82],
    ['messages/client-old-70012', [inbound], 5, 7],
    ['messages/relay-v1', [outbound, outbound], 384, 106],
    ['messages/relay-v1/msgs_recv.dat', [inbound, inbound], 384, 0],
    ['messages/relay-v1/msgs_sent.dat', [outbound, outbound], 0, 106],
    ['raw/v1-client-dials', [outbound], 12, 10],
    ['raw/v1-client-bloom', [outbound], 68, 38],
    ['lbry/client-to-node.tsv', ['lbry.regtest outbound'], 22, 18],
    ['lbry/one-of-each.tsv', ['lbry.regtest outbound'], 3, 30],
  ])('%s', async (name, sessions, received, sent) => {
    expect(await contentOf(name, { network })).toEqual({ sessions, received, sent, faults: [] });
  });

  it('contain 749 Bitcoin messages, and no pong before its ping', async () => {
    let count = 0;
    let answers = 0;
    for (const name of await readdir(join(captures!, 'messages'))) {
      const records = await read(join(captures!, 'messages', name), { network });
      const times = records.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const frames = new CaptureFrameDecoder();
      const decoded = records.flatMap((record) => frames.push(record));
      count += decoded.length;
      const pongs = decoded.flatMap(({ command, direction, payload }, i) =>
        command === 'pong' ? [{ direction, payload, i }] : [],
      );
      for (const { direction, payload, i } of pongs) {
        const isAsked = ({ command, ...ping }: (typeof decoded)[number]) =>
          command === 'ping' && ping.direction !== direction && Buffer.compare(ping.payload, payload) === 0;
        // The test client also sends pongs without a ping.
        expect(decoded.findIndex(isAsked)).toBeLessThan(i);
        answers += decoded.some(isAsked) ? 1 : 0;
      }
    }
    expect(answers).toBeGreaterThan(10);
    expect(count).toBe(749);
  });

  it('require the network option if the file does not name it', async () => {
    await expect(contentOf('messages/relay-v1')).rejects.toMatchObject({ code: 'NETWORK_UNKNOWN' });
  });

  it.each(['v1-client-bloom', 'v1-client-dials'])('raw/%s: all bytes, and closed', async (name) => {
    const records = await read(join(captures!, 'raw', name));
    expect(Buffer.compare(bytesOn(records, 'sent'), sharedBytes(`captures/raw/${name}/dialer.bin`))).toBe(0);
    expect(Buffer.compare(bytesOn(records, 'received'), sharedBytes(`captures/raw/${name}/listener.bin`))).toBe(0);
    expect(records.at(-1)).toMatchObject({ kind: 'closed', by: 'local' });
  });

  it('damaged raw sessions: the records before the fault', async () => {
    const folder = join(root, 'raw');
    const damagedBy = async (change: () => Promise<unknown>) => {
      await rm(folder, { recursive: true, force: true });
      await cp(join(captures!, 'raw/v1-client-dials'), folder, { recursive: true });
      for (const name of await readdir(folder))
        await rm(join(folder, name)).then(() =>
          copyFile(join(captures!, 'raw/v1-client-dials', name), join(folder, name)),
        );
      await change();
      const faults: CaptureError[] = [];
      const records = await read(folder, { onFault: (error) => faults.push(error) });
      return [records.length, ...faults.map(({ code, offset }) => `${code} ${offset ?? ''}`)];
    };
    const chunks = new TextDecoder().decode(sharedBytes('captures/raw/v1-client-dials/chunks.tsv'));
    const change = (name: string, content: string | Uint8Array) => () =>
      rm(join(folder, name)).then(() => writeFile(join(folder, name), content));
    expect(
      await damagedBy(change('dialer.bin', sharedBytes('captures/raw/v1-client-dials/dialer.bin').subarray(0, 130))),
    ).toEqual([3, 'TRUNCATED 126']);
    expect(await damagedBy(change('chunks.tsv', chunks.slice(0, 70)))).toEqual([2, 'TRUNCATED 42']);
    expect(await damagedBy(change('chunks.tsv', chunks.replace('\tlistener\t', '\tsomebody\t')))).toEqual([
      2,
      'MALFORMED 42',
    ]);
    expect(await damagedBy(change('session.json', '{}'))).toEqual([0, 'MALFORMED ']);
    await expect(
      damagedBy(change('session.json', '{"magic": "00000000", "recordedSide": "dialer"}')),
    ).rejects.toMatchObject({ code: 'NETWORK_UNKNOWN' });
  });

  it('tables: the network of the magic, not another one of the options', async () => {
    expect((await contentOf('lbry/client-to-node.tsv', { network: lbry.mainnet })).sessions).toEqual([
      'lbry.regtest outbound',
    ]);
  });
});
