import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { from } from 'rxjs';
import { progressBar } from '../../lib/cli/progressBar.js';
import { readCaptureFile, writeCaptureFile } from '../../lib/node.js';
import type { CaptureRecord } from '../../lib/capture.js';
import { activeSession } from '../capture/sessions.js';
import { requireSecretsFit } from '../helpers/capture/openRawBytes.js';
import { recordUntil } from '../helpers/cli/recordUntil.js';
import { runProgram, type RunOptions, type RunResult } from '../helpers/cli/runProgram.js';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rxpeer-recordings-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

function run(line: string, options?: RunOptions): Promise<RunResult> {
  return runProgram(
    line.split(' ').map((word) => word.replace('DIR', dir)),
    options,
  );
}

const countOf = (out: readonly string[], command: string): number =>
  out.filter((line) => line.includes(` ${command}`)).length;

/** Writes a recording with many kinds of messages and faults; returns the number of its connection. */
async function recorded(name = 'active.rxcap'): Promise<number> {
  const { peer, records } = activeSession();
  peer.close();
  await writeCaptureFile(join(dir, name), from(records));
  return peer.id;
}

describe('rxpeer record', () => {
  it.each(['rxcap', 'core'])('records as %s, which replay prints', async (format) => {
    const isAnnounced = (out: readonly string[]): boolean => out.some((line) => / ← (inv|tx|addrv2|ping) /.test(line));
    const recording = await recordUntil(join(dir, 'out'), ['--format', format], isAnnounced);
    expect(recording).toMatchObject({ code: 0, out: [] });
    expect(recording.err).toMatch(/^rxpeer: wrote \d+ records, \d+ bytes, to .*out\n$/);
    const network = format === 'core' ? '--network bitcoin.regtest' : '';
    const { code, err, out } = await run(`replay DIR/out --speed max --sent ${network}`.trim());
    expect([code, err]).toEqual([0, '']);
    expect([countOf(out, 'version '), countOf(out, 'verack')]).toEqual([2, 2]);
    expect(isAnnounced(out)).toBe(true);
  });

  it('writes encrypted bytes and secrets only with --with-secrets, and replay prints the same', async () => {
    const kindsIn = async (name: string): Promise<[CaptureRecord[], Set<string>]> => {
      const records: CaptureRecord[] = [];
      for await (const each of readCaptureFile(join(dir, name))) records.push(each);
      return [records, new Set(records.map(({ kind }) => kind))];
    };
    const isEnough = (out: readonly string[]): boolean => out.length > 5;
    expect(await recordUntil(join(dir, 'plain'), [], isEnough)).toMatchObject({ code: 0 });
    expect((await kindsIn('plain'))[1]).toEqual(new Set(['opened', 'bytes', 'closed']));
    expect(await recordUntil(join(dir, 'secret'), ['--with-secrets'], isEnough)).toMatchObject({ code: 0 });
    const [records, kinds] = await kindsIn('secret');
    expect(kinds).toEqual(new Set(['opened', 'rawBytes', 'secrets', 'bytes', 'closed']));
    requireSecretsFit(records);
    expect((await stat(join(dir, 'secret'))).mode & 0o777).toBe(0o600);
    const usual = records.filter(({ kind }) => kind !== 'rawBytes' && kind !== 'secrets');
    await writeCaptureFile(join(dir, 'usual'), from(usual));
    const printed = await run('replay DIR/secret --speed max --sent');
    expect(isEnough(printed.out)).toBe(true);
    expect(printed).toEqual(await run('replay DIR/usual --speed max --sent'));
  });

  it('refuses an existing file without --overwrite or --append', async () => {
    await writeFile(join(dir, 'out'), 'precious');
    const refused = await run('record --simulate -o DIR/out');
    expect([refused.code, await readFile(join(dir, 'out'), 'utf8')]).toEqual([1, 'precious']);
    expect(refused.err).toContain('out');
    const recordAgain = async (option: string, versions: number): Promise<void> => {
      const isEnough = (out: readonly string[]): boolean => countOf(out, 'version ') === versions;
      const { code } = await recordUntil(join(dir, 'out'), [option], isEnough);
      expect(code).toBe(0);
    };
    await recordAgain('--overwrite', 2);
    const { size } = await stat(join(dir, 'out'));
    await recordAgain('--append', 4);
    expect((await stat(join(dir, 'out'))).size).toBeGreaterThan(size);
    const { out } = await run('replay DIR/out --speed max --only version');
    expect(out).toHaveLength(2);
  });

  it('exits with status 1 if no node can be reached, and prints why', async () => {
    const { code, err } = await run('record 127.0.0.1:1 --network bitcoin.regtest -o DIR/out');
    expect(code).toBe(1);
    expect(err).toContain('127.0.0.1:1');
    expect(err).toContain('0 records');
  });
});

