import { describe, expect, it } from '@jest/globals';
import { MAX_REMEMBERED_CORRECTIONS, MAX_WALL_CLOCK_ERROR_MS, WallClock } from '../../lib/base/wallClock.js';

const HOUR_MS = 3_600_000;

/** The two clocks of a machine, controlled by the test. */
function machine(startMs = 1_700_000_000_000): {
  clock: WallClock;
  /** Time passes. */
  run: (ms: number) => void;
  /** The machine is suspended, or its clock is set. */
  shift: (ms: number) => void;
  now: () => number;
  system: () => number;
  reads: () => number;
} {
  let monotonicMs = 5;
  let systemMs = startMs;
  let reads = 0;
  const readSystem = (): number => {
    reads += 1;
    return systemMs;
  };
  return {
    clock: new WallClock(() => monotonicMs, readSystem),
    run: (ms) => {
      monotonicMs += ms;
      systemMs += ms;
    },
    shift: (ms) => (systemMs += ms),
    now: () => monotonicMs,
    system: () => systemMs,
    reads: () => reads,
  };
}

describe('WallClock', () => {
  it.each([
    ['a suspend for 8 hours', 8 * HOUR_MS],
    ['a clock that is set back by a year', -365 * 24 * HOUR_MS],
    ['the smallest correction that counts', MAX_WALL_CLOCK_ERROR_MS + 1],
    ['the same, backwards', -MAX_WALL_CLOCK_ERROR_MS - 1],
  ])('is correct at once after %s', (_, ms) => {
    const { clock, now, run, shift, system } = machine();
    expect(clock.at(now())).toBe(system());
    run(1000);
    shift(ms);
    run(1);
    expect(clock.at(now())).toBe(system());
  });

  it('is correct after NTP has set a clock that started in 1970', () => {
    const { clock, now, run, shift, system } = machine(0);
    run(20_000);
    expect(clock.at(now())).toBe(20_000);
    shift(1_790_000_000_000);
    run(1);
    expect(clock.at(now())).toBe(system());
  });

  it('keeps its offset within the tolerance, so that differences equal those of the monotonic clock', () => {
    const { clock, now, run, shift } = machine();
    const beforeMs = clock.at(now());
    shift(MAX_WALL_CLOCK_ERROR_MS);
    run(0.25);
    expect(clock.at(now()) - beforeMs).toBe(0.25);
  });

  it('keeps the time of day of earlier times', () => {
    const { clock, now, run, shift, system } = machine();
    const moments: { ms: number; dayMs: number }[] = [];
    for (const hours of [0, 8, -1, 24]) {
      shift(hours * HOUR_MS);
      run(1000);
      clock.at(now());
      moments.push({ ms: now(), dayMs: system() });
    }
    expect(moments.map(({ ms }) => clock.at(ms))).toEqual(moments.map(({ dayMs }) => dayMs));
  });

  it(`remembers ${MAX_REMEMBERED_CORRECTIONS} offsets, the first one included`, () => {
    const { clock, now, run, shift, system } = machine();
    const firstMs = now();
    const firstDayMs = clock.at(firstMs);
    const correct = (): void => {
      shift(HOUR_MS);
      run(1);
      clock.at(now());
    };
    for (let i = 1; i < MAX_REMEMBERED_CORRECTIONS; i++) correct();
    expect(clock.at(firstMs)).toBe(firstDayMs);
    correct();
    expect(clock.at(firstMs)).toBe(firstDayMs + HOUR_MS);
    expect(clock.at(now())).toBe(system());
  });

  it('is exact if the process is interrupted between reading the two clocks', () => {
    let monotonicMs = 0;
    let interruptionMs = 0;
    const clock = new WallClock(
      () => monotonicMs,
      () => {
        monotonicMs += interruptionMs;
        interruptionMs = 0;
        return 1_700_000_000_000 + monotonicMs;
      },
    );
    monotonicMs += 10;
    interruptionMs = 500;
    expect(clock.at(10)).toBe(1_700_000_000_010);
    interruptionMs = 0;
    expect(clock.at(monotonicMs)).toBe(1_700_000_000_000 + monotonicMs);
  });

  it('reads the system clock once for each later time, and not for an earlier one', () => {
    const { clock, now, run, reads } = machine();
    const before = reads();
    run(1);
    for (let i = 0; i < 100; i++) clock.at(now());
    expect(reads() - before).toBe(1);
  });
});
