import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { shareReplay, Subscription } from 'rxjs';
import { WebSocket } from 'ws';
import { monitorsOfPlayback } from '../../../lib/cli/dashboardPlayback.js';
import { Playback } from '../../../lib/dashboard/playback/playback.js';
import { recordingSource } from '../../../lib/dashboard/playback/recordingSource.js';
import type { PlaybackState } from '../../../lib/dashboard/protocol/playback.js';
import type { Update } from '../../../lib/dashboard/protocol/update.js';
import { serveDashboard, type ServedDashboard } from '../../../lib/dashboard/serve/serveDashboard.js';
import { eventually } from '../../helpers/nodes/soon.js';
import { afterTest } from '../../helpers/tcp.js';
import { openConnection, START_MS } from '../playback/recordings.js';

/** Serves a paused recording of one connection. */
async function serve(): Promise<ServedDashboard> {
  const playback = new Playback(await recordingSource(openConnection(), { title: 'a.rxcap' }));
  const monitor$ = monitorsOfPlayback(playback).pipe(shareReplay({ bufferSize: 1, refCount: true }));
  afterTest(new Subscription(() => playback.close()));
  return new Promise((resolve, reject) => {
    const served$ = serveDashboard({ monitor$, playback, files: new Map(), port: 0 });
    afterTest(served$.subscribe({ next: resolve, error: reject }));
  });
}

interface PageSocket {
  readonly socket: WebSocket;
  readonly updates: readonly Update[];
  readonly send: (request: object) => void;
  readonly state: (isIt: (state: PlaybackState) => boolean) => Promise<Update>;
}

async function openPage({ url }: ServedDashboard): Promise<PageSocket> {
  const socket = new WebSocket(new URL('live', url), { origin: new URL(url).origin });
  afterTest(new Subscription(() => socket.terminate()));
  const updates: Update[] = [];
  socket.on('message', (data: Buffer) => void updates.push(JSON.parse(data.toString()) as Update));
  await once(socket, 'open');
  const send = (request: object): void => socket.send(JSON.stringify(request));
  send({ kind: 'show', tables: ['program'] });
  const state: PageSocket['state'] = async (isIt) =>
    (await eventually(
      () => Promise.resolve(updates.findLast(({ playback }) => playback && isIt(playback as PlaybackState))),
      (found) => found !== undefined,
      'a state',
    ))!;
  return { socket, updates, send, state };
}

const seek = (atMs: number) => ({ kind: 'playback', action: 'seek', atMs });
const isAt =
  (atMs: number) =>
  ({ atMs: shownMs, isSeeking }: PlaybackState): boolean =>
    !isSeeking && shownMs === atMs;

describe('a served playback', () => {
  it('is controlled by each page, for all pages', async () => {
    const served = await serve();
    const [first, second] = [await openPage(served), await openPage(served)];
    await second.state(isAt(START_MS));
    first.send(seek(START_MS + 60_000));
    await second.state(isAt(START_MS + 60_000));
    second.send({ kind: 'playback', action: 'speed', speed: 1000 });
    second.send({ kind: 'playback', action: 'play' });
    await first.state(({ isAtEnd, speed }) => isAtEnd && speed === 1000);
  });

  it('shows the conversation up to the time, also after a seek back', async () => {
    const page = await openPage(await serve());
    const linesAt = async (atMs: number): Promise<number[]> => {
      page.send(seek(atMs));
      await page.state(isAt(atMs));
      const before = page.updates.length;
      page.send({ kind: 'watch', peer: 1, after: 0 });
      const { sequence } = (await eventually(
        () => Promise.resolve(page.updates.slice(before).find((update) => update.sequence !== undefined)),
        (found) => found !== undefined,
        'a conversation',
      ))!;
      return sequence!.lines.map((line) => line.atMs);
    };
    const [early, late] = [START_MS + 30, START_MS + 100_000];
    const atFirst = await linesAt(late);
    const back = await linesAt(early);
    expect(back.length).toBeGreaterThan(2);
    expect(Math.max(...back)).toBeLessThanOrEqual(early);
    expect(atFirst.filter((atMs) => atMs <= early)).toEqual(back);
    expect(await linesAt(late)).toEqual(atFirst);
    expect(new Set(page.updates.map(({ run }) => run)).size).toBe(2);
  });

  it('is sent again each second while it is paused, with its marks only once', async () => {
    const page = await openPage(await serve());
    await eventually(
      () => Promise.resolve(page.updates.filter(({ playback }) => playback !== undefined).length),
      (count) => count >= 3,
      'states of a paused playback',
    );
    const states = page.updates.flatMap(({ playback }) => playback ?? []);
    expect(states.filter(({ marks }) => marks !== undefined).length).toBeLessThanOrEqual(2);
    expect(states.at(-1)!.marks).toBeUndefined();
  });

  it.each([{ action: 'speed', speed: 0 }, { action: 'seek', atMs: null }, { action: 'stop' }])(
    'closes a page that sends %j',
    async (request) => {
      const { socket, send } = await openPage(await serve());
      send({ kind: 'playback', ...request });
      expect((await once(socket, 'close'))[0]).toBe(1008);
    },
  );
});
