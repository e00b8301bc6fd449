import { describe, expect, it, jest } from '@jest/globals';
import { interval, Subject } from 'rxjs';
import { CaptureError } from '../../../lib/capture/captureError.js';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';
import type { OpenedPeer } from '../../../lib/dashboard/playback/playbackSource.js';
import type { Message, ReadyPeer } from '../../../lib/index.js';
import { activeSession } from '../../capture/sessions.js';
import { bytesOf, versionMessage } from '../../helpers/samples.js';
import { nextTurn } from '../../helpers/peer/nextTurn.js';
import { transcriptOf, type Transcript } from '../../helpers/peer/transcript.js';
import { figuresOf, openConnection, played, repeated, START_MS } from './recordings.js';

describe('Playback', () => {
  it('plays what the live peer saw, with its times', async () => {
    const live = activeSession();
    live.peer.close();
    const transcripts: Transcript[] = [];
    const { playback, time } = await played(live.records, {}, (pool) =>
      pool.connection$.subscribe((peer) => transcripts.push(transcriptOf(peer as ReadyPeer))),
    );
    playback.seek(playback.state.toMs);
    time.advance(0);
    expect(transcripts).toEqual([live.transcript]);
    expect(live.transcript.lines.length).toBeGreaterThan(50);
    expect(playback.state).toMatchObject({ isAtEnd: true, isSeeking: false, isPlaying: false, notices: [] });
  });

  it.each([0.1, 1, 10, 1000])('lets the time of the recording pass %s times as fast', async (speed) => {
    const { playback, time, pools } = await played(openConnection(), { speed });
    const times: number[] = [];
    pools[0]!.traffic$.subscribe(({ traffic }) => times.push(traffic.atMs));
    playback.play();
    time.advance(100);
    expect(playback.state.atMs).toBeCloseTo(START_MS + 100 * speed, 3);
    time.advance(100);
    expect(pools[0]!.scheduler.wallMs()).toBeCloseTo(Math.min(START_MS + 200 * speed, playback.state.toMs), 3);
    expect(times.every((atMs) => atMs <= START_MS + 200 * speed)).toBe(true);
  });

  it('keeps the pace across a change of the speed', async () => {
    const { playback, time } = await played(openConnection());
    playback.play();
    time.advance(1000);
    playback.setSpeed(20);
    time.advance(1000);
    playback.setSpeed(0.5);
    time.advance(1000);
    expect(playback.state.atMs - START_MS).toBeCloseTo(21_500, 3);
    expect(playback.state.speed).toBe(0.5);
  });

  it('stops time, its timers included, while it is paused', async () => {
    const { playback, time, pools } = await played(openConnection());
    let seconds = 0;
    interval(1000, pools[0]!.scheduler).subscribe(() => (seconds += 1));
    playback.play();
    time.advance(3000);
    playback.pause();
    time.advance(60_000);
    expect([seconds, playback.state.isPlaying]).toEqual([3, false]);
    expect(time.waitingCount).toBe(0);
    playback.play();
    time.advance(2000);
    expect(seconds).toBe(5);
  });

  it('does not make up for a suspend of the machine', async () => {
    const { playback, time } = await played(openConnection());
    playback.play();
    time.advance(1000);
    // The timers run an hour late.
    const now = time.now.bind(time);
    jest.spyOn(time, 'now').mockImplementation(() => now() + 3_600_000);
    time.advance(50);
    expect(playback.state.atMs - START_MS).toBeCloseTo(2000, 3);
  });

  it('seeks forward in bounded turns, and shows the progress', async () => {
    const records = repeated(openConnection(), 800, 100);
    const { playback, time, states } = await played(records);
    const target = START_MS + 60_000;
    playback.seek(target);
    // The call itself reads nothing.
    expect(playback.state).toMatchObject({ atMs: START_MS, isSeeking: true, seekToMs: target });
    time.advance(0);
    expect(playback.state).toMatchObject({ atMs: target, isSeeking: false, isAtEnd: false, run: 1 });
    const seeking = states.filter(({ isSeeking }) => isSeeking).map(({ atMs }) => atMs);
    expect(seeking.length).toBeGreaterThan(1);
    expect(seeking).toEqual([...seeking].sort((a, b) => a - b));
    // Paused, as before.
    time.advance(1000);
    expect(playback.state.atMs).toBe(target);
  });

  it('shows the same at a time after a seek back as when it came there first', async () => {
    const records = repeated(openConnection(), 5, 30_000);
    const { playback, time, pools } = await played(records);
    playback.seek(START_MS + 65_000);
    time.advance(0);
    const first = figuresOf(playback.pool);
    playback.seek(playback.state.toMs);
    time.advance(0);
    expect(figuresOf(playback.pool)).not.toEqual(first);
    const left: unknown[] = [];
    let isComplete = false;
    pools[0]!.left$.subscribe({ next: (each) => left.push(each), complete: () => (isComplete = true) });
    playback.seek(START_MS + 65_000);
    // The end of a pass is no end of a connection.
    expect([left, isComplete]).toEqual([[], true]);
    time.advance(0);
    expect(pools).toHaveLength(2);
    expect(figuresOf(playback.pool)).toEqual(first);
    expect(first).toHaveLength(3);
    expect(playback.state).toMatchObject({ run: 2, atMs: START_MS + 65_000 });
  });

  it('replaces a seek by a later one, and continues to play afterwards', async () => {
    const { playback, time, pools } = await played(repeated(openConnection(), 800, 100));
    playback.play();
    playback.seek(START_MS + 100_000);
    time.advance(0);
    playback.seek(START_MS + 50_000);
    playback.seek(START_MS + 20_000);
    time.advance(0);
    expect(playback.state).toMatchObject({ atMs: START_MS + 20_000, isPlaying: true, isSeeking: false });
    expect(pools).toHaveLength(2);
    time.advance(1000);
    expect(playback.state.atMs).toBeCloseTo(START_MS + 21_000, 3);
  });

  it('accepts a seek, a pause and a close of a subscriber while it plays to it', async () => {
    const { playback, time, pools } = await played(openConnection(), {}, (pool) => {
      pool.joined$.subscribe(() => {
        if (pools.length === 1) playback.seek(START_MS);
        else if (pools.length === 2) playback.pause();
      });
    });
    playback.play();
    time.advance(5000);
    expect([pools.length, playback.state.isPlaying, playback.state.isSeeking]).toEqual([2, false, false]);
    const joinedMs = playback.state.atMs;
    time.advance(5000);
    expect(playback.state.atMs).toBe(joinedMs);
    let isComplete = false;
    playback.state$.subscribe({ complete: () => (isComplete = true) });
    pools[1]!.traffic$.subscribe(() => playback.close());
    playback.play();
    time.advance(5000);
    expect([isComplete, time.waitingCount]).toEqual([true, 0]);
    for (const control of [() => playback.play(), () => playback.seek(START_MS), () => playback.close()]) control();
    expect(time.waitingCount).toBe(0);
  });

  it('limits a seek to the recording', async () => {
    const { playback, time } = await played(openConnection());
    playback.seek(START_MS - 1);
    time.advance(0);
    expect(playback.state).toMatchObject({ atMs: START_MS, run: 1 });
    playback.seek(START_MS + 1e12);
    expect(playback.state.seekToMs).toBe(playback.state.toMs);
    time.advance(0);
    expect(playback.state).toMatchObject({ atMs: playback.state.toMs, isAtEnd: true });
  });

  it('keeps open connections at the end, and plays from the start again', async () => {
    const { playback, time, pools } = await played(openConnection(), { speed: 1000 });
    playback.play();
    time.advance(1000);
    expect(playback.state).toMatchObject({ isAtEnd: true, isPlaying: false });
    expect(figuresOf(playback.pool)).toHaveLength(1);
    expect(time.waitingCount).toBe(0);
    playback.play();
    expect(pools).toHaveLength(2);
    time.advance(50);
    expect(playback.state).toMatchObject({ isAtEnd: false, isPlaying: true, run: 2 });
    expect(playback.state.atMs).toBeCloseTo(START_MS + 50_000, 3);
  });

  it('jumps over a gap of a month, and runs the timers of its last ten minutes', async () => {
    const month = 30 * 86_400_000;
    const { playback, time, pools } = await played(repeated(openConnection(), 2, month));
    let seconds = 0;
    interval(1000, pools[0]!.scheduler).subscribe(() => (seconds += 1));
    playback.seek(START_MS + month + 5000);
    time.advance(0);
    expect(playback.state.atMs).toBeCloseTo(START_MS + month + 5000, 3);
    expect(seconds).toBeGreaterThan(700);
    expect(seconds).toBeLessThan(800);
    expect(playback.state.marks.map(({ kind }) => kind)).toEqual(['opened', 'gap', 'opened']);
    // The start of the first connection is still converted to its time of day.
    expect(figuresOf(playback.pool)).toMatchObject([{ startedAtMs: START_MS }, { startedAtMs: START_MS + month }]);
  });

  it('gives peers the same ids in each pass', async () => {
    const ids: number[][] = [];
    const { playback, time } = await played(repeated(openConnection(), 3, 10), {}, (pool) => {
      const own: number[] = [];
      ids.push(own);
      pool.connection$.subscribe(({ id }: OpenedPeer) => own.push(id));
    });
    for (const atMs of [START_MS + 1000, START_MS, START_MS + 1000]) {
      playback.seek(atMs);
      time.advance(0);
    }
    expect(ids).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('waits while a consumer has paused a peer, continues when it resumes, and goes back meanwhile', async () => {
    const bulk: Message = { command: 'unknown', name: 'bulk', payload: new Uint8Array(1024 * 1024) };
    const at = (seconds: number, ...messages: Message[]): CaptureRecord => {
      return {
        kind: 'bytes',
        session: 1,
        atMs: START_MS + seconds * 1000,
        direction: 'received',
        bytes: bytesOf(messages),
      };
    };
    const records: CaptureRecord[] = [
      { kind: 'opened', session: 1, atMs: START_MS, network: 'bitcoin.regtest', direction: 'outbound', address: '' },
      at(0, versionMessage(), { command: 'verack' }),
      // The budget of a peer is 4 MiB.
      ...[1, 2, 3, 4, 5, 6, 500].map((seconds) => at(seconds, bulk)),
    ];
    const done$ = new Subject<never>();
    const { playback, time } = await played(records, { speed: 100 }, (pool) =>
      pool.joined$.subscribe((peer) => (peer as ReadyPeer).consume('unknown', () => done$).subscribe()),
    );
    playback.play();
    time.advance(1000);
    const { atMs } = playback.state;
    expect(atMs).toBeGreaterThanOrEqual(START_MS + 4000);
    expect(atMs).toBeLessThanOrEqual(START_MS + 6000);
    time.advance(60_000);
    expect(playback.state).toMatchObject({ isPlaying: true, atMs });
    playback.seek(START_MS);
    time.advance(0);
    expect(playback.state).toMatchObject({ run: 2, atMs: START_MS, isSeeking: false });
    time.advance(1000);
    expect(playback.state.atMs).toBe(atMs);
    done$.complete();
    time.advance(1000);
    expect(playback.state.atMs).toBeCloseTo(atMs + 100_000, 3);
  });

  it('shows what was read before an error, and says so', async () => {
    const records = openConnection();
    function* broken(): Generator<CaptureRecord> {
      yield* records.slice(0, 10);
      throw new CaptureError('MALFORMED', 'a bad \u001b[2J record', 77);
    }
    const { playback, time } = await played({ [Symbol.iterator]: broken });
    expect(playback.state.isComplete).toBe(true);
    playback.seek(playback.state.toMs);
    time.advance(0);
    expect(playback.state).toMatchObject({ isAtEnd: true, isSeeking: false, isComplete: true });
    expect(figuresOf(playback.pool)).toHaveLength(1);
    expect(playback.state.notices).toEqual([
      'The end of the recording: a bad \\x1b[2J record (at byte 77)',
      'The reading stopped: a bad \\x1b[2J record (at byte 77). What was read before is shown.',
    ]);
  });

  it('shows connections of one network, and names the others', async () => {
    const [first, second] = [openConnection(), openConnection()];
    const other = second.map((record) => ({
      ...record,
      session: 2,
      ...(record.kind === 'opened' ? { network: 'bitcoin.testnet3' } : {}),
    })) as CaptureRecord[];
    const { playback, time } = await played([...first, ...other].sort((a, b) => a.atMs - b.atMs));
    playback.seek(playback.state.toMs);
    time.advance(0);
    expect(figuresOf(playback.pool)).toHaveLength(1);
    expect(playback.state.notices).toEqual([expect.stringContaining('connections of bitcoin.testnet3')]);
  });

  it('reads an asynchronous source in batches', async () => {
    const records = repeated(openConnection(), 100, 100);
    async function* source(): AsyncGenerator<CaptureRecord> {
      for (const record of records) yield await Promise.resolve(record);
    }
    const { playback, states, time } = await played({ [Symbol.asyncIterator]: source });
    while (!playback.state.isComplete) await nextTurn();
    playback.seek(playback.state.toMs);
    for (let turns = 0; turns < 1000 && playback.state.isSeeking; turns += 1) {
      time.advance(0);
      await nextTurn();
    }
    expect(playback.state.isAtEnd).toBe(true);
    expect(figuresOf(playback.pool)).toHaveLength(100);
    expect(states.length).toBeLessThan(records.length / 10);
  });

  it('refuses a speed out of range, and a time that is no number', async () => {
    const { playback } = await played(openConnection());
    for (const speed of [0.1, 1000]) playback.setSpeed(speed);
    for (const speed of [0, 0.09, 1000.1, -1, NaN, Infinity]) {
      expect(() => playback.setSpeed(speed)).toThrow(`speed: number from 0.1 to 1000 expected, got ${speed}`);
    }
    for (const atMs of [NaN, Infinity]) expect(() => playback.seek(atMs)).toThrow('atMs: time in milliseconds');
  });

  it('refuses a recording without a connection', async () => {
    await expect(played([])).rejects.toMatchObject({ code: 'NO_SESSION' });
  });
});
