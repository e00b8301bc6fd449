import { describe, expect, it } from '@jest/globals';
import type { Monitor } from '../../../lib/dashboard/collect/monitor.js';
import type { PeerRow } from '../../../lib/dashboard/protocol/peerRow.js';
import type { PlaybackState } from '../../../lib/dashboard/protocol/playback.js';
import type { ProgramRow } from '../../../lib/dashboard/protocol/programRow.js';
import type { SequenceLine } from '../../../lib/dashboard/protocol/sequence.js';
import type { Update } from '../../../lib/dashboard/protocol/update.js';
import { fakeMonitor } from '../fakeMonitor.js';
import { MAX_QUESTIONS, PageUpdates, type PagePlayback } from '../../../lib/dashboard/serve/pageUpdates.js';

/** A monitor whose rows and lines are those in `state`, and a page whose `bufferedAmount` the test sets. */
function createPage(playback?: { state: PlaybackState }) {
  const state = { atMs: 1, peers: [1, 2], lines: 0, isClosed: false, isUnknown: false, asked: 0 };
  const createMonitor = (run: number): Monitor =>
    fakeMonitor({
      run,
      sources: {
        program: () => [[0, { atMs: state.atMs, network: 'n' } as ProgramRow]],
        peers: () => state.peers.map((id) => [id, { id, address: `a${id}`, height: state.atMs } as PeerRow]),
      },
      answers: {
        details: (key) => {
          state.asked += 1;
          if (key.line === 13) throw new Error('unlucky');
          return { ...key, json: '{}' };
        },
      } as Monitor['answers'],
      sequenceAfter: (peer, after) => ({
        peer,
        lines: Array.from(
          { length: Math.max(0, state.lines - after) },
          (_, i) => ({ number: after + i + 1 }) as SequenceLine,
        ),
        ...(state.isClosed ? { isClosed: true } : {}),
        ...(state.isUnknown ? { isUnknown: true } : {}),
      }),
    });
  const sent: Update[] = [];
  const socket = { bufferedAmount: 0, send: (text: string) => void sent.push(JSON.parse(text) as Update) };
  let monitor = createMonitor(100);
  const updates = new PageUpdates(socket, monitor, { token: 't', by: 'a page' }, playback as PagePlayback);
  const tick = (isDue = true): Update | undefined => {
    const before = sent.length;
    monitor.tables.refresh(updates.dueTables(isDue));
    updates.sendUpdate(isDue);
    return sent.length === before ? undefined : sent.at(-1);
  };
  const restart = (): void => {
    monitor = createMonitor(200);
    updates.setMonitor(monitor);
  };
  return { updates, socket, state, tick, sent, restart };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('PageUpdates', () => {
  it('sends all rows of a table that the page shows, and afterwards what has changed', () => {
    const { updates, state, tick } = createPage();
    expect(tick()).toEqual({ run: 100 });
    updates.handleRequest({ kind: 'show', tables: ['program', 'peers'] });
    expect(tick()!.tables).toEqual({
      program: { isComplete: true, rows: [[0, { atMs: 1, network: 'n' }]] },
      peers: {
        isComplete: true,
        rows: [
          [1, { id: 1, address: 'a1', height: 1 }],
          [2, { id: 2, address: 'a2', height: 1 }],
        ],
      },
    });
    expect(tick()).toBeUndefined();
    state.atMs = 2;
    state.peers = [2, 3];
    expect(tick()!.tables).toEqual({
      program: { rows: [[0, { atMs: 2 }]] },
      peers: {
        rows: [
          [2, { height: 2 }],
          [3, { id: 3, address: 'a3', height: 2 }],
        ],
        removed: [1],
      },
    });
  });

  it('sends tables when they are due, or when the page has asked for others', () => {
    const { updates, state, tick } = createPage();
    updates.handleRequest({ kind: 'show', tables: ['program'] });
    expect(Object.keys(tick(false)!.tables!)).toEqual(['program']);
    state.atMs = 2;
    expect(tick(false)).toBeUndefined();
    updates.handleRequest({ kind: 'show', tables: ['program', 'peers'] });
    expect(Object.keys(tick(false)!.tables!)).toEqual(['program', 'peers']);
  });

  describe('of a playback', () => {
    const at = (atMs: number, more: Partial<PlaybackState> = {}): PlaybackState =>
      ({ atMs, isPlaying: false, isSeeking: false, ...more }) as PlaybackState;

    it.each<[string, PlaybackState[]]>([
      ['reaches its time between two updates', [at(1), at(70)]],
      ['reaches its time after another update', [at(1), at(40, { isSeeking: true }), at(70)]],
      [
        'reaches its time while time passes',
        [at(1), at(40, { isSeeking: true, isPlaying: true }), at(70, { isPlaying: true })],
      ],
    ])('sends the tables with the state in which a seek %s', (_, states) => {
      const playback = { state: states[0]! };
      const { updates, state, tick } = createPage(playback);
      updates.handleRequest({ kind: 'show', tables: ['program'] });
      tick();
      for (const next of states.slice(1)) {
        playback.state = next;
        state.atMs = next.atMs;
        const update = tick(false)!;
        expect(update.playback!.atMs).toBe(next.atMs);
        expect(update.tables).toEqual(next.isSeeking ? undefined : { program: { rows: [[0, { atMs: next.atMs }]] } });
      }
      expect(tick(false)).toBeUndefined();
    });

    it('sends the tables when they are due while time passes', () => {
      const playback = { state: at(1, { isPlaying: true }) };
      const { updates, state, tick } = createPage(playback);
      updates.handleRequest({ kind: 'show', tables: ['program'] });
      tick();
      playback.state = at(2, { isPlaying: true });
      state.atMs = 2;
      expect(tick(false)!.tables).toBeUndefined();
      expect(tick(true)!.tables).toEqual({ program: { rows: [[0, { atMs: 2 }]] } });
    });
  });

  it('sends nothing to a page that shows no table, and then what has changed meanwhile', () => {
    const { updates, state, tick } = createPage();
    updates.handleRequest({ kind: 'show', tables: ['program'] });
    tick();
    updates.handleRequest({ kind: 'show', tables: [] });
    state.atMs = 2;
    expect(tick()).toBeUndefined();
    updates.handleRequest({ kind: 'show', tables: ['program'] });
    expect(tick()!.tables).toEqual({ program: { rows: [[0, { atMs: 2 }]] } });
  });

  it('sends the new lines of the watched connection', () => {
    const { updates, state, tick } = createPage();
    tick();
    state.lines = 3;
    updates.handleRequest({ kind: 'watch', peer: 5, after: 1 });
    expect(tick(false)!.sequence!.lines.map(({ number }) => number)).toEqual([2, 3]);
    expect(tick(false)).toBeUndefined();
    state.lines = 4;
    expect(tick(false)!.sequence!.lines.map(({ number }) => number)).toEqual([4]);
    updates.handleRequest({ kind: 'watch', peer: null, after: 0 });
    state.lines = 5;
    expect(tick(false)).toBeUndefined();
  });

  it('sends an empty sequence at first, and sends once that the connection has ended', () => {
    const { updates, state, tick } = createPage();
    updates.handleRequest({ kind: 'watch', peer: 5, after: 0 });
    expect(tick()!.sequence).toEqual({ peer: 5, lines: [] });
    expect(tick()).toBeUndefined();
    state.isClosed = true;
    expect(tick()!.sequence).toEqual({ peer: 5, lines: [], isClosed: true });
    expect(tick()).toBeUndefined();
  });

  it('sends once that a connection is unknown, and stops watching it', () => {
    const { updates, state, tick } = createPage();
    state.isUnknown = true;
    updates.handleRequest({ kind: 'watch', peer: 5, after: 0 });
    expect(tick()!.sequence).toEqual({ peer: 5, lines: [], isUnknown: true });
    state.isUnknown = false;
    state.lines = 1;
    expect(tick()).toBeUndefined();
  });

  it('answers questions at once, and one that fails with the error', async () => {
    const { updates, sent } = createPage();
    updates.handleRequest({ kind: 'ask', number: 7, question: 'details', params: { peer: 5, line: 12 } });
    updates.handleRequest({ kind: 'ask', number: 8, question: 'details', params: { peer: 5, line: 13 } });
    await settled();
    const answers = sent.flatMap((update) => update.answers ?? []).sort((a, b) => a.number - b.number);
    expect(answers).toEqual([
      { number: 7, answer: { peer: 5, line: 12, json: '{}' } },
      { number: 8, error: 'unlucky' },
    ]);
  });

  it('sends and answers nothing while a page does not read, and one update afterwards', async () => {
    const { updates, socket, state, tick, sent } = createPage();
    updates.handleRequest({ kind: 'show', tables: ['program'] });
    updates.handleRequest({ kind: 'watch', peer: 5, after: 0 });
    tick();
    socket.bufferedAmount = 1;
    for (let i = 0; i < 10_000; i++) {
      state.atMs += 1;
      state.lines += 1;
      updates.handleRequest({ kind: 'ask', number: i, question: 'details', params: { peer: 5, line: 1 } });
      expect(tick()).toBeUndefined();
    }
    await settled();
    expect([sent.length, state.asked]).toEqual([1, 0]);
    socket.bufferedAmount = 0;
    const update = tick()!;
    expect(update.tables!.program).toEqual({ rows: [[0, { atMs: 10_001 }]] });
    expect(update.sequence!.lines).toHaveLength(10_000);
    await settled();
    const answers = sent.slice(1).flatMap((each) => each.answers ?? []);
    expect(answers.filter(({ answer }) => answer !== undefined).map(({ number }) => number)).toEqual(
      Array.from({ length: MAX_QUESTIONS }, (_, i) => i),
    );
    expect(answers.find(({ number }) => number === MAX_QUESTIONS)!.error).toBe(
      '16 questions of this page are not answered yet',
    );
    expect(answers).toHaveLength(2 * MAX_QUESTIONS);
  });

  it('sends all rows of another monitor, and drops the answers of the one before', async () => {
    const { updates, tick, restart, sent } = createPage();
    updates.handleRequest({ kind: 'show', tables: ['program'] });
    tick();
    updates.handleRequest({ kind: 'ask', number: 1, question: 'details', params: { peer: 5, line: 1 } });
    restart();
    await settled();
    expect(tick(false)).toEqual({
      run: 200,
      tables: { program: { isComplete: true, rows: [[0, { atMs: 1, network: 'n' }]] } },
    });
    expect(sent.flatMap(({ answers }) => answers ?? [])).toEqual([]);
  });
});
