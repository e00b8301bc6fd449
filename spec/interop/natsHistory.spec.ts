import { afterEach, expect, it } from '@jest/globals';
import { filter, firstValueFrom, mergeMap, NEVER, of, take, toArray } from 'rxjs';
import { bitcoin } from '../../lib/index.js';
import { consumeHistory, fromNats, keepHistory, type HistoryMessage } from '../../lib/nats.js';
import { Cleanup, connectTo, startMonitor, type PublishedMonitor } from '../helpers/nodes/natsMonitor.js';
import { startSimulation } from '../helpers/nodes/simulation.js';
import { eventually, soon } from '../helpers/nodes/soon.js';
import { describeWithNats, startNats } from '../helpers/nodes/natsServer.js';

const network = bitcoin.regtest;

describeWithNats('the history of a network', (program) => {
  const cleanup = new Cleanup();

  afterEach(() => cleanup.run());

  /** A server with the stream, and a monitor that has published a number of messages since `startMs`. */
  async function recorded({ maxPayload = '8MB', messages = 100 } = {}) {
    const server = await startNats(program, { maxPayload });
    cleanup.add(() => server.stop());
    const connection = await connectTo(server.url, cleanup);
    const startMs = Date.now();
    await keepHistory(connection, { network, maxAgeMs: 3_600_000 });
    const simulated = await startSimulation(cleanup, { count: 3 });
    const monitor = await startMonitor(cleanup, server.url, simulated, { monitor: 'berlin' });
    await eventually(
      () => Promise.resolve(monitor.state()?.publishedMessages ?? 0),
      (count) => count >= messages,
      `${messages} published messages`,
    );
    return { connection, monitor, server, startMs };
  }

  it('is replayed from a time, and continues live', async () => {
    const { connection, monitor, startMs } = await recorded();
    const published = monitor.state()!.publishedMessages;
    const pool = fromNats(connection, { network, sinceMs: startMs });
    cleanup.add(() => pool.close());
    const times: number[] = [];
    pool.connection$.pipe(mergeMap(({ traffic$ }) => traffic$)).subscribe(({ atMs }) => times.push(atMs));
    await eventually(
      () => Promise.resolve(times.length),
      (count) => count >= published,
      'every published message',
    );
    expect(times[0]).toBeGreaterThanOrEqual(startMs - 1);
    expect(times[0]).toBeLessThan(startMs + 5000);
    const peers = await soon(pool.peers$.pipe(filter(({ length }) => length === 3)), 'peers');
    expect(new Set(peers.map((peer) => peer.monitor))).toEqual(new Set(['berlin']));
    const [status] = await soon(pool.monitors$.pipe(filter(({ length }) => length > 0)), 'statuses');
    expect(status).toMatchObject({ monitor: 'berlin', isAlive: true, lostRecords: 0 });
    const { message } = await soon(pool.on('inv'), 'live inventory');
    expect(message.items.length).toBeGreaterThan(0);
  });

  it('is consumed at least once: what was not acknowledged is sent again', async () => {
    const { connection, monitor } = await recorded();
    const options = { network, durable: 'invs', commands: ['inv'], ackWaitMs: 1000 } as const;
    const first: string[] = [];
    // The third message is never finished, so its list is not acknowledged.
    const interrupted = consumeHistory(connection, options, (message) => {
      first.push(keyOf(message));
      return first.length < 3 ? of(message) : NEVER;
    }).subscribe();
    await eventually(
      () => Promise.resolve(first.length),
      (count) => count === 3,
      'three messages',
    );
    interrupted.unsubscribe();
    const second: string[] = [];
    const resumed = consumeHistory(connection, options, (message) => of(keyOf(message))).subscribe((key) =>
      second.push(key),
    );
    await eventually(
      () => Promise.resolve(second.includes(first[2]!)),
      (isThere) => isThere,
      'the message that was not finished',
    );
    const received = await receivedInvs(monitor);
    await eventually(
      () => Promise.resolve(new Set([...first, ...second]).size),
      (count) => count >= received,
      `${received} invs`,
    );
    resumed.unsubscribe();
    // The first message was acknowledged with its list, unless the list also has the unfinished one.
    expect(second.filter((key) => key === first[2])).toHaveLength(1);
  });

  it('joins record lists above the maximum payload of the server', async () => {
    const { connection } = await recorded({ maxPayload: '1KB' });
    const versions = await soon(
      consumeHistory(connection, { network, durable: 'versions', commands: ['version'] }, (each) => of(each)).pipe(
        take(3),
        toArray(),
      ),
      'versions',
    );
    expect(versions[0]).toMatchObject({ monitor: 'berlin', message: { command: 'version' } });
    const pool = fromNats(connection, { network, sinceMs: 0 });
    cleanup.add(() => pool.close());
    // The versions and statistics of a peer have more than 1 KB.
    const peers = await soon(pool.peers$.pipe(filter(({ length }) => length === 3)), 'peers');
    await eventually(
      () => Promise.resolve(peers[0]!.stats().received.messages),
      (count) => count > 0,
      'statistics',
    );
  });

  it('ends with the error of project, without an acknowledgement', async () => {
    const { connection } = await recorded({ messages: 20 });
    const failing$ = consumeHistory(connection, { network, durable: 'failing' }, () => {
      throw new Error('no space');
    });
    await expect(firstValueFrom(failing$)).rejects.toMatchObject({ code: 'CALLBACK_FAILED', message: /no space/ });
  });

  it('errors with NO_STREAM without a stream, and NO_JETSTREAM without JetStream', async () => {
    const server = await startNats(program);
    cleanup.add(() => server.stop());
    const connection = await connectTo(server.url, cleanup);
    const consumed$ = consumeHistory(connection, { network, durable: 'none' }, (each) => of(each));
    await expect(firstValueFrom(consumed$)).rejects.toMatchObject({ code: 'NO_STREAM' });
    const pool = fromNats(connection, { network, sinceMs: 0 });
    cleanup.add(() => pool.close());
    expect((await soon(pool.faults$, 'fault')).message).toMatch(/rxpeer-bitcoin=2Eregtest/);
    const plain = await startNats(program, { jetStream: false });
    cleanup.add(() => plain.stop());
    await expect(keepHistory(await connectTo(plain.url, cleanup), { network })).rejects.toMatchObject({
      code: 'NO_JETSTREAM',
    });
  });
});

function keyOf({ atMs, peer, message }: HistoryMessage): string {
  return `${peer.address} ${atMs} ${message.command === 'inv' ? message.items.map(({ hash }) => hash).join() : ''}`;
}

async function receivedInvs({ pool }: PublishedMonitor): Promise<number> {
  const peers = await firstValueFrom(pool.peers$);
  return peers.reduce((sum, peer) => sum + (peer.stats().received.byCommand['inv']?.messages ?? 0), 0);
}