describe('rxpeer replay', () => {
  it('prints the messages with their original times, and only those that are selected', async () => {
    const session = await recorded();
    const { code, err, out } = await run(`replay DIR/active.rxcap --speed max --peer ${session}`);
    expect(code).toBe(0);
    expect(out[0]).toBe('--- 2023-11-14 (UTC)');
    expect(out[1]).toMatch(/^22:13:20\.012Z memory:inbound ← version 70016 /);
    expect(err.split('\n').filter((line) => line !== '')).toHaveLength(3);
    expect(err).toContain('checksum');
    const only = await run('replay DIR/active.rxcap --speed max --only ping,pong --sent --count 3 --json');
    expect(only.out.map((line) => (JSON.parse(line) as { command: string }).command)).toEqual(['ping', 'pong', 'ping']);
  });

  it('exits with status 1 for a missing file, a file that is no recording, and a truncated recording', async () => {
    const session = await recorded();
    expect(await run('replay DIR/nothing')).toMatchObject({ code: 1, err: expect.stringContaining('nothing') });
    await writeFile(join(dir, 'text'), 'a text of some length that is no recording');
    expect(await run('replay DIR/text')).toMatchObject({ code: 1, err: expect.stringContaining('text') });
    const absent = await run(`replay DIR/active.rxcap --speed max --peer ${session + 1}`);
    expect(absent).toMatchObject({ code: 1, out: [] });
    expect(absent.err).toMatch(
      /^rxpeer: .*active\.rxcap contains no connection \d+: choose another number with --peer\n$/,
    );
    const whole = await readFile(join(dir, 'active.rxcap'));
    await writeFile(join(dir, 'cut'), whole.subarray(0, -5));
    const cut = await run('replay DIR/cut --speed max');
    expect(cut.code).toBe(1);
    expect(cut.out.length).toBeGreaterThan(10);
    expect(cut.err).toContain('at byte');
  });

  it('exits with status 0 when it is stopped', async () => {
    await recorded();
    const { code } = await run('replay DIR/active.rxcap', { until: (out) => out.includes('version') });
    expect(code).toBe(0);
  });
});

describe('rxpeer marbles', () => {
  it('prints a test of the selected messages, with a diagram in a comment above it', async () => {
    await recorded();
    const { code, err, out } = await run('marbles DIR/active.rxcap --only ping,notfound');
    expect([code, err]).toEqual([0, '']);
    const text = out.join('\n');
    expect(text).toMatch(/^import \{ test \} from 'node:test';/);
    expect(text).toContain('//   received  ');
    expect(text).toContain('v  version 70016 /remote:1.0/ height 100 services network, witness');
    expect(text).toMatch(/test\('active\.rxcap, connection 1', \(\) => \{/);
    expect(text).toContain("m.expectSent(peer, '");
    expect(text).not.toContain('feefilter');
  });

  it('exits with status 1 if there is no such file or connection', async () => {
    await recorded();
    expect(await run('marbles DIR/nothing')).toMatchObject({ code: 1, out: [] });
    const absent = await run('marbles DIR/active.rxcap --peer 999999');
    expect(absent).toMatchObject({ code: 1, out: [], err: expect.stringContaining('no connection 999999: ') });
  });
});

describe('the progress bar', () => {
  const written: string[] = [];
  const stderr = { isTTY: true, write: (text: string) => written.push(text) };
  const progress = { readBytes: 30_000_000, totalBytes: 100_000_000 };

  beforeEach(() => {
    written.length = 0;
  });

  it('shows on a terminal how far a large file has been read, at most every 100 ms, and is cleared', () => {
    let ms = 0;
    const bar = progressBar({ stderr, stdout: {} } as unknown as Parameters<typeof progressBar>[0], () => ms);
    bar.show(progress);
    bar.show(progress);
    ms = 200;
    bar.show({ ...progress, readBytes: 100_000_000 });
    bar.clear();
    expect(written).toEqual([
      '\r[========>                     ]  30 % of 100 MB',
      '\r[=============================>] 100 % of 100 MB',
      '\r\u001b[K',
    ]);
  });

  it.each([
    ['for a small file', { stderr, stdout: {} }, 1_000_000],
    ['if stderr is no terminal', { stderr: { ...stderr, isTTY: false }, stdout: {} }, 100_000_000],
    ['if stdout is a terminal, too', { stderr, stdout: { isTTY: true } }, 100_000_000],
  ])('is not shown %s', (_, io, totalBytes) => {
    const bar = progressBar(io as unknown as Parameters<typeof progressBar>[0], () => 0);
    bar.show({ readBytes: 1, totalBytes });
    bar.clear();
    expect(written).toEqual([]);
  });
});
