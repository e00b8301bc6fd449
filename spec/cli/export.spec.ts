import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
// A dependency of hyparquet-writer.
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { from, NEVER, Subject } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { PcapEncoder } from '../../lib/capture/formats/pcap/pcapEncoder.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { BatchedOutput } from '../../lib/cli/batchedOutput.js';
import { main } from '../../lib/cli/main.js';
import { writeCaptureFile } from '../../lib/node.js';
import { activeSession } from '../capture/sessions.js';
import { nextTurn } from '../helpers/peer/nextTurn.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { bytes } from '../helpers/wire/bytes.js';

let dir: string;
let records: CaptureRecord[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rxpeer-export-'));
  const { peer, records: recorded } = activeSession();
  peer.close();
  records = recorded;
  await writeCaptureFile(join(dir, 'in.rxcap'), from(records));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

const run = (line: string) => runProgram(line.split(' ').map((word) => word.replace('DIR', dir)));
const written = async (): Promise<Uint8Array> => Uint8Array.from(await readFile(join(dir, 'out')));

function pcapOf(exported: readonly CaptureRecord[]): Uint8Array {
  const encoder = new PcapEncoder();
  return bytes(encoder.header(), ...exported.flatMap((record) => encoder.push(record)));
}

describe('rxpeer export', () => {
  it('writes the recording as a pcap that only its owner may read, and which replay reads to the same messages', async () => {
    const { code, err, out } = await run('export DIR/in.rxcap --pcap DIR/out');
    expect({ code, out }).toEqual({ code: 0, out: [] });
    expect(err).toMatch(/^rxpeer: wrote \d+ packets of 1 connection to .*out\n$/);
    expect(await written()).toStrictEqual(pcapOf(records));
    expect((await stat(join(dir, 'out'))).mode & 0o777).toBe(0o600);
    const print = async (file: string) => (await run(`replay DIR/${file} --speed max --sent --json`)).out;
    const shown = (lines: string[]) =>
      lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .map(({ command, direction }) => ({ command, direction }));
    const original = shown(await print('in.rxcap'));
    expect(original.length).toBeGreaterThan(20);
    expect(shown(await print('out'))).toEqual(original);
  });

  it('writes to standard output', async () => {
    const chunks: Uint8Array[] = [];
    const stdout = new PassThrough();
    stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    const stderr = new PassThrough();
    stderr.resume();
    const argv = ['export', join(dir, 'in.rxcap'), '--pcap', '-'];
    expect(await main(argv, { stdout, stderr, env: {}, stop$: NEVER })).toBe(0);
    await nextTurn();
    expect(bytes(...chunks)).toStrictEqual(pcapOf(records));
  });

  it('refuses an existing file without --overwrite, and writes none if the recording cannot be read', async () => {
    await writeFile(join(dir, 'out'), 'precious');
    const refused = await run('export DIR/in.rxcap --pcap DIR/out');
    expect([refused.code, await readFile(join(dir, 'out'), 'utf8')]).toEqual([1, 'precious']);
    expect(refused.err).toContain('exists already');
    expect((await run('export DIR/in.rxcap --pcap DIR/out --overwrite')).code).toBe(0);
    expect(await written()).toStrictEqual(pcapOf(records));
    await rm(join(dir, 'out'));
    for (const file of ['missing', '.']) {
      const { code, err } = await run(`export DIR/${file} --pcap DIR/out`);
      expect([code, err.split('\n').length]).toEqual([1, 2]);
      expect(existsSync(join(dir, 'out'))).toBe(false);
    }
  });

  it('writes only the connection of --peer, and reports if there is none', async () => {
    await writeCaptureFile(join(dir, 'in.rxcap'), from(records), { append: true });
    const [first] = records;
    const { err } = await run(`export DIR/in.rxcap --pcap DIR/out --peer ${first!.session}`);
    expect(err).toContain('of 1 connection to');
    expect(await written()).toStrictEqual(pcapOf(records));
    const all = await run('export DIR/in.rxcap --pcap DIR/out --overwrite');
    expect(all.err).toContain('of 2 connections to');
    await rm(join(dir, 'out'));
    const none = await run('export DIR/in.rxcap --pcap DIR/out --peer 999999');
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('no connection 999999')]);
    expect(existsSync(join(dir, 'out'))).toBe(false);
  });

  it('writes what is before the damage of a recording, and exits with status 1', async () => {
    const content = await readFile(join(dir, 'in.rxcap'));
    await writeFile(join(dir, 'in.rxcap'), content.subarray(0, content.length - 5));
    const { code, err } = await run('export DIR/in.rxcap --pcap DIR/out');
    expect(code).toBe(1);
    expect(err).toContain('ends ');
    expect(err).toContain('wrote ');
    expect(await written()).toStrictEqual(pcapOf(records.slice(0, -1)));
  });

  it('reports a full disk', async () => {
    const { code, err } = await run('export DIR/in.rxcap --pcap /dev/full');
    expect([code, err]).toEqual([1, expect.stringContaining('ENOSPC')]);
  });

  it('writes packets while the recording still grows, and ends with status 1 when it is stopped', async () => {
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const chunks: Uint8Array[] = [];
    const stdout = new PassThrough();
    stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    const stderr = new PassThrough();
    let err = '';
    stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const stop$ = new Subject<void>();
    const code = main(['export', pipe, '--pcap', '-'], { stdout, stderr, env: {}, stop$ });
    const source$ = new Subject<CaptureRecord>();
    const writing = writeCaptureFile(pipe, source$);
    const expected = pcapOf(records.slice(0, 3));
    for (const record of records.slice(0, 3)) source$.next(record);
    while (bytes(...chunks).length < expected.length) await nextTurn();
    expect(bytes(...chunks)).toStrictEqual(expected);
    stop$.next();
    expect(await code).toBe(1);
    await nextTurn();
    expect(err).toContain('stopped before the end');
    expect(stop$.observed).toBe(false);
    source$.complete();
    await writing;
  });

  it('stops when the reader of standard output closes it, and holds a bounded number of bytes for a slow one', async () => {
    const [opened] = records;
    const part = { ...opened!, kind: 'bytes', direction: 'sent', bytes: new Uint8Array(500_000) } as CaptureRecord;
    const many = Array.from({ length: 40 }, () => encodeRxcapRecord(part));
    await writeFile(join(dir, 'in.rxcap'), bytes(encodeRxcapHeader(), encodeRxcapRecord(opened!), ...many));
    let received = 0;
    const stdout = new Writable({
      write(chunk: Uint8Array, _, done) {
        received += chunk.length;
        // The first chunk is never accepted, until the reader closes.
        if (received === 0) done();
      },
    });
    const stderr = new PassThrough();
    stderr.resume();
    const code = main(['export', join(dir, 'in.rxcap'), '--pcap', '-'], { stdout, stderr, env: {}, stop$: NEVER });
    let before = -1;
    while (stdout.writableLength !== before || before < 100_000) {
      before = stdout.writableLength;
      for (let i = 0; i < 200; i++) await nextTurn();
    }
    expect(stdout.writableLength).toBeLessThan(2_000_000);
    stdout.destroy(Object.assign(new Error('closed'), { code: 'EPIPE' }));
    expect(await code).toBe(0);
  });
});

