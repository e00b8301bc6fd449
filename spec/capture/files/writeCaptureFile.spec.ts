import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { concat, EMPTY, from, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';
import { readCaptureFile, type ReadCaptureFileOptions } from '../../../lib/capture/files/readCaptureFile.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { writeCaptureFile } from '../../../lib/capture/files/writeCaptureFile.js';
import { encodeFrame } from '../../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { bytes } from '../../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const ping = encodeFrame(network, 'ping', bytes('0102030405060708'));
const SESSION: CaptureRecord[] = [
  {
    kind: 'opened',
    session: 1,
    atMs: 1000.5,
    network: 'bitcoin.regtest',
    direction: 'outbound',
    address: '[::1]:18444',
  },
  { kind: 'bytes', session: 1, atMs: 1001, direction: 'sent', bytes: ping.subarray(0, 20) },
  { kind: 'bytes', session: 1, atMs: 1002, direction: 'sent', bytes: ping.subarray(20) },
  { kind: 'bytes', session: 1, atMs: 1003, direction: 'received', bytes: encodeFrame(network, 'verack', bytes()) },
  { kind: 'closed', session: 1, atMs: 1004, by: 'remote' },
];
const ENCODED = bytes(encodeRxcapHeader(1), ...SESSION.map(encodeRxcapRecord));
const inSession = (session: number): CaptureRecord[] => SESSION.map((record) => ({ ...record, session }));

let root: string;
let path: string;
let count = 0;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'rxpeer-capture-'))));
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(() => {
  path = join(root, `${++count}.rxcap`);
});

async function read(file = path, options?: ReadCaptureFileOptions): Promise<CaptureRecord[]> {
  const records: CaptureRecord[] = [];
  for await (const record of readCaptureFile(file, options)) records.push(record);
  return records;
}

/** The open file descriptors of the process (Linux; empty elsewhere). */
const openFiles = async (): Promise<string[]> => (await readdir('/proc/self/fd').catch(() => [])).sort();

