import { describe, expect, it } from '@jest/globals';
import { historySource } from '../../../lib/dashboard/playback/historySource.js';
import { Playback } from '../../../lib/dashboard/playback/playback.js';
import type { PlaybackPool } from '../../../lib/dashboard/playback/playbackSource.js';
import type { HistoryReader, TimedMessage } from '../../../lib/export/nats/history/historyReader.js';
import { bitcoin } from '../../../lib/index.js';
import { fromNats, NatsError } from '../../../lib/nats.js';
import { VirtualTime } from '../../../lib/virtual/virtualTime.js';
import { FakeMonitor } from '../../helpers/nats/fakeMonitor.js';
import { FakeNats } from '../../helpers/nats/fakeNats.js';
import { nextTurn } from '../../helpers/peer/nextTurn.js';

const START_MS = 1_800_000_000_000;
const SECOND_MS = 1000;

/** A stored history: a monitor whose peers join every 10 s, and that publishes a message every second. */
function storedHistory(seconds: number): TimedMessage[] {
  const server = new FakeNats();
  const monitor = new FakeMonitor(server.client(), 'berlin');
  return Array.from({ length: seconds }, (_, i) => {
    const atMs = START_MS + i * SECOND_MS;
    monitor.atMs = atMs;
    if (i % 10 === 0) monitor.join(i / 10 + 1);
    else monitor.event(undefined, { kind: 'failed', failed: FAILED });
    const { data, subject } = server.messages.at(-1)!;
    return { data, subject, atMs, isLatest: i === seconds - 1 };
  });
}

const FAILED = {
  address: '10.0.0.9:1',
  direction: 'outbound',
  error: new NatsError('MONITOR_SILENT', 'of the spec'),
} as const;

interface Opened {
  readonly playback: Playback;
  readonly reads: number[];
  readonly pools: PlaybackPool[];
  /** Lets turns and promises settle until the condition holds. */
  readonly until: (condition: () => boolean) => Promise<void>;
  /** Stores a message after the playback has begun. */
  readonly store: (message: TimedMessage) => void;
  readonly time: VirtualTime;
}

function open(stored: readonly TimedMessage[], failure?: Error): Opened {
  const messages = [...stored];
  const time = new VirtualTime({ startMs: START_MS + 700 * SECOND_MS });
  const reads: number[] = [];
  const waiting: ((message: TimedMessage) => void)[] = [];
  const storedLater: TimedMessage[] = [];
  const source = historySource({
    title: 'nats://a\n',
    network: bitcoin.regtest,
    fromMs: START_MS,
    fromNats,
    nowMs: () => time.now(),
    read(sinceMs): HistoryReader {
      reads.push(sinceMs);
      const rest = messages.filter(({ atMs }) => atMs >= sinceMs);
      let isEmpty = rest.length === 0;
      return {
        next() {
          if (failure !== undefined) return Promise.reject(failure);
          if (isEmpty) {
            isEmpty = false;
            return Promise.resolve('caughtUp');
          }
          const next = rest.shift() ?? storedLater.shift();
          return next === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(next);
        },
        stop: () => undefined,
      };
    },
  });
  const playback = new Playback(source, { scheduler: time });
  const pools: PlaybackPool[] = [];
  playback.pool$.subscribe((pool) => pools.push(pool));
  return {
    playback,
    reads,
    pools,
    time,
    store(message) {
      const resolve = waiting.shift();
      if (resolve === undefined) storedLater.push(message);
      else resolve(message);
    },
    async until(condition) {
      for (let turns = 0; turns < 5000 && !condition(); turns += 1) {
        time.advance(turns % 10 === 0 ? 10 : 0);
        await nextTurn();
      }
      expect(condition()).toBe(true);
    },
  };
}

function peersOf(pool: PlaybackPool): number {
  let count = 0;
  pool.peers$.subscribe((peers) => (count = peers.length)).unsubscribe();
  return count;
}

