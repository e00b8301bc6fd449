import { afterEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import {
  EventMarks,
  MAX_ANSWER_MARKS,
  MAX_MARKS,
  type EventMarksOptions,
} from '../../../lib/dashboard/collect/eventMarks.js';
import { MAX_SINGLE_MARKS } from '../../../lib/dashboard/collect/markRing.js';
import { PropagationLog } from '../../../lib/dashboard/collect/propagationLog.js';
import { bitcoin } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { fromNats } from '../../../lib/nats.js';
import { FakeMonitor } from '../../helpers/nats/fakeMonitor.js';
import { FakeNats } from '../../helpers/nats/fakeNats.js';
import { hash } from '../../helpers/samples.js';
import { fakePeer, FakePool } from './fakePool.js';

const open: { close(): void }[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

const MINUTE_MS = 60_000;

function marked(monitors$?: EventMarksOptions['pool']['monitors$']) {
  const time = new VirtualTime({ startMs: 1000 });
  const pool = new FakePool();
  const log = new PropagationLog(pool, time);
  const heights = new Map<string, number>();
  const blocks = { reached$: log.reached$, heightOf: (of: string) => heights.get(of) };
  const marks = new EventMarks({
    pool: Object.assign(pool, monitors$ === undefined ? {} : { monitors$ }),
    blocks,
    scheduler: time,
  });
  open.push(log, marks);
  return { time, pool, heights, marks, all: () => marks.range(-Infinity, Infinity).marks };
}

describe('the marks of events', () => {
  it('are joins, ends, failed connections and blocks, in order', () => {
    const { all, marks, pool, time } = marked();
    const peers = [fakePeer(1), fakePeer(2, 'berlin')];
    pool.join(...peers);
    time.advance(1000);
    pool.announce(peers[0]!, 'block', hash(1));
    pool.announce(peers[0]!, 'transaction', hash(2));
    pool.leave(peers[1]!);
    pool.fail('10.0.0.9:1');
    expect(all()).toEqual([
      { number: 1, atMs: 1000, kind: 'joined', text: 'peer joined', peer: 1, address: '10.0.0.1:8333' },
      {
        number: 2,
        atMs: 1000,
        kind: 'joined',
        text: 'peer joined',
        peer: 2,
        address: '10.0.0.2:8333',
        monitor: 'berlin',
      },
      { number: 3, atMs: 2000, kind: 'block', text: 'block', hash: hash(1) },
      {
        number: 4,
        atMs: 2000,
        kind: 'left',
        text: 'closed by the remote',
        peer: 2,
        address: '10.0.0.2:8333',
        monitor: 'berlin',
      },
      { number: 5, atMs: 2000, kind: 'failed', text: 'CONNECT_FAILED: refused', address: '10.0.0.9:1' },
    ]);
    expect(marks.range(1001, 2000).marks.map(({ number }) => number)).toEqual([3, 4, 5]);
    expect(marks.range(2001, 3000)).toEqual({ marks: [], omitted: 0 });
  });

  it('show a block when half of the peers have announced it, at the time of the first', () => {
    const { all, heights, pool, time } = marked();
    const peers = [1, 2, 3, 4].map((id) => fakePeer(id));
    pool.join(...peers);
    pool.announce(peers[0]!, 'block', hash(1));
    time.advance(500);
    const blocks = () => all().filter(({ kind }) => kind === 'block');
    expect(blocks()).toEqual([]);
    pool.announce(peers[1]!, 'block', hash(1));
    expect(blocks()).toMatchObject([{ atMs: 1000, hash: hash(1) }]);
    expect(blocks()[0]).toBe(blocks()[0]);
    heights.set(hash(1), 77);
    expect(blocks()).toMatchObject([{ number: 5, height: 77 }]);
    for (const peer of peers) pool.announce(peer, 'block', hash(1));
    expect(blocks()).toHaveLength(1);
  });

  it('of a burst share one mark after the tenth, and begin again after a minute', () => {
    const { all, pool, time } = marked();
    for (let i = 0; i < MAX_SINGLE_MARKS; i++) pool.fail(`10.0.0.${i}:1`);
    expect(all()).toHaveLength(MAX_SINGLE_MARKS);
    for (let i = 0; i < 500; i++) pool.fail('10.0.0.99:1');
    expect(all()).toHaveLength(MAX_SINGLE_MARKS + 1);
    expect(all().at(-1)).toEqual({
      number: 11,
      atMs: 1000,
      kind: 'failed',
      text: '500 more connections failed within a minute',
      count: 500,
    });
    time.advance(MINUTE_MS - 1);
    pool.fail('10.0.0.99:1');
    expect(all().at(-1)).toMatchObject({ number: 11, count: 501 });
    time.advance(1);
    pool.fail('10.0.0.99:1');
    expect(all().at(-1)).toMatchObject({ number: 12, address: '10.0.0.99:1' });
  });

  it('have a bound for each kind, so that a flood drops no block', () => {
    const { marks: history, pool, time } = marked();
    const peer = fakePeer(1);
    pool.join(peer);
    pool.announce(peer, 'block', hash(1));
    for (let minute = 0; minute < 100; minute++) {
      for (let i = 0; i < 100; i++) pool.fail(`10.0.0.${i}:1`);
      time.advance(MINUTE_MS);
    }
    const { marks, omitted } = history.range(-Infinity, Infinity);
    expect(marks).toHaveLength(MAX_ANSWER_MARKS);
    expect(omitted).toBe(MAX_MARKS.failed + 2 - MAX_ANSWER_MARKS);
    expect(marks.slice(0, 2).map(({ kind }) => kind)).toEqual(['joined', 'block']);
    // The newest are kept.
    expect(marks.at(-1)).toMatchObject({ kind: 'failed', count: 90 });
    expect(marks[2]!.number).toBeGreaterThan(700);
  });

  it('say how many are not in the answer', () => {
    const { marks, pool, time } = marked();
    for (let minute = 0; minute < 40; minute++) {
      for (let i = 0; i < MAX_SINGLE_MARKS; i++) pool.fail(`10.0.0.${i}:1`);
      time.advance(MINUTE_MS);
    }
    // 400 of which the ring has 300.
    expect(marks.range(0, Infinity).omitted).toBe(0);
    pool.join(fakePeer(1));
    const answer = marks.range(0, Infinity);
    expect([answer.marks.length, answer.omitted]).toEqual([MAX_ANSWER_MARKS, 1]);
    expect(answer.marks.at(-1)).toMatchObject({ kind: 'joined' });
  });

  it('escape and cut what a remote chose', () => {
    const { all, pool } = marked();
    pool.fail('a\n:1', `\u202e${'\u0007'.repeat(1000)}`);
    expect(all()[0]).toMatchObject({ address: 'a\\x0a:1' });
    expect(all()[0]!.text).toMatch(/^CONNECT_FAILED: \\u\{202e\}\\x07/);
    expect(all()[0]!.text).toHaveLength(160);
  });

  it('are monitors that appear, stop and return', () => {
    const monitors$ = new Subject<{ monitor: string; isAlive: boolean }[]>();
    const { all } = marked(monitors$);
    for (const isAlive of [true, true, false, false, true]) monitors$.next([{ monitor: 'berlin', isAlive }]);
    expect(all().map(({ monitor, text }) => `${monitor} ${text}`)).toEqual([
      'berlin monitor appeared',
      'berlin monitor stopped',
      'berlin monitor returned',
    ]);
  });

  it('come from a pool of fromNats', () => {
    const nats = new FakeNats();
    const time = new VirtualTime();
    const pool = fromNats(nats.client().connection, { network: bitcoin.regtest, scheduler: time });
    const log = new PropagationLog(pool, pool.scheduler);
    const marks = new EventMarks({ pool, blocks: log, scheduler: time });
    open.push(pool, log, marks);
    const berlin = new FakeMonitor(nats.client(), 'berlin');
    berlin.join(1, 2);
    const inv = new Uint8Array(37).fill(0x11).fill(1, 0, 1).fill(2, 1, 2).fill(0, 2, 5);
    berlin.message(1, 'inv', inv);
    berlin.atMs += 250;
    berlin.message(2, 'inv', inv);
    berlin.leave(2);
    time.advance(1000);
    expect(
      marks
        .range(-Infinity, Infinity)
        .marks.map(({ kind, monitor = '-' }) => `${kind} ${monitor}`)
        .sort(),
    ).toEqual(['block -', 'joined berlin', 'joined berlin', 'left berlin', 'monitor berlin']);
    expect(log.rows('block')).toMatchObject([
      { seen: 2, connected: 2, to50Ms: 0, to90Ms: 250, firstMonitor: 'berlin' },
    ]);
  });

  it('stop at close', () => {
    const { marks, pool } = marked();
    marks.close();
    expect([pool.joined$.observed, pool.left$.observed, pool.failed$.observed]).toEqual([false, false, false]);
  });
});
