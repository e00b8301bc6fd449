/**
 * How far the system's time of day may be from ours before it is read anew: ours is a monotonic clock plus an offset, so that round trips
 * that a recording tells are exact to the microsecond, which Date.now() is not.
 */
export const MAX_WALL_CLOCK_ERROR_MS = 100;

/** Corrections that are remembered; an older moment gets the oldest of them. */
export const MAX_REMEMBERED_CORRECTIONS = 16;

/** What to add to moments of the monotonic clock that are later than `afterMs`. */
interface Correction {
  readonly afterMs: number;
  readonly offsetMs: number;
}

/**
 * The time of day of moments on a monotonic clock.
 *
 * The offset between the two clocks is constant until the machine is suspended (the monotonic clock stops) or its clock is set. Each
 * new moment is compared with the system's time of day, and a difference of more than MAX_WALL_CLOCK_ERROR_MS begins a new offset.
 * Earlier moments keep theirs: a ping that was sent before a suspend keeps the time at which it was sent.
 */
export class WallClock {
  /** The newest first. */
  private readonly corrections: Correction[];
  private comparedMs = -Infinity;

  /**
   * @param monotonicMs a clock that never goes back
   * @param systemMs the system's time of day, in milliseconds since 1970
   */
  constructor(
    private readonly monotonicMs: () => number,
    private readonly systemMs: () => number,
  ) {
    this.corrections = [{ afterMs: -Infinity, offsetMs: this.measureOffsetMs() }];
  }

  /** @param momentMs a value that the monotonic clock has returned */
  at(momentMs: number): number {
    if (momentMs > this.comparedMs) this.compare(momentMs);
    for (const { afterMs, offsetMs } of this.corrections) if (momentMs > afterMs) return momentMs + offsetMs;
    return momentMs + this.corrections.at(-1)!.offsetMs;
  }

  private compare(momentMs: number): void {
    const afterMs = this.comparedMs;
    this.comparedMs = momentMs;
    const { offsetMs } = this.corrections[0]!;
    // The moment may be a little old, and then this measures exactly before it decides.
    if (Math.abs(this.systemMs() - momentMs - offsetMs) <= MAX_WALL_CLOCK_ERROR_MS) return;
    const measuredMs = this.measureOffsetMs();
    if (Math.abs(measuredMs - offsetMs) <= MAX_WALL_CLOCK_ERROR_MS) return;
    this.corrections.unshift({ afterMs, offsetMs: measuredMs });
    if (this.corrections.length > MAX_REMEMBERED_CORRECTIONS) this.corrections.pop();
  }

  /** The tightest of a few readings: the process may be interrupted between the two clocks. */
  private measureOffsetMs(): number {
    let offsetMs = 0;
    let leastMs = Infinity;
    for (let i = 0; i < READINGS && leastMs > TIGHT_MS; i++) {
      const beforeMs = this.monotonicMs();
      const systemMs = this.systemMs();
      const tookMs = this.monotonicMs() - beforeMs;
      if (tookMs >= leastMs) continue;
      leastMs = tookMs;
      offsetMs = systemMs - beforeMs;
    }
    return offsetMs;
  }
}

const READINGS = 5;
const TIGHT_MS = 0.1;
