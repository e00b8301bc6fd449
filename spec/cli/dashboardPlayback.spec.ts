import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, timeout, type Observable } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import type { Monitor } from '../../lib/dashboard/collect/monitor.js';
import type { TableName, Tables } from '../../lib/dashboard/protocol/table.js';
import { bitcoin } from '../../lib/index.js';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import type { DashboardMonitor } from '../../lib/cli/dashboardMonitor.js';
import { monitorOfRecording } from '../../lib/cli/dashboardPlayback.js';
import type { PlaybackArguments } from '../../lib/cli/playbackArguments.js';
import type { Playback } from '../../lib/dashboard/playback/playback.js';
import { openConnection, START_MS } from '../dashboard/playback/recordings.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { afterTest } from '../helpers/tcp.js';
import { concat } from '../helpers/wire/bytes.js';

const read = (line: string) => parseCommandLine(line.split(' '));
const LOOPBACK = new URL('../fixtures/captures/loopback.pcap', import.meta.url).pathname;

function encoded(records: readonly CaptureRecord[]): Uint8Array {
  return concat([encodeRxcapHeader(), ...records.map(encodeRxcapRecord)]);
}

function fileWith(bytes: Uint8Array, name = 'a.rxcap'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

interface Opened extends DashboardMonitor {
  readonly playback: Playback;
  readonly reports: readonly string[];
  /** The rows of the current monitor. */
  readonly rows: <Name extends TableName>(name: Name) => Tables[Name][];
  /** The run of the current monitor. */
  readonly run: () => number;
}

/** Opens a recording as `rxpeer dashboard FILE` does, and starts it. */
async function open(path: string, options: Partial<PlaybackArguments> = {}): Promise<Opened> {
  const reports: string[] = [];
  const monitor = await new Promise<DashboardMonitor>((resolve, reject) => {
    const opened$: Observable<DashboardMonitor> = monitorOfRecording(
      { path, speed: 1, isPaused: true, ...options },
      (text) => reports.push(text),
    );
    afterTest(opened$.subscribe({ next: resolve, error: reject }));
  });
  monitor.start();
  let current!: Monitor;
  afterTest(monitor.monitor$.subscribe((each) => (current = each)));
  const rows = <Name extends TableName>(name: Name): Tables[Name][] => current.tables.rows(name);
  return { ...monitor, playback: monitor.playback!, reports, rows, run: () => current.run };
}

function settled(playback: Playback): Promise<unknown> {
  const settled$ = playback.state$.pipe(filter(({ isComplete, isSeeking }) => isComplete && !isSeeking));
  return firstValueFrom(settled$.pipe(timeout(20_000)));
}

describe('rxpeer dashboard FILE', () => {
  it.each<[string, object]>([
    ['dashboard x.rxcap', { path: 'x.rxcap', speed: 1, isPaused: false }],
    ['dashboard dir/X.PCAPNG.gz --speed 0.1', { path: 'dir/X.PCAPNG.gz', speed: 0.1, isPaused: false }],
    ['dashboard msgs_recv.dat --paused --speed 1000', { path: 'msgs_recv.dat', speed: 1000, isPaused: true }],
    ['dashboard x.tsv --at 90.5', { path: 'x.tsv', at: { sinceStartMs: 90_500 } }],
    ['dashboard x.cap --at 2026-01-31T12:00:00Z', { at: { wallMs: Date.UTC(2026, 0, 31, 12) } }],
    ['dashboard x.cap --at 2026-01-31T12:00', { at: { wallMs: Date.UTC(2026, 0, 31, 12) } }],
    ['dashboard x.cap --at 2026-01-31T12:00:00.25+01:00', { at: { wallMs: Date.UTC(2026, 0, 31, 11, 0, 0, 250) } }],
    ['dashboard x.rxcap --network bitcoin.signet', { network: bitcoin.signet }],
    [`dashboard ${LOOPBACK}`, { path: LOOPBACK }],
  ])('parses %s', (line, recording) => {
    expect(read(line)).toMatchObject({ kind: 'dashboard', targets: [], source: undefined, recording });
  });

  it('takes a file without a known ending, and a folder with a slash, as a recording, and other names as hosts', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'capture'), '');
    expect(read(`dashboard ${join(folder, 'capture')}`)).toMatchObject({
      recording: { path: join(folder, 'capture') },
    });
    expect(read(`dashboard ${folder}`)).toMatchObject({ recording: { path: folder } });
    // A folder of the project has this name.
    for (const host of ['lib', 'node.example', '127.0.0.1:8333', 'unix:/run/node.sock']) {
      expect(read(`dashboard ${host}`)).toMatchObject({ recording: undefined, targets: [{}] });
    }
  });

  it.each([
    ['dashboard x.rxcap a.example', '"x.rxcap" and "a.example" exclude each other: a recording is shown alone'],
    ['dashboard a.example x.rxcap', '"x.rxcap" and "a.example" exclude each other'],
    ['dashboard x.rxcap y.rxcap', '"x.rxcap" and "y.rxcap" exclude each other'],
    ['dashboard x.rxcap x.rxcap', '"x.rxcap" and "x.rxcap" exclude each other'],
    ['dashboard x.rxcap --simulate', '"x.rxcap" and --simulate exclude each other'],
    ['dashboard x.rxcap --nats', '"x.rxcap" and --nats exclude each other'],
    ['dashboard x.rxcap --metrics 0', '"x.rxcap" and --metrics exclude each other'],
    ['dashboard x.rxcap --alert-webhook http://a.example/', '"x.rxcap" and --alert-webhook exclude each other'],
    ['dashboard -', '-: expected a file, because a recording on standard input cannot be read again to go back'],
    ['dashboard --speed 2', '--speed: expected a FILE to play, too'],
    ['dashboard a.example --paused', '--paused: expected a FILE to play, too'],
    ['dashboard --simulate --at 5', '--at: expected a FILE to play, too'],
    ['dashboard x.rxcap --speed 0', '--speed: expected a number from 0.1 to 1000, got "0"'],
    ['dashboard x.rxcap --speed 1001', '--speed: expected a number from 0.1 to 1000, got "1001"'],
    ['dashboard x.rxcap --speed max', '--speed: expected a number from 0.1 to 1000, got "max"'],
    ['dashboard x.rxcap --at yesterday', '--at: expected seconds since the start of the recording, or a time in UTC'],
    ['dashboard x.rxcap --at 2026-13-31T12:00', '--at: expected seconds since the start of the recording'],
    ['dashboard x.rxcap --at=-5', '--at: expected seconds since the start of the recording'],
  ])('refuses %s', (line, reason) => expect(() => read(line)).toThrow(reason));

  it('shows the recording at a time, and again after going back', async () => {
    const { rows, run, playback, reports } = await open(fileWith(encoded(openConnection())), {
      at: { sinceStartMs: 60_000 },
    });
    await settled(playback);
    expect(playback.state).toMatchObject({
      kind: 'recording',
      title: 'a.rxcap',
      fromMs: START_MS,
      atMs: START_MS + 60_000,
      isPlaying: false,
      notices: [],
    });
    const program = rows('program');
    expect(program).toMatchObject([{ startedAtMs: START_MS, atMs: START_MS + 60_000, network: 'bitcoin.regtest' }]);
    const peers = rows('peers');
    expect(peers).toMatchObject([{ id: 1, startedAtMs: START_MS, faults: 3 }]);
    const before = run();
    playback.seek(START_MS);
    await settled(playback);
    expect(rows('peers')).toEqual([]);
    expect(run()).not.toBe(before);
    playback.seek(START_MS + 60_000);
    await settled(playback);
    expect(rows('program')).toEqual(program);
    expect(rows('peers')).toEqual(peers);
    expect(reports).toEqual([]);
  });

  it('plays unless it begins paused', async () => {
    const path = fileWith(encoded(openConnection()));
    const { playback } = await open(path, { isPaused: false, speed: 1000 });
    const end$ = playback.state$.pipe(
      filter(({ isAtEnd }) => isAtEnd),
      timeout(20_000),
    );
    expect(await firstValueFrom(end$)).toMatchObject({ isPlaying: false, speed: 1000 });
  });

  it('shows what is before the damage of a file, and reports it once', async () => {
    const bytes = encoded(openConnection());
    const { rows, playback, reports } = await open(fileWith(bytes.subarray(0, bytes.length - 5)));
    for (const atMs of [START_MS + 1e9, START_MS, START_MS + 1e9]) {
      playback.seek(atMs);
      await settled(playback);
    }
    expect(rows('peers')).toHaveLength(1);
    expect(playback.state).toMatchObject({ isAtEnd: true });
    expect(playback.state.notices).toEqual([
      expect.stringMatching(
        /^The recording is damaged; what is before the damage is shown\. .*ends \d+ bytes into a record/,
      ),
    ]);
    expect(reports).toEqual(playback.state.notices);
  });

  it.each<[string, () => [path: string, network?: typeof bitcoin.regtest]]>([
    ['compressed', () => [fileWith(gzipSync(encoded(openConnection())), 'a.rxcap.gz')]],
    ['pcap', () => [LOOPBACK]],
  ])('plays a recording that is %s', async (_, create) => {
    const [path] = create();
    const { rows, playback } = await open(path);
    await settled(playback);
    playback.seek(playback.state.toMs);
    await settled(playback);
    expect(rows('program')[0]!.receivedMessages).toBeGreaterThan(5);
  });

  it('errors for a file that is missing, empty or no recording', async () => {
    await expect(open('missing.rxcap')).rejects.toMatchObject({ code: 'FILE_FAILED' });
    await expect(open(fileWith(encoded([])))).rejects.toMatchObject({ code: 'NO_SESSION' });
    const other = fileWith(new TextEncoder().encode('hello, this is a text and no recording'));
    await expect(open(other)).rejects.toMatchObject({ code: 'UNKNOWN_FORMAT' });
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'empty'));
    await expect(open(join(folder, 'empty'))).rejects.toMatchObject({ code: 'UNKNOWN_FORMAT' });
  });
});