describe('writeCaptureFile', () => {
  it('writes and counts the records of the source', async () => {
    const written = await writeCaptureFile(path, from(SESSION));
    expect(written).toEqual({ records: 5, bytes: ENCODED.length, discardedBytes: 0 });
    expect(Uint8Array.from(await readFile(path))).toStrictEqual(ENCODED);
    expect(await read()).toStrictEqual(SESSION);
  });

  it('writes only the header if the source is empty', async () => {
    expect(await writeCaptureFile(path, EMPTY)).toEqual({ records: 0, bytes: 12, discardedBytes: 0 });
    expect(await read()).toEqual([]);
  });

  it('subscribes at the call, and writes each record at once', async () => {
    const record$ = new Subject<CaptureRecord>();
    const written = writeCaptureFile(path, record$);
    expect(record$.observed).toBe(true);
    let length = 12;
    for (const record of SESSION) {
      record$.next(record);
      length += encodeRxcapRecord(record).length;
      while ((await stat(path).catch(() => ({ size: 0 }))).size < length) await new Promise(setImmediate);
    }
    expect(Uint8Array.from(await readFile(path))).toStrictEqual(ENCODED);
    record$.complete();
    expect(await written).toMatchObject({ records: 5 });
  });

  it('overwrites a file only with overwrite', async () => {
    await writeCaptureFile(path, from(SESSION));
    const record$ = new Subject<CaptureRecord>();
    await expect(writeCaptureFile(path, record$)).rejects.toMatchObject({ name: 'CaptureError', code: 'FILE_EXISTS' });
    expect(record$.observed).toBe(false);
    expect(await read()).toHaveLength(5);
    await writeCaptureFile(path, of(SESSION[0]!), { overwrite: true });
    expect(await read()).toStrictEqual(SESSION.slice(0, 1));
  });

  it('creates files and folders that only their owner may read, with any umask', async () => {
    const umask = process.umask(0);
    try {
      await writeCaptureFile(path, from(SESSION));
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const folder = `${path}.core`;
      await writeCaptureFile(folder, from(SESSION), { format: 'core' });
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });

  it('follows a symbolic link only with overwrite', async () => {
    const victim = join(root, `victim ${count}`);
    await symlink(victim, path);
    await expect(writeCaptureFile(path, from(SESSION))).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    await writeFile(victim, 'content');
    await expect(writeCaptureFile(path, from(SESSION))).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(await readFile(victim, 'utf8')).toBe('content');
    await writeCaptureFile(path, from(SESSION), { overwrite: true });
    expect(Uint8Array.from(await readFile(victim))).toStrictEqual(ENCODED);
  });

  it.each([false, true])('writes to an existing device and named pipe, overwrite %p', async (overwrite) => {
    expect(await writeCaptureFile('/dev/null', from(SESSION), { overwrite })).toMatchObject({ records: 5 });
    const pipe = `${path}.pipe`;
    execFileSync('mkfifo', [pipe]);
    const [records] = await Promise.all([read(pipe), writeCaptureFile(pipe, from(SESSION), { overwrite })]);
    expect(records).toStrictEqual(SESSION);
  });

  it('writes version 1 until a session by transport v2 is recorded, then version 2', async () => {
    const versionOf = async (): Promise<number> => (await readFile(path)).readUInt32LE(8);
    const v2 = { ...SESSION[0]!, transport: 'v2', sessionId: '0a'.repeat(32) } as CaptureRecord;
    await writeCaptureFile(path, from(SESSION));
    expect(await versionOf()).toBe(1);
    await writeCaptureFile(path, of(v2), { append: true });
    expect(await versionOf()).toBe(2);
    await writeCaptureFile(path, from(SESSION), { append: true });
    expect(await versionOf()).toBe(2);
    expect(await read()).toStrictEqual([...inSession(1), { ...v2, session: 2 }, ...inSession(3)]);
    await writeCaptureFile(path, from([...SESSION, v2]), { overwrite: true });
    expect(await read()).toStrictEqual([...SESSION, v2]);
    expect(await versionOf()).toBe(2);
  });

  it('writes sessions by transport v2 to a pipe', async () => {
    const v2 = { ...SESSION[0]!, transport: 'v2', sessionId: '0a'.repeat(32) } as CaptureRecord;
    const pipe = `${path}.pipe`;
    execFileSync('mkfifo', [pipe]);
    const [records] = await Promise.all([read(pipe), writeCaptureFile(pipe, from([...SESSION, v2]))]);
    expect(records).toStrictEqual([...SESSION, v2]);
  });

  it('appends only to regular files that are not compressed', async () => {
    await expect(writeCaptureFile('/dev/null', from(SESSION), { append: true })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
    const compressed = gzipSync(ENCODED);
    await writeFile(path, compressed);
    await expect(writeCaptureFile(path, from(SESSION), { append: true })).rejects.toMatchObject({
      code: 'UNKNOWN_FORMAT',
    });
    expect(await readFile(path)).toStrictEqual(compressed);
  });

  it('appends to a file, and continues its session numbers', async () => {
    for (const session of [1, 2, 3]) {
      const { bytes: written } = await writeCaptureFile(path, from(SESSION), { append: true });
      expect(written).toBe(session === 1 ? ENCODED.length : ENCODED.length - 12);
    }
    expect(await read()).toStrictEqual([1, 2, 3].flatMap(inSession));
  });

  it('cuts off an incomplete last record before it appends, for a cut at any byte', async () => {
    for (let length = 0; length < ENCODED.length; length += length < 30 ? 1 : 5) {
      await writeFile(path, ENCODED.subarray(0, length));
      const { discardedBytes } = await writeCaptureFile(path, from(SESSION), { append: true });
      let [whole, records] = [12, 0];
      while (whole + encodeRxcapRecord(SESSION[records]!).length <= length)
        whole += encodeRxcapRecord(SESSION[records++]!).length;
      if (length < 12) whole = 0;
      expect(discardedBytes).toBe(length - whole);
      expect(await read()).toStrictEqual([...SESSION.slice(0, records), ...inSession(records > 0 ? 2 : 1)]);
    }
  });

  it.each([
    ['is damaged', ENCODED.with(30, 0), 'MALFORMED'],
    ['has another format', bytes('0102030405060708090a0b0c0d'), 'UNKNOWN_FORMAT'],
    ['is short and has another format', bytes('0102'), 'UNKNOWN_FORMAT'],
  ])('does not append to a file that %s, and does not change it', async (_, content, code) => {
    await writeFile(path, content);
    await expect(writeCaptureFile(path, from(SESSION), { append: true })).rejects.toMatchObject({ code });
    expect(Uint8Array.from(await readFile(path))).toStrictEqual(content);
  });

  it('writes the records before an error of the source, then rejects with it', async () => {
    const reason = new Error('source failed');
    const record$ = concat(
      from(SESSION),
      throwError(() => reason),
    );
    await expect(writeCaptureFile(path, record$)).rejects.toBe(reason);
    expect(await read()).toStrictEqual(SESSION);
  });

  it('writes the records before an invalid one, unsubscribes, and rejects', async () => {
    const before = await openFiles();
    const wrong = { ...SESSION[1], direction: 'up' } as unknown as CaptureRecord;
    let isSubscribed = true;
    const record$ = new Observable<CaptureRecord>((subscriber) => {
      for (const record of [...SESSION, wrong]) subscriber.next(record);
      return () => (isSubscribed = false);
    });
    await expect(writeCaptureFile(path, record$)).rejects.toMatchObject({ code: 'INVALID_RECORD' });
    expect(isSubscribed).toBe(false);
    expect(await read()).toStrictEqual(SESSION);
    expect(await openFiles()).toEqual(before);
  });

  it('writes the queued records and rejects with QUEUE_FULL if more than maxQueuedBytes are queued', async () => {
    const large: CaptureRecord = { kind: 'bytes', session: 1, atMs: 1, direction: 'sent', bytes: new Uint8Array(1000) };
    let emitted = 0;
    let isSubscribed = true;
    const record$ = new Observable<CaptureRecord>((subscriber) => {
      for (; emitted < 100 && !subscriber.closed; emitted++) subscriber.next(large);
      return () => (isSubscribed = false);
    });
    await expect(writeCaptureFile(path, record$, { maxQueuedBytes: 5500 })).rejects.toMatchObject({
      code: 'QUEUE_FULL',
    });
    expect(isSubscribed).toBe(false);
    // Five records count 1,100 bytes each. The source emits on although it is unsubscribed; those records are ignored.
    expect(await read()).toHaveLength(5);
    await writeCaptureFile(path, of(large), { overwrite: true, maxQueuedBytes: 1 });
    expect(await read()).toHaveLength(1);
  });

  it('rejects with the error of the operating system as its cause', async () => {
    const file = join(root, 'no such folder', 'a.rxcap');
    const failure = { code: 'FILE_FAILED', cause: { code: 'ENOENT' } };
    await expect(writeCaptureFile(file, from(SESSION))).rejects.toMatchObject(failure);
    await expect(writeCaptureFile(file, NEVER, { append: true })).rejects.toMatchObject(failure);
    await expect(writeCaptureFile(root, NEVER, { append: true })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it.each([
    [{ append: true, overwrite: true }, 'append'],
    [{ maxQueuedBytes: 0 }, 'maxQueuedBytes'],
    [{ format: 'pcap' as 'core' }, 'format'],
    [{ format: 'core', append: true }, 'append'],
  ] as const)('refuses the options %j', async (options, name) => {
    const record$ = new Subject<CaptureRecord>();
    const written = writeCaptureFile(path, record$, options);
    await expect(written).rejects.toMatchObject({ code: 'INVALID_OPTION', path: name });
    expect(record$.observed).toBe(false);
  });
});

describe("writeCaptureFile in Bitcoin Core's format", () => {
  it('writes the two files of a node, which readCaptureFile reads', async () => {
    const folder = join(root, 'core', 'peer');
    const [, ping1, ping2, verack] = SESSION;
    const written = await writeCaptureFile(folder, from(SESSION), { format: 'core' });
    expect(written).toEqual({ records: 5, bytes: 24 + 8 + 24, discardedBytes: 0 });
    expect((await readdir(folder)).sort()).toEqual(['msgs_recv.dat', 'msgs_sent.dat']);
    expect(await read(folder, { network, address: '[::1]:18444' })).toStrictEqual([
      { ...SESSION[0], atMs: 1002 },
      { ...ping1, atMs: ping2!.atMs, bytes: ping },
      verack,
    ]);
    await expect(writeCaptureFile(folder, from(SESSION), { format: 'core' })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    await writeCaptureFile(folder, EMPTY, { format: 'core', overwrite: true });
    expect(await read(folder, { network })).toEqual([]);
  });

  it('reports an unfinished frame, and rejects if two sessions are open', async () => {
    const faults: string[] = [];
    const onFault = ({ code }: { code: string }): unknown => faults.push(code);
    await writeCaptureFile(join(root, 'faults'), from(SESSION.slice(0, 2)), { format: 'core', onFault });
    expect(faults).toEqual(['TRUNCATED']);
    const both = [SESSION[0]!, { ...SESSION[0]!, session: 2 }, SESSION[3]!];
    const written = writeCaptureFile(join(root, 'both'), from(both), { format: 'core' });
    await expect(written).rejects.toMatchObject({ code: 'INVALID_RECORD' });
  });
});