describe('rxpeer export --parquet', () => {
  const TABLES = ['connections.parquet', 'exchanges.parquet', 'messages.parquet', 'sightings.parquet'];

  it('writes the four tables with the times of the recording', async () => {
    const { code, err, out } = await run('export DIR/in.rxcap --parquet DIR/out --monitor fra1');
    expect({ code, out }).toEqual({ code: 0, out: [] });
    expect(err).toMatch(
      /^rxpeer: wrote \d+ messages, \d+ sightings, \d+ exchanges, 1 connections \(\d+ bytes\) to .*out\n$/,
    );
    expect((await readdir(join(dir, 'out'))).sort()).toEqual(TABLES);
    const messages = await parquetReadObjects({
      file: await asyncBufferFromFile(join(dir, 'out', 'messages.parquet')),
    });
    const printed = (await run('replay DIR/in.rxcap --speed max --sent --json')).out.map(
      (line) => JSON.parse(line) as Record<string, unknown>,
    );
    expect(printed.length).toBeGreaterThan(20);
    const shown = ({ at, command, direction, peer, sizeBytes }: Record<string, unknown>) => [
      at,
      direction,
      command,
      peer,
      sizeBytes,
    ];
    expect(
      messages.map(({ address, command, direction, happened_at, size_bytes }) =>
        shown({ at: (happened_at as Date).toISOString(), direction, command, peer: address, sizeBytes: size_bytes }),
      ),
    ).toEqual(printed.map(shown));
    expect(messages[0]).toMatchObject({ monitor: 'fra1' });
  });

  it('writes one table to a file, with payloads', async () => {
    const { code } = await run('export DIR/in.rxcap --parquet DIR/out --table messages --payloads');
    expect(code).toBe(0);
    const [first] = await parquetReadObjects({ file: await asyncBufferFromFile(join(dir, 'out')), utf8: false });
    expect((first!['payload'] as Uint8Array).length).toBe(first!['payload_bytes']);
  });

  it('refuses existing files without --overwrite', async () => {
    await run('export DIR/in.rxcap --parquet DIR/out --table messages');
    const refused = await run('export DIR/in.rxcap --parquet DIR/out --table messages');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('exists already')]);
    expect((await run('export DIR/in.rxcap --parquet DIR/out --table messages --overwrite')).code).toBe(0);
  });

  it('writes no file if the recording cannot be read or has no connection', async () => {
    for (const argv of ['DIR/missing', 'DIR/in.rxcap --peer 999999']) {
      const { code, err } = await run(`export ${argv} --parquet DIR/out`);
      expect(code).toBe(1);
      expect(err).toMatch(/no file was written|no connection 999999/);
      expect(existsSync(join(dir, 'out'))).toBe(false);
    }
  });

  it('writes what is before the damage of a recording, and exits with status 1', async () => {
    const content = await readFile(join(dir, 'in.rxcap'));
    await writeFile(join(dir, 'in.rxcap'), content.subarray(0, content.length - 5));
    const { code, err } = await run('export DIR/in.rxcap --parquet DIR/out');
    expect(code).toBe(1);
    expect(err).toContain('ends ');
    expect(err).toContain('wrote ');
    expect((await readdir(join(dir, 'out'))).sort()).toEqual(TABLES);
  });

  it('leaves no file when it is stopped before the end', async () => {
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const stderr = new PassThrough();
    let err = '';
    stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const stop$ = new Subject<void>();
    const stdout = new PassThrough();
    const code = main(['export', pipe, '--parquet', join(dir, 'out')], { stdout, stderr, env: {}, stop$ });
    const source$ = new Subject<CaptureRecord>();
    const writing = writeCaptureFile(pipe, source$);
    for (const record of records.slice(0, 3)) source$.next(record);
    while (!existsSync(join(dir, 'out'))) await nextTurn();
    expect(await readdir(join(dir, 'out'))).toHaveLength(4);
    stop$.next();
    expect(await code).toBe(1);
    await nextTurn();
    expect(err).toContain('stopped before the end of the recording: no file was written');
    expect(existsSync(join(dir, 'out'))).toBe(false);
    expect(stop$.observed).toBe(false);
    source$.complete();
    await writing;
  });

  it.each([
    ['--parquet DIR/out --pcap DIR/out', 'exclude each other'],
    ['--parquet -', 'standard output'],
    ['--parquet DIR/out --table message', 'did you mean messages'],
    ['--parquet DIR/out --monitor=', '--monitor'],
    ['--pcap DIR/out --table messages', '--table needs --parquet'],
    ['--pcap DIR/out --payloads', '--payloads needs --parquet'],
    ['', 'missing --pcap OUT or --parquet OUT'],
  ])('refuses the arguments %s', async (args, text) => {
    const { code, err } = await run(`export DIR/in.rxcap ${args}`.trim());
    expect([code, err]).toEqual([2, expect.stringContaining(text)]);
  });
});

