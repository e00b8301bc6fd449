import { afterEach, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import { wallClockMs } from '../../lib/base/clock.js';
import { historySource } from '../../lib/dashboard/playback/historySource.js';
import { Playback } from '../../lib/dashboard/playback/playback.js';
import type { PlaybackState } from '../../lib/dashboard/protocol/playback.js';
import type { Update } from '../../lib/dashboard/protocol/update.js';
import { historyReader, historyStartMs } from '../../lib/export/nats/history/historyReader.js';
import { bitcoin } from '../../lib/index.js';
import { fromNats, keepHistory } from '../../lib/nats.js';
import { preciseScheduler } from '../../lib/peer/preciseScheduler.js';
import { startDashboard } from '../helpers/browser/startDashboard.js';
import { Cleanup, connectTo, startMonitor } from '../helpers/nodes/natsMonitor.js';
import { startSimulation } from '../helpers/nodes/simulation.js';
import { describeWithNats, startNats } from '../helpers/nodes/natsServer.js';
import { eventually } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;

describeWithNats('the playback of a history', (program) => {
  const cleanup = new Cleanup();

  afterEach(() => cleanup.run());

  /** A server whose stream stores what the monitor `berlin` publishes of three nodes. */
  async function recorded() {
    const server = await startNats(program);
    cleanup.add(() => server.stop());
    const connection = await connectTo(server.url, cleanup);
    await keepHistory(connection, { network, maxAgeMs: 3_600_000 });
    const monitor = await startMonitor(cleanup, server.url, await startSimulation(cleanup, { count: 3 }), {
      monitor: 'berlin',
    });
    const published = async (messages: number): Promise<unknown> =>
      eventually(
        () => Promise.resolve(monitor.state()?.publishedMessages ?? 0),
        (count) => count >= messages,
        `${messages} published messages`,
      );
    await published(100);
    return { connection, monitor, server, published };
  }

  async function openPlayback(connection: Awaited<ReturnType<typeof connectTo>>): Promise<Playback> {
    const playback = new Playback(
      historySource({
        title: 'of the spec',
        network,
        fromMs: (await historyStartMs(connection, network))!,
        read: (sinceMs) => historyReader(connection, { network, sinceMs }),
        fromNats,
        nowMs: () => wallClockMs(preciseScheduler),
      }),
    );
    cleanup.add(() => playback.close());
    return playback;
  }

  const reached = ({ state$ }: Playback): Promise<PlaybackState> =>
    eventually(
      () => firstValueFrom(state$),
      ({ isSeeking }) => !isSeeking,
      'the end of the seek',
    );
  const figures = async ({ pool }: Playback): Promise<{ peers: number; received: number }> => {
    const peers = await firstValueFrom(pool.peers$);
    return { peers: peers.length, received: peers.reduce((sum, peer) => sum + peer.stats().received.messages, 0) };
  };

  it('shows the present, goes back to a moment and shows the same again, and follows the present', async () => {
    const { connection, monitor, published } = await recorded();
    const playback = await openPlayback(connection);
    playback.seek(wallClockMs(preciseScheduler));
    const { atMs: momentMs } = await reached(playback);
    const moment = await figures(playback);
    expect(moment.peers).toBe(3);
    expect(moment.received).toBeGreaterThan(0);
    await published(300);
    playback.seek(wallClockMs(preciseScheduler));
    await reached(playback);
    expect((await figures(playback)).received).toBeGreaterThan(moment.received);
    playback.seek(momentMs);
    const { run } = await reached(playback);
    expect(run).toBe(2);
    expect(await figures(playback)).toEqual(moment);
    // A paused playback stays at its time, and a playing one catches up and continues live.
    playback.seek(8e15);
    await reached(playback);
    playback.seek(8e15);
    playback.play();
    const before = await figures(playback);
    await eventually(
      () => figures(playback),
      ({ received }) => received > before.received + 20,
      'messages that are published meanwhile',
    );
    expect(wallClockMs(preciseScheduler) - playback.state.atMs).toBeLessThan(1000);
    monitor.stop();
    await eventually(
      () => figures(playback),
      ({ peers }) => peers === 0,
      'the goodbye of the monitor',
    );
    playback.seek(momentMs);
    await reached(playback);
    expect(await figures(playback)).toEqual(moment);
  });

  it('has the controls on the page of rxpeer dashboard --nats --since', async () => {
    const { server, published } = await recorded();
    const args = ['--network', 'bitcoin.regtest', '--nats', server.url, '--since', '60', '--metrics', '0'];
    const { program: dashboard, url } = await startDashboard(...args);
    cleanup.add(() => dashboard.kill());
    const page = openSocket(url);
    cleanup.add(() => page.close());
    const live = await page.state(
      ({ isPlaying, isSeeking, atMs, toMs }) => isPlaying && !isSeeking && toMs - atMs < 1000,
    );
    expect(live).toMatchObject({ kind: 'history', speed: 1, notices: [expect.stringContaining('of a history')] });
    await published(300);
    page.send({ kind: 'playback', action: 'pause' });
    page.send({ kind: 'playback', action: 'seek', atMs: live.fromMs });
    const back = await page.state(({ isPlaying, isSeeking, run }) => !isPlaying && !isSeeking && run > live.run);
    expect(back.atMs).toBe(live.fromMs);
    page.send({ kind: 'playback', action: 'seek', atMs: 8e15 });
    await page.state(({ atMs, isSeeking, run }) => !isSeeking && run >= back.run && atMs > back.atMs + 1000);
    // The metrics are those of the present, whatever is shown.
    page.send({ kind: 'playback', action: 'seek', atMs: live.fromMs });
    await page.state(({ isSeeking, run }) => !isSeeking && run > back.run);
    const metricsUrl = (await dashboard.line(/metrics http:/)).trim().split(' ').at(-1)!;
    await eventually(
      async () => (await fetch(metricsUrl)).text(),
      (text) => /^rxpeer_peers\{.*\} 3$/m.test(text),
      'metrics of three peers',
    );
  });

  it('shows the present without controls if the server has no stream', async () => {
    const server = await startNats(program);
    cleanup.add(() => server.stop());
    const args = ['--network', 'bitcoin.regtest', '--nats', server.url, '--since', '60'];
    const { program: dashboard, url } = await startDashboard(...args);
    cleanup.add(() => dashboard.kill());
    expect(dashboard.stderr()).toMatch(/^rxpeer: .*rxpeer-bitcoin=2Eregtest.*; the page has no controls of time$/m);
    const page = openSocket(url);
    cleanup.add(() => page.close());
    page.send({ kind: 'playback', action: 'play' });
    const update = await page.update(({ tables }) => tables !== undefined);
    expect(update.playback).toBeUndefined();
  });
});

/** A page without a browser. */
function openSocket(url: string) {
  const socket = new WebSocket(new URL('live', url), { origin: new URL(url).origin });
  const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()));
  const updates: Update[] = [];
  socket.on('message', (data: Buffer) => void updates.push(JSON.parse(data.toString()) as Update));
  /** The number of updates before the last request: they are no answers to it. */
  let before = 0;
  const send = (request: object): void => {
    before = updates.length;
    void opened.then(() => socket.send(JSON.stringify(request)));
  };
  send({ kind: 'show', tables: ['program', 'peers'] });
  const update = async (isIt: (update: Update) => boolean): Promise<Update> =>
    (await eventually(
      () => Promise.resolve(updates.slice(before).findLast(isIt)),
      (found) => found !== undefined,
      'an update',
    ))!;
  return {
    send,
    update,
    close: () => socket.terminate(),
    state: async (isIt: (state: PlaybackState) => boolean): Promise<PlaybackState> =>
      (await update(({ playback }) => playback !== undefined && isIt(playback as PlaybackState)))
        .playback as PlaybackState,
  };
}
