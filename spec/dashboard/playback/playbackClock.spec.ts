import { describe, expect, it } from '@jest/globals';
import { interval } from 'rxjs';
import { PlaybackClock } from '../../../lib/dashboard/playback/playbackClock.js';

const TEN_MINUTES_MS = 600_000;

function passTo(clock: PlaybackClock, wallMs: number): number {
  let steps = 0;
  for (; clock.wallMs() < wallMs; steps += 1) clock.passTowards(wallMs);
  return steps;
}

describe('PlaybackClock', () => {
  it('passes in steps of at most a second, to exactly the time', () => {
    const clock = new PlaybackClock(1000.25);
    expect(passTo(clock, 4000.75)).toBe(4);
    expect([clock.now(), clock.wallMs()]).toEqual([4000.75, 4000.75]);
    clock.passTowards(3000);
    expect(clock.wallMs()).toBe(4000.75);
  });

  it('passes ten minutes without a jump, and jumps over what is beyond', () => {
    const exact = new PlaybackClock(0);
    passTo(exact, TEN_MINUTES_MS);
    expect(exact.now()).toBe(TEN_MINUTES_MS);
    const beyond = new PlaybackClock(0);
    passTo(beyond, TEN_MINUTES_MS + 1);
    expect([beyond.now(), beyond.wallMs()]).toEqual([TEN_MINUTES_MS, TEN_MINUTES_MS + 1]);
  });

  it('runs the timers of the end of a gap only', () => {
    const clock = new PlaybackClock(0);
    const times: number[] = [];
    interval(100_000, clock).subscribe(() => times.push(clock.wallMs()));
    passTo(clock, 1e12);
    expect(times).toEqual([5, 4, 3, 2, 1, 0].map((left) => 1e12 - left * 100_000));
  });

  it('converts times before a jump to their time of day, for the last 256 jumps', () => {
    const clock = new PlaybackClock(0);
    const noted: { nowMs: number; wallMs: number }[] = [];
    for (let i = 0; i < 257; i += 1) {
      clock.passTowards(clock.wallMs() + 1);
      noted.push({ nowMs: clock.now(), wallMs: clock.wallMs() });
      passTo(clock, clock.wallMs() + TEN_MINUTES_MS + 1000);
    }
    expect(noted.slice(1).map(({ nowMs }) => clock.wallMs(nowMs))).toEqual(noted.slice(1).map(({ wallMs }) => wallMs));
    expect(clock.wallMs(noted[0]!.nowMs)).toBe(noted[0]!.wallMs + 1000);
  });

  it('passes the whole range of times of a recording', () => {
    const clock = new PlaybackClock(-8.64e15);
    expect(passTo(clock, 8.64e15)).toBeLessThan(700);
    expect(clock.wallMs()).toBe(8.64e15);
  });
});
