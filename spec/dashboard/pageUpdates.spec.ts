import { describe, expect, it } from '@jest/globals';
import { PageUpdates } from '../../lib/dashboard/pageUpdates.js';
import type { Monitor } from '../../lib/dashboard/monitor.js';
import type { SequenceLine, Update } from '../../lib/dashboard/protocol.js';

/** A monitor with the numbers of points and lines in `state`, and a page whose `bufferedAmount` the test sets. */
function createPage() {
  const state = { points: 0, lines: 0, isClosed: false, isUnknown: false, detailsRequests: 0 };
  const numbers = (count: number, after: number) =>
    Array.from({ length: Math.max(0, count - after) }, (_, i) => after + i + 1);
  const monitor: Monitor = {
    overview: () => {
      throw new Error('the overview must come from the parameter of sendUpdate');
    },
    ratesAfter: (after) =>
      numbers(state.points, after).map((number) => ({ number, atMs: number, received: {}, sent: {} })),
    sequenceAfter: (peer, after) => ({
      peer,
      lines: numbers(state.lines, after).map((number) => ({ number }) as SequenceLine),
      ...(state.isClosed ? { isClosed: true } : {}),
      ...(state.isUnknown ? { isUnknown: true } : {}),
    }),
    details: (peer, line) => {
      state.detailsRequests += 1;
      return { peer, line, json: '{}' };
    },
    close: () => undefined,
  };
  const sent: string[] = [];
  const socket = { bufferedAmount: 0, send: (text: string) => void sent.push(text) };
  const updates = new PageUpdates(socket, monitor);
  const tick = (overview = '{"atMs":1}'): Update | undefined => {
    const before = sent.length;
    updates.sendUpdate(() => overview);
    return sent.length === before ? undefined : (JSON.parse(sent.at(-1)!) as Update);
  };
  return { updates, socket, state, tick, sent };
}

const numbersOf = (list: readonly { number: number }[] | undefined) => list?.map(({ number }) => number);

describe('PageUpdates', () => {
  it('sends the overview with each update, and of all other data the new part', () => {
    const { updates, state, tick } = createPage();
    state.points = 2;
    state.lines = 3;
    expect(tick()).toEqual({ overview: { atMs: 1 }, rates: { points: expect.any(Array) } });
    updates.handleRequest({ kind: 'watch', peer: 5, after: 1 });
    expect(numbersOf(tick()!.sequence!.lines)).toEqual([2, 3]);
    expect(tick()).toEqual({ overview: { atMs: 1 } });
    state.points = 3;
    state.lines = 4;
    const update = tick()!;
    expect([numbersOf(update.rates!.points), numbersOf(update.sequence!.lines)]).toEqual([[3], [4]]);
    updates.handleRequest({ kind: 'watch', peer: null, after: 0 });
    state.lines = 5;
    expect(tick()).toEqual({ overview: { atMs: 1 } });
  });

  it('sends an empty sequence at first, and sends once that the connection has ended', () => {
    const { updates, state, tick } = createPage();
    updates.handleRequest({ kind: 'watch', peer: 5, after: 0 });
    expect(tick()!.sequence).toEqual({ peer: 5, lines: [] });
    expect(tick()!.sequence).toBeUndefined();
    state.isClosed = true;
    expect(tick()!.sequence).toEqual({ peer: 5, lines: [], isClosed: true });
    expect(tick()!.sequence).toBeUndefined();
  });

  it('sends once that a connection is unknown, and stops watching it', () => {
    const { updates, state, tick } = createPage();
    state.isUnknown = true;
    updates.handleRequest({ kind: 'watch', peer: 5, after: 0 });
    expect(tick()!.sequence).toEqual({ peer: 5, lines: [], isUnknown: true });
    state.isUnknown = false;
    state.lines = 1;
    expect(tick()!.sequence).toBeUndefined();
  });

  it('sends nothing while a page does not read, and one update afterwards', () => {
    const { updates, socket, state, tick, sent } = createPage();
    updates.handleRequest({ kind: 'watch', peer: 5, after: 0 });
    tick();
    socket.bufferedAmount = 1;
    for (let i = 0; i < 10_000; i++) {
      state.points += 1;
      state.lines += 1;
      updates.handleRequest({ kind: 'details', peer: 5, line: i });
      expect(tick()).toBeUndefined();
    }
    expect([sent.length, state.detailsRequests]).toEqual([1, 0]);
    socket.bufferedAmount = 0;
    const update = tick('{"atMs":2}')!;
    expect(update.overview).toEqual({ atMs: 2 });
    expect([update.rates!.points.length, update.sequence!.lines.length]).toEqual([10_000, 10_000]);
    expect([update.details, state.detailsRequests]).toEqual([{ peer: 5, line: 9999, json: '{}' }, 1]);
    expect(tick()).toEqual({ overview: { atMs: 1 } });
  });
});