describe('the playback of a history', () => {
  it('goes to a time, back, and begins shortly before it', async () => {
    const { playback, pools, reads, until } = open(storedHistory(600));
    expect(playback.state).toMatchObject({ kind: 'history', title: 'nats://a\\x0a', fromMs: START_MS, atMs: START_MS });
    playback.seek(START_MS + 300 * SECOND_MS);
    await until(() => !playback.state.isSeeking);
    expect(peersOf(pools[0]!)).toBe(31);
    expect(playback.state.atMs).toBe(START_MS + 300 * SECOND_MS);
    playback.seek(START_MS + 200 * SECOND_MS);
    await until(() => !playback.state.isSeeking);
    expect(reads).toEqual([START_MS, START_MS + 110 * SECOND_MS]);
    // Those that joined, or were published, since the pass began.
    expect(peersOf(pools[1]!)).toBe(10);
    expect(playback.state.run).toBe(2);
    playback.close();
  });

  it('reads on for a seek of ten minutes, and begins again for a longer one', () => {
    const { playback, reads, time } = open([]);
    playback.seek(START_MS + 600 * SECOND_MS);
    expect(reads).toHaveLength(1);
    playback.seek(START_MS + 600 * SECOND_MS + 1);
    expect(reads).toEqual([START_MS, START_MS + 510 * SECOND_MS + 1]);
    expect(time.now()).toBe(START_MS + 700 * SECOND_MS);
    playback.close();
  });

  it('follows the time of day at the end, and shows what is stored then', async () => {
    const stored = storedHistory(601);
    const { playback, pools, store, time, until } = open(stored);
    playback.seek(8e15);
    await until(() => !playback.state.isSeeking);
    expect(playback.state.isAtEnd).toBe(false);
    playback.pause();
    playback.play();
    playback.seek(8e15);
    time.advance(2000);
    // The time of the last tick.
    expect(time.now() - playback.state.atMs).toBeLessThan(50);
    const failed: unknown[] = [];
    pools.at(-1)!.failed$.subscribe(({ address, monitor }) => failed.push([address, monitor]));
    store({ ...stored[599]!, atMs: time.now(), isLatest: true });
    await nextTurn();
    // The next tick.
    time.advance(50);
    expect(failed).toEqual([['10.0.0.9:1', 'berlin']]);
    playback.close();
  });

  it('plays what was stored during a pause before it shows the present', async () => {
    const stored = storedHistory(604).map((message, i) => ({ ...message, isLatest: i >= 600 }));
    const { playback, pools, store, time, until } = open(stored.slice(0, 601));
    playback.seek(time.now());
    await until(() => !playback.state.isSeeking);
    const failed: unknown[] = [];
    pools.at(-1)!.failed$.subscribe((each) => failed.push(each));
    // Each was the latest one when it was delivered.
    for (const i of [601, 602, 603]) {
      time.advance(1000);
      store({ ...stored[i]!, atMs: time.now() });
    }
    const presentMs = time.now() + 1;
    time.advance(1000);
    await nextTurn();
    playback.seek(presentMs);
    await until(() => !playback.state.isSeeking);
    expect([failed.length, playback.state.atMs]).toEqual([3, presentMs]);
    playback.close();
  });

  it('keeps its distance from the present after a seek to an earlier time', async () => {
    const { playback, time, until } = open(storedHistory(601));
    playback.play();
    playback.seek(time.now() - 5000);
    await until(() => !playback.state.isSeeking);
    const behindMs = time.now() - playback.state.atMs;
    time.advance(2000);
    expect(time.now() - playback.state.atMs).toBeCloseTo(behindMs, -2);
    playback.close();
  });

  it('shows no time after now', async () => {
    const { playback, time, until } = open(storedHistory(601));
    playback.seek(time.now() + 1e9);
    await until(() => !playback.state.isSeeking);
    playback.setSpeed(1000);
    playback.play();
    time.advance(500);
    await until(() => playback.state.atMs >= time.now());
    expect(playback.state.atMs).toBe(time.now());
    playback.close();
  });

  it('says when the server cannot be read', async () => {
    const { playback, until } = open([], new NatsError('NO_STREAM', 'there is no stream'));
    playback.seek(START_MS + 1000);
    await until(() => playback.state.isAtEnd);
    expect(playback.state.notices).toEqual([
      expect.stringContaining('of a history'),
      'The reading stopped: there is no stream. What was read before is shown.',
    ]);
    playback.close();
  });
});
