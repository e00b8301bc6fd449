/**
 * The difference between the system's time of day and ours at which the offset is measured again. Our time of day is a monotonic clock
 * plus an offset, so the round trips in a recording are exact to the microsecond. Date.now() has only milliseconds.
 */
export const MAX_WALL_CLOCK_ERROR_MS = 100;

/** The number of offsets that are stored. A time before the oldest one gets the oldest offset. */
export const MAX_REMEMBERED_CORRECTIONS = 16;

/** The offset to add to monotonic times later than `afterMs`. */
interface Correction {
  readonly afterMs: number;
  readonly offsetMs: number;
}

/**
 * Converts times of a monotonic clock to times of day.
 *
 * The offset between the two clocks is constant until the machine is suspended (the monotonic clock stops) or its clock is set. Each
 * conversion of a time that is later than all earlier ones compares the result with the system's time of day, and measures a new offset if
 * they differ by more than MAX_WALL_CLOCK_ERROR_MS. Earlier times keep their offset: a ping that was sent before a suspend keeps its time
 * of day. Stores at most MAX_REMEMBERED_CORRECTIONS offsets.
 */
export class WallClock {
  /** Newest first. */
  private readonly corrections: Correction[];
  /** The latest monotonic time that was compared with the system's time of day. */
  private comparedMs = -Infinity;

  /**
   * @param monotonicMs a clock that never goes back, in milliseconds
   * @param systemMs the system's time of day, in milliseconds since 1970
   */
  constructor(
    private readonly monotonicMs: () => number,
    private readonly systemMs: () => number,
  ) {
    this.corrections = [{ afterMs: -Infinity, offsetMs: this.measureOffsetMs() }];
  }

  /** The time of day in milliseconds since 1970. @param momentMs a value that the monotonic clock has returned */
  at(momentMs: number): number {
    if (momentMs > this.comparedMs) this.compare(momentMs);
    for (const { afterMs, offsetMs } of this.corrections) if (momentMs > afterMs) return momentMs + offsetMs;
    return momentMs + this.corrections.at(-1)!.offsetMs;
  }

  private compare(momentMs: number): void {
    const afterMs = this.comparedMs;
    this.comparedMs = momentMs;
    const { offsetMs } = this.corrections[0]!;
    // `momentMs` may be slightly older than now, so this difference only triggers an exact measurement.
    if (Math.abs(this.systemMs() - momentMs - offsetMs) <= MAX_WALL_CLOCK_ERROR_MS) return;
    const measuredMs = this.measureOffsetMs();
    if (Math.abs(measuredMs - offsetMs) <= MAX_WALL_CLOCK_ERROR_MS) return;
    this.corrections.unshift({ afterMs, offsetMs: measuredMs });
    if (this.corrections.length > MAX_REMEMBERED_CORRECTIONS) this.corrections.pop();
  }

  /** Takes the fastest of up to 5 readings: the process may be interrupted between reading the two clocks. */
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
/** A reading that took at most this long is exact enough: no further readings. */
const TIGHT_MS = 0.1;
