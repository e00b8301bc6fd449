import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { lastValueFrom, of } from 'rxjs';
import { clockSubject } from '../../lib/export/nats/clock/monitorClocks.js';
import {
  firstSeenByNats,
  monitorClocks,
  type ClockOffset,
  type MonitorClocks,
  type MonitorClocksOptions,
  type NatsError,
} from '../../lib/nats.js';
import { sightingOf } from '../helpers/nats/announcements.js';
import { shiftedClock } from '../helpers/nats/shiftedClock.js';
import { describeWithNats, startNats, type NatsServer } from '../helpers/nodes/natsServer.js';
import { eventually } from '../helpers/nodes/soon.js';

const network = { name: 'bitcoin.regtest' };
const MINUTES_MS = 7 * 60_000;

describeWithNats('monitorClocks', (program) => {
  let server: NatsServer;
  let connections: NatsConnection[];
  let opened: MonitorClocks[];

  beforeEach(async () => {
    connections = [];
    opened = [];
    server = await startNats(program);
  });

  afterEach(async () => {
    for (const clocks of opened) clocks.close();
    await Promise.all(connections.map((connection) => connection.close()));
    await server.stop();
  });

  async function connected(): Promise<NatsConnection> {
    const connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    connections.push(connection);
    return connection;
  }

  async function open(monitor: string, options: Partial<MonitorClocksOptions> = {}): Promise<MonitorClocks> {
    const clocks = monitorClocks(await connected(), { network, monitor, intervalMs: 100, timeoutMs: 200, ...options });
    opened.push(clocks);
    await connections.at(-1)!.flush();
    return clocks;
  }

  /** Waits for an exact measurement: the stated error of one that a busy machine has delayed is half of its round trip. */
  const measured = async (clocks: MonitorClocks, monitor: string): Promise<ClockOffset> =>
    (await eventually(
      () => Promise.resolve(clocks.offsetOf(monitor)),
      (offset) => offset !== undefined && offset.errorMs < 5,
      `offset of ${monitor} to 5 ms`,
    ))!;

  it('measures a clock that is minutes off to 5 ms, from both sides', async () => {
    const a = await open('a');
    const b = await open('b', { scheduler: shiftedClock(MINUTES_MS) });
    const seenByA = await measured(a, 'b');
    const seenByB = await measured(b, 'a');
    process.stderr.write(
      `nats-server ${program.version}: clock error ${(seenByA.offsetMs - MINUTES_MS).toFixed(3)} ms, ` +
        `stated ${seenByA.errorMs.toFixed(3)} ms\n`,
    );
    for (const [{ offsetMs, errorMs }, truth] of [
      [seenByA, MINUTES_MS],
      [seenByB, -MINUTES_MS],
    ] as const) {
      expect(errorMs).toBeLessThan(5);
      expect(Math.abs(offsetMs - truth)).toBeLessThanOrEqual(errorMs + 0.001);
    }
  });

  it('follows a clock that is set', async () => {
    const clock = shiftedClock(0);
    const a = await open('a');
    await open('b', { scheduler: clock });
    expect(Math.abs((await measured(a, 'b')).offsetMs)).toBeLessThan(5);
    clock.set(-MINUTES_MS);
    const offset = await eventually(
      () => measured(a, 'b'),
      ({ offsetMs }) => offsetMs < -1000,
      'new offset',
    );
    expect(Math.abs(offset.offsetMs + MINUTES_MS)).toBeLessThan(5);
  });

  it('corrects the delays of first seen, and states the error', async () => {
    const late = shiftedClock(MINUTES_MS);
    const a = await open('a');
    await open('b', { scheduler: late });
    await measured(a, 'b');
    const see = async (monitor: string, options: object) =>
      lastValueFrom(of(sightingOf(1)).pipe(firstSeenByNats(await connected(), { network, monitor, ...options })));
    expect(await see('b', { scheduler: late })).toMatchObject({ isFirst: true, delayMs: 0 });
    const event = await see('a', { clocks: a });
    if (event.kind !== 'sighting') throw event.error;
    expect(event.winner.monitor).toBe('b');
    expect(event.clockErrorMs).toBeLessThan(5);
    // Not minutes: only what the first race took.
    expect(event.delayMs).toBeGreaterThan(-5);
    expect(event.delayMs).toBeLessThan(10_000);
    expect(await see('a', {})).toMatchObject({ clockErrorMs: undefined });
  });

  it('does not know the clock of a monitor that is absent or silent, and forgets one that leaves', async () => {
    const a = await open('a', { monitors: ['b', 'silent'], maxAgeMs: 500 });
    const b = await open('b');
    const faults: NatsError[] = [];
    a.faults$.subscribe((error) => faults.push(error));
    (await connected()).subscribe(clockSubject(network, 'silent'), { callback: () => undefined });
    await measured(a, 'b');
    expect(a.offsetOf('absent')).toBeUndefined();
    b.close();
    await eventually(
      () => Promise.resolve(a.offsetOf('b')),
      (offset) => offset === undefined,
      'end of the offset',
    );
    expect([a.offsetOf('silent'), a.offsetOf('absent'), faults]).toEqual([undefined, undefined, []]);
  });

  it('reports hostile answers as faults, and measures the others', async () => {
    const a = await open('a');
    const faults: NatsError[] = [];
    a.faults$.subscribe((error) => faults.push(error));
    const hostile = await connected();
    const payloads = [new Uint8Array(), new Uint8Array(17).fill(0xff), new Uint8Array(1_000_000), 'now'];
    let answers = 0;
    hostile.subscribe(clockSubject(network, 'hostile'), {
      callback: (_, message) => void message.respond(payloads[answers++ % payloads.length]),
    });
    await open('b');
    await hostile.flush();
    expect(a.offsetOf('hostile')).toBeUndefined();
    await measured(a, 'b');
    await eventually(
      () => Promise.resolve(faults.length),
      (count) => count >= payloads.length,
      'faults',
    );
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['BAD_PAYLOAD']));
    expect(a.offsetOf('hostile')).toBeUndefined();
  });

  it('measures again after the server was restarted', async () => {
    const a = await open('a', { maxAgeMs: 1000 });
    await open('b');
    const before = await measured(a, 'b');
    await server.restart();
    const after = await eventually(
      () => Promise.resolve(a.offsetOf('b')),
      (offset) => offset !== undefined && offset.measuredAtMs > before.measuredAtMs + 1000 && offset.errorMs < 5,
      'new measurement',
    );
    expect(after!.errorMs).toBeLessThan(5);
  });
});