describe('BatchedOutput', () => {
  it('writes the first chunk at once, and joins those that arrive meanwhile', async () => {
    const batches: number[] = [];
    const writes: (() => void)[] = [];
    const output = new BatchedOutput((batch) => {
      batches.push(batch.length);
      return new Promise((resolve) => writes.push(resolve));
    });
    for (const size of [1, 2, 3]) await output.write(new Uint8Array(size));
    expect(batches).toEqual([1]);
    writes[0]!();
    await nextTurn();
    expect(batches).toEqual([1, 5]);
    writes[1]!();
    await output.flush();
    expect(batches).toEqual([1, 5]);
  });

  it('waits above 1 MiB of waiting bytes, not at it', async () => {
    const writes: (() => void)[] = [];
    const output = new BatchedOutput(() => new Promise((resolve) => writes.push(resolve)));
    await output.write(new Uint8Array(1));
    await output.write(new Uint8Array(1024 * 1024));
    let isDone = false;
    const waiting = output.write(new Uint8Array(1)).then(() => (isDone = true));
    await nextTurn();
    expect(isDone).toBe(false);
    writes[0]!();
    await nextTurn();
    writes[1]!();
    await waiting;
  });

  it('rejects later calls with the error of the destination', async () => {
    const failure = new Error('full');
    const output = new BatchedOutput(() => Promise.reject(failure));
    await output.write(new Uint8Array(1));
    await expect(output.flush()).rejects.toBe(failure);
    await expect(output.write(new Uint8Array(1))).rejects.toBe(failure);
  });
});
