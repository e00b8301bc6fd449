import { describe, expect, it } from '@jest/globals';
import { Feed } from '../../lib/dashboard/feed.js';
import type { Monitor } from '../../lib/dashboard/monitor.js';
import type { SequenceLine, Update } from '../../lib/dashboard/protocol.js';

/** A monitor of so many points and lines, and a page whose socket takes what it is told to. */
function fed() {
  const state = { points: 0, lines: 0, isClosed: false, isUnknown: false, detailsAsked: 0 };
  const numbers = (count: number, after: number) =>
    Array.from({ length: Math.max(0, count - after) }, (_, i) => after + i + 1);
  const monitor: Monitor = {
    overview: () => {
      throw new Error('made once for all pages');
    },
    curvesAfter: (after) =>
      numbers(state.points, after).map((number) => ({ number, atMs: number, received: {}, sent: {} })),
    sequenceAfter: (peer, after) => ({
      peer,
      lines: numbers(state.lines, after).map((number) => ({ number }) as SequenceLine),
      ...(state.isClosed ? { isClosed: true } : {}),
      ...(state.isUnknown ? { isUnknown: true } : {}),
    }),
    details: (peer, line) => {
      state.detailsAsked += 1;
      return { peer, line, json: '{}' };
    },
    close: () => undefined,
  };
  const sent: string[] = [];
  const socket = { bufferedAmount: 0, send: (text: string) => void sent.push(text) };
  const feed = new Feed(socket, monitor);
  const turn = (overview = '{"atMs":1}'): Update | undefined => {
    const before = sent.length;
    feed.turn(() => overview);
    return sent.length === before ? undefined : (JSON.parse(sent.at(-1)!) as Update);
  };
  return { feed, socket, state, turn, sent };
}

const numbersOf = (list: readonly { number: number }[] | undefined) => list?.map(({ number }) => number);

describe('the feed of a page', () => {
  it('sends the overview each turn, and of the rest what is new', () => {
    const { feed, state, turn } = fed();
    state.points = 2;
    state.lines = 3;
    expect(turn()).toEqual({ overview: { atMs: 1 }, curves: { points: expect.any(Array) } });
    feed.hear({ ask: 'watch', peer: 5, after: 1 });
    expect(numbersOf(turn()!.sequence!.lines)).toEqual([2, 3]);
    expect(turn()).toEqual({ overview: { atMs: 1 } });
    state.points = 3;
    state.lines = 4;
    const update = turn()!;
    expect([numbersOf(update.curves!.points), numbersOf(update.sequence!.lines)]).toEqual([[3], [4]]);
    feed.hear({ ask: 'watch', peer: null, after: 0 });
    state.lines = 5;
    expect(turn()).toEqual({ overview: { atMs: 1 } });
  });

  it('answers at once where nothing was said yet, and says once that a connection has ended', () => {
    const { feed, state, turn } = fed();
    feed.hear({ ask: 'watch', peer: 5, after: 0 });
    expect(turn()!.sequence).toEqual({ peer: 5, lines: [] });
    expect(turn()!.sequence).toBeUndefined();
    state.isClosed = true;
    expect(turn()!.sequence).toEqual({ peer: 5, lines: [], isClosed: true });
    expect(turn()!.sequence).toBeUndefined();
  });

  it('says once that a connection is unknown, and watches it no longer', () => {
    const { feed, state, turn } = fed();
    state.isUnknown = true;
    feed.hear({ ask: 'watch', peer: 5, after: 0 });
    expect(turn()!.sequence).toEqual({ peer: 5, lines: [], isUnknown: true });
    state.isUnknown = false;
    state.lines = 1;
    expect(turn()!.sequence).toBeUndefined();
  });

  it('sends nothing to a page that does not read, and then the newest alone', () => {
    const { feed, socket, state, turn, sent } = fed();
    feed.hear({ ask: 'watch', peer: 5, after: 0 });
    turn();
    socket.bufferedAmount = 1;
    for (let i = 0; i < 10_000; i++) {
      state.points += 1;
      state.lines += 1;
      feed.hear({ ask: 'details', peer: 5, line: i });
      expect(turn()).toBeUndefined();
    }
    expect([sent.length, state.detailsAsked]).toEqual([1, 0]);
    socket.bufferedAmount = 0;
    const update = turn('{"atMs":2}')!;
    expect(update.overview).toEqual({ atMs: 2 });
    expect([update.curves!.points.length, update.sequence!.lines.length]).toEqual([10_000, 10_000]);
    expect([update.details, state.detailsAsked]).toEqual([{ peer: 5, line: 9999, json: '{}' }, 1]);
    expect(turn()).toEqual({ overview: { atMs: 1 } });
  });
});
