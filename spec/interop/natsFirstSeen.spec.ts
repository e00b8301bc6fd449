import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { from, lastValueFrom, NEVER, range, map, concat, Subject, toArray, tap, timer, mergeMap } from 'rxjs';
import { MruMap } from '../../lib/collections/mruMap.js';
import { encodeFirstSeenRecord } from '../../lib/export/nats/firstSeen/firstSeenRecord.js';
import {
  firstSeenByNats,
  type FirstSeenByNatsOptions,
  type FirstSeenEvent,
  type FirstSeenSighting,
} from '../../lib/nats.js';
import { hashNumber, sightingOf } from '../helpers/nats/announcements.js';
import { describeWithNats, startNats, type NatsServer, type NatsServerOptions } from '../helpers/nodes/natsServer.js';
import { eventually } from '../helpers/nodes/soon.js';

const network = { name: 'bitcoin.regtest' };
const STREAM = 'first-bitcoin%2Eregtest';
const subjectOf = (index: number): string => `first.bitcoin%2Eregtest.${hashNumber(index)}`;

const isSighting = (event: FirstSeenEvent): event is FirstSeenSighting => event.kind === 'sighting';

/** The faults of some events, as the number of sightings per code. */
function faultsIn(events: readonly FirstSeenEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events) {
    if (event.kind === 'fault') counts[event.error.code] = (counts[event.error.code] ?? 0) + event.sightings;
  }
  return counts;
}

