import { describe, expect, it } from '@jest/globals';
import { errors, type Msg, type NatsConnection, type Payload, type SubscriptionOptions } from '@nats-io/nats-core';
import { decodeClockReply, encodeClockReply } from '../../../../lib/export/nats/clock/clockReply.js';
import { MAX_MEASURED_MONITORS } from '../../../../lib/export/nats/clock/monitorClocks.js';
import { monitorClocks, type MonitorClocksOptions, type NatsError } from '../../../../lib/nats.js';
import { VirtualTime } from '../../../../lib/virtual/virtualTime.js';

const network = { name: 'bitcoin.regtest' };

/** A connection in virtual time to monitors whose clocks are 1000 ms ahead. */
class FakeConnection {
  readonly requested: string[] = [];
  readonly subscribed = new Map<string, SubscriptionOptions>();
  readonly silent = new Set<string>();
  roundTripsMs = [10];
  aheadMs = 1000;

  constructor(private readonly time: VirtualTime) {}

  subscribe(subject: string, options: SubscriptionOptions) {
    this.subscribed.set(subject, options);
    return { unsubscribe: () => void this.subscribed.delete(subject) };
  }

  request(subject: string, _?: Payload, options?: { timeout: number }): Promise<Pick<Msg, 'data'>> {
    this.requested.push(subject.split('.').at(-1)!);
    if (this.silent.has(subject.split('.').at(-1)!)) return this.late(options!.timeout);
    const roundTripMs = this.roundTripsMs.length > 1 ? this.roundTripsMs.shift()! : this.roundTripsMs[0]!;
    const atMs = this.time.wallMs() + this.aheadMs + roundTripMs / 2;
    const data = encodeClockReply({ receivedAtMs: atMs, sentAtMs: atMs });
    return new Promise((resolve) => void this.time.schedule(() => resolve({ data }), roundTripMs));
  }

  private late(timeoutMs: number): Promise<never> {
    return new Promise((_, reject) => void this.time.schedule(() => reject(new errors.TimeoutError()), timeoutMs));
  }
}

function start(options: Partial<MonitorClocksOptions> = {}) {
  const time = new VirtualTime({ startMs: 1_000_000 });
  const connection = new FakeConnection(time);
  const settings = { network, monitor: 'me', samples: 3, scheduler: time, ...options };
  const clocks = monitorClocks(connection as unknown as NatsConnection, settings);
  const faults: NatsError[] = [];
  clocks.faults$.subscribe((error) => faults.push(error));
  /** Advances by steps of 1 ms, and lets promises call their handlers. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed++) {
      time.advance(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { time, connection, clocks, faults, pass };
}

describe('monitorClocks', () => {
  it('measures a monitor from the first call of offsetOf on, one question after the other', async () => {
    const { connection, clocks, pass } = start();
    expect(connection.requested).toEqual([]);
    expect(clocks.offsetOf('b')).toBeUndefined();
    expect(clocks.offsetOf('b')).toBeUndefined();
    expect(connection.requested).toEqual(['b']);
    await pass(10);
    expect(clocks.offsetOf('b')).toMatchObject({ offsetMs: 1000, measuredAtMs: 1_000_010 });
    await pass(20);
    expect(connection.requested).toEqual(['b', 'b', 'b']);
    expect(clocks.offsetOf('b')!.errorMs).toBeCloseTo(5, 1);
  });

  it('keeps the question with the shortest round trip', async () => {
    const { connection, clocks, pass } = start({ monitors: ['b'] });
    connection.roundTripsMs = [10, 2, 8];
    clocks.offsetOf('c');
    await pass(40);
    expect(clocks.offsetOf('b')!.errorMs).toBeCloseTo(1, 1);
  });

  it('measures again every interval, and follows a clock that is set', async () => {
    const { connection, clocks, pass } = start({ monitors: ['b'], intervalMs: 100 });
    await pass(99);
    expect(connection.requested.length).toBe(3);
    connection.aheadMs = -500;
    await pass(50);
    expect(connection.requested.length).toBe(6);
    expect(clocks.offsetOf('b')!.offsetMs).toBe(-500);
  });

  it('forgets an offset that is older than maxAgeMs', async () => {
    const { connection, clocks, pass, faults } = start({ monitors: ['b'], maxAgeMs: 50, intervalMs: 1000, samples: 1 });
    connection.silent.add('silent');
    clocks.offsetOf('silent');
    await pass(60);
    expect(clocks.offsetOf('b')).toBeDefined();
    await pass(1);
    expect(clocks.offsetOf('b')).toBeUndefined();
    expect(faults).toEqual([]);
  });

  it('a monitor answers with the time of its own clock', () => {
    const { time, connection } = start();
    const sent: Uint8Array[] = [];
    const message = { respond: (payload: Uint8Array) => sent.push(payload) } as unknown as Msg;
    void connection.subscribed.get('rxpeer-clock.bitcoin%2Eregtest.me')!.callback!(null, message);
    expect(decodeClockReply(sent[0]!)).toEqual({ receivedAtMs: time.wallMs(), sentAtMs: time.wallMs() });
  });

  it('reports a subscription that NATS refuses as a fault', () => {
    const { connection, faults } = start();
    const error = new errors.PermissionViolationError('no', 'subscription', 'rxpeer-clock.x.me');
    const [options] = connection.subscribed.values();
    void options!.callback!(error, undefined as unknown as Msg);
    expect(faults).toMatchObject([{ code: 'REFUSED', cause: error }]);
  });

  it('remembers MAX_MEASURED_MONITORS monitors', async () => {
    const { connection, clocks, pass } = start({ samples: 1 });
    connection.roundTripsMs = [0];
    const names = Array.from({ length: MAX_MEASURED_MONITORS }, (_, index) => `m${index}`);
    for (const name of names) clocks.offsetOf(name);
    await pass(200);
    expect(names.every((name) => clocks.offsetOf(name) !== undefined)).toBe(true);
    clocks.offsetOf('another');
    expect(connection.requested.length).toBe(MAX_MEASURED_MONITORS + 1);
    // The least recently used one was evicted, and is measured as a new one.
    expect(clocks.offsetOf('m1')).toBeDefined();
    expect(clocks.offsetOf('m0')).toBeUndefined();
    expect(connection.requested.at(-1)).toBe('m0');
  });

  it('ends with close: no timer, no subscription, no offset', async () => {
    const { time, connection, clocks, pass } = start({ monitors: ['b'] });
    await pass(100);
    clocks.close();
    expect([time.waitingCount, connection.subscribed.size, clocks.offsetOf('b')]).toEqual([0, 0, undefined]);
  });

  it.each([
    [{ monitor: '' }, 'monitor'],
    [{ monitors: ['b', 'm'.repeat(101)] }, 'monitors/1'],
    [{ intervalMs: 0 }, 'intervalMs'],
    [{ samples: 101 }, 'samples'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ maxAgeMs: 0 }, 'maxAgeMs'],
  ])('refuses %j', (options, path) => {
    expect(() => start(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path }));
  });
});