describeWithNats('firstSeenByNats', (program) => {
  let server: NatsServer;
  let connections: NatsConnection[] = [];

  async function start(options: NatsServerOptions = {}): Promise<void> {
    await server.stop();
    server = await startNats(program, options);
  }

  beforeEach(async () => {
    server = await startNats(program);
  });

  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    connections = [];
    await server.stop();
  });

  async function connected(): Promise<NatsConnection> {
    const connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    connections.push(connection);
    return connection;
  }

  /** The events of a monitor that sees some hashes. */
  async function race(
    connection: NatsConnection,
    monitor: string,
    indexes: Iterable<number>,
    options: Partial<FirstSeenByNatsOptions> = {},
  ): Promise<FirstSeenEvent[]> {
    const sighting$ = from(indexes).pipe(map((index) => sightingOf(index)));
    return lastValueFrom(
      sighting$.pipe(firstSeenByNats(connection, { network, monitor, timeoutMs: 30_000, ...options }), toArray()),
    );
  }

  it('gives each of 4000 hashes exactly one winner among three monitors', async () => {
    const indexes = Array.from({ length: 4000 }, (_, index) => index);
    const racers = await Promise.all(
      ['a', 'b', 'c'].map(async (monitor, shift) => {
        const connection = await connected();
        // Each begins elsewhere, so that each wins some.
        const order = indexes.map((index) => (index + shift * 1300) % 4000);
        return () => race(connection, monitor, order);
      }),
    );
    const startMs = performance.now();
    const events = (await Promise.all(racers.map((run) => run()))).flat();
    const publishesPerSecond = 12_000 / ((performance.now() - startMs) / 1000);
    process.stderr.write(
      `nats-server ${program.version}: ${Math.round(publishesPerSecond)} first-seen publishes a second\n`,
    );

    const winners = new Map<string, string>();
    expect(events.length).toBe(12_000);
    for (const event of events.filter(isSighting)) {
      if (event.isFirst) {
        expect(winners.has(event.key)).toBe(false);
        winners.set(event.key, event.winner.monitor);
      }
    }
    expect(winners.size).toBe(4000);
    // Each that lost was given the winner.
    expect(events.filter(isSighting).filter(({ key, winner }) => winner.monitor !== winners.get(key))).toEqual([]);
    expect(new Set(winners.values()).size).toBe(3);
    const { state } = await (await jetstreamManager(connections[0]!)).streams.info(STREAM);
    expect(state.messages).toBe(4000);
  });

  it('publishes a hash once, and gives further sightings of the monitor the known winner', async () => {
    const connection = await connected();
    await race(connection, 'other', [1]);
    const sightings = [sightingOf(1), sightingOf(1, 2), sightingOf(2), sightingOf(1, 3)];
    let published = 0;
    connection.subscribe('first.>', { callback: () => void (published += 1) });
    const events = await lastValueFrom(
      concat(from(sightings), timer(500).pipe(map(() => sightingOf(1, 4)))).pipe(
        firstSeenByNats(connection, { network, monitor: 'me' }),
        toArray(),
      ),
    );
    await connection.flush();
    expect(published).toBe(2);
    const one = events.filter(isSighting).filter(({ key }) => key === hashNumber(1));
    expect(one.map(({ peer }) => peer.id)).toEqual([1, 2, 3, 4]);
    expect(one.map(({ isLocalFirst }) => isLocalFirst)).toEqual([true, false, false, false]);
    expect(one.map(({ isFirst }) => isFirst)).toEqual([false, false, false, false]);
    expect(new Set(one.map(({ winner }) => winner.monitor))).toEqual(new Set(['other']));
    expect(one.map(({ clockErrorMs }) => clockErrorMs)).toEqual([undefined, undefined, undefined, undefined]);
    expect(events.find((event) => isSighting(event) && event.key === hashNumber(2))).toMatchObject({
      isFirst: true,
      delayMs: 0,
      clockErrorMs: 0,
      winner: { monitor: 'me', address: '192.0.2.1:8333' },
    });
  });

  it.each(['file', 'memory'] as const)(
    'reports a full stream (%s) as a fault, and forgets no winner',
    async (storage) => {
      const connection = await connected();
      // What is left after 53 records in a file (55 in memory) holds the payload of a further one, but not its subject: see maxBytesOfRecords.
      const options = { storage, maxBytes: 20_122 };
      const filling = await race(connection, 'a', range100(), options);
      const stored = filling.filter(isSighting);
      expect(stored.length).toBeGreaterThan(40);
      expect(stored.every(({ isFirst }) => isFirst)).toBe(true);
      expect(faultsIn(filling)).toEqual({ STORE_FULL: 100 - stored.length });

      // A lost race while the store is full is a lost race, and what found no room has no winner.
      const again = await race(connection, 'b', range100(), options);
      expect(again.filter(isSighting).map(({ key }) => key)).toEqual(stored.map(({ key }) => key));
      expect(again.filter(isSighting).every(({ isFirst, winner }) => !isFirst && winner.monitor === 'a')).toBe(true);
      expect(faultsIn(again)).toEqual({ STORE_FULL: 100 - stored.length });
    },
  );

  it('reports a full store of the server as a fault', async () => {
    await start({ maxFileStore: 30_000 });
    const connection = await connected();
    const refused = await race(connection, 'a', [1], { maxBytes: 100_000 });
    expect(faultsIn(refused)).toEqual({ STORE_FULL: 1 });
    const events = await race(connection, 'a', range100(), { maxBytes: 29_000 });
    expect(Object.keys(faultsIn(events))).toEqual(['STORE_FULL']);
  });

  it('reports a server without JetStream as a fault', async () => {
    await start({ jetStream: false });
    const events = await race(await connected(), 'a', [1, 2, 1], { retries: 1, retryDelayMs: 10 });
    expect(events.filter(isSighting)).toEqual([]);
    expect(faultsIn(events)).toEqual({ NO_JETSTREAM: 3 });
  });

  it('reports a closed connection as a fault', async () => {
    const connection = await connected();
    await connection.close();
    expect(faultsIn(await race(connection, 'a', [1], { retries: 0 }))).toEqual({ DISCONNECTED: 1 });
  });

  it('refuses a stream of the same name that would forget winners, and takes one of another size', async () => {
    const connection = await connected();
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: STREAM, subjects: ['first.bitcoin%2Eregtest.*'], max_msgs_per_subject: 1 });
    const events = await race(connection, 'a', [1]);
    expect(faultsIn(events)).toEqual({ WRONG_STREAM: 1 });
    await manager.streams.delete(STREAM);
    await race(connection, 'a', [1], { maxBytes: 1_000_000 });
    expect(faultsIn(await race(connection, 'a', [1, 2], { maxBytes: 2_000_000 }))).toEqual({});
  });

  it('creates the stream again when it was deleted', async () => {
    const connection = await connected();
    const sighting$ = new Subject<ReturnType<typeof sightingOf>>();
    const events: FirstSeenEvent[] = [];
    const options = { network, monitor: 'a', retryDelayMs: 10 };
    sighting$.pipe(firstSeenByNats(connection, options)).subscribe((event) => events.push(event));
    sighting$.next(sightingOf(1));
    await eventually(
      () => Promise.resolve(events.length),
      (length) => length === 1,
      'first event',
    );
    await (await jetstreamManager(connection)).streams.delete(STREAM);
    sighting$.next(sightingOf(2));
    await eventually(
      () => Promise.resolve(events.length),
      (length) => length === 2,
      'second event',
    );
    expect(events.filter(isSighting).map(({ isFirst }) => isFirst)).toEqual([true, true]);
  });

  it.each([
    ['no JSON', new TextEncoder().encode('{"v":1')],
    ['a long payload', new Uint8Array(100_000).fill(0x20)],
    ['an invalid time', encodeFirstSeenRecord({ monitor: 'x', peer: 1, address: 'a', atMs: NaN })],
  ])('reports a winner that is %s as a fault', async (_, payload) => {
    const connection = await connected();
    await race(connection, 'a', [1]);
    connection.publish(subjectOf(2), payload);
    const events = await race(connection, 'a', [2, 3]);
    expect(faultsIn(events)).toEqual({ BAD_PAYLOAD: 1 });
    expect(events.filter(isSighting).map(({ key }) => key)).toEqual([hashNumber(3)]);
  });

  it('gives no hash two winners when the server is killed in the middle and restarted', async () => {
    const HASHES = 6000;
    const indexes = Array.from({ length: HASHES }, (_, index) => index);
    // At most one event loop turn per 20 hashes, so that the race takes a while.
    const slowly$ = range(0, HASHES / 20).pipe(
      mergeMap((batch) => timer(batch * 3).pipe(mergeMap(() => indexes.slice(batch * 20, batch * 20 + 20)))),
      map((index) => sightingOf(index)),
    );
    let seen = 0;
    const racers = await Promise.all(
      ['a', 'b', 'c'].map(async (monitor) => {
        const options = { network, monitor, timeoutMs: 500, retryDelayMs: 200, retries: 10, maxQueued: HASHES };
        const connection = await connected();
        return slowly$.pipe(
          firstSeenByNats(connection, options),
          tap(() => (seen += 1)),
          toArray(),
        );
      }),
    );
    const running = Promise.all(racers.map((event$) => lastValueFrom(event$)));
    await eventually(
      () => Promise.resolve(seen),
      (count) => count > 1500,
      'events of the race',
    );
    await server.kill();
    const seenAtKill = seen;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.restart();
    const events = (await running).flat();

    expect(seenAtKill).toBeLessThan(3 * HASHES);
    const firsts = events.filter(isSighting).filter(({ isFirst }) => isFirst);
    expect(new Set(firsts.map(({ key }) => key)).size).toBe(firsts.length);
    const winnerOf = new MruMap<string, string>(HASHES);
    for (const { key, winner } of events.filter(isSighting)) {
      winnerOf.set(key, winnerOf.peek(key) ?? winner.monitor);
      expect(winner.monitor).toBe(winnerOf.peek(key));
    }
    // Every sighting is an event or is counted in a fault.
    const faults = Object.values(faultsIn(events)).reduce((sum, count) => sum + count, 0);
    expect(events.filter(isSighting).length + faults).toBe(3 * HASHES);
    process.stderr.write(`killed after ${seenAtKill} of ${3 * HASHES} events: ${JSON.stringify(faultsIn(events))}\n`);
    const { state } = await (await jetstreamManager(connections[0]!)).streams.info(STREAM);
    expect(state.messages).toBe(firsts.length);
  });

  it('reports the sightings that do not fit into the queue while the server is away', async () => {
    const connection = await connected();
    await race(connection, 'a', [0]);
    await server.kill();
    const options = { timeoutMs: 200, retries: 0, maxInFlight: 10, maxQueued: 50 };
    const events = await race(connection, 'a', range100(), options);
    expect(faultsIn(events)).toEqual({ TIMEOUT: 50, QUEUE_FULL: 50 });
  });

  it('stops publishing when the subscriber leaves', async () => {
    const connection = await connected();
    await race(connection, 'a', [0]);
    const sighting$ = new Subject<ReturnType<typeof sightingOf>>();
    const subscription = concat(sighting$, NEVER)
      .pipe(firstSeenByNats(connection, { network, monitor: 'a' }))
      .subscribe();
    subscription.unsubscribe();
    expect(sighting$.observed).toBe(false);
  });
});

const range100 = (): number[] => Array.from({ length: 100 }, (_, index) => index);
