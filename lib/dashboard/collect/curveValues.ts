/** Steps of the fine level: 10 minutes of 10 s. */
export const FINE_SIZE = 60;
/** Steps of the coarse level: 2 hours of minutes. */
export const COARSE_SIZE = 120;
/** Fine steps in a coarse one. */
export const FINE_PER_COARSE = 6;

/** What a step stores of a peer. Round trips are in milliseconds, NaN without one. */
export const FIELDS = ['receivedBytes', 'sentBytes', 'messages', 'roundTripMs'] as const;
/** The values of a step, in the order of FIELDS. */
export type CurveStep = readonly [receivedBytes: number, sentBytes: number, messages: number, roundTripMs: number];

const WIDTH = FIELDS.length;

/**
 * The values of one peer in a ring per level. Steps are numbered by the timer that all peers share, so their times are stored once for all.
 *
 * Stores 720 numbers of 4 bytes and about 400 bytes around them: 3.3 kB.
 */
export class CurveValues {
  private readonly values = new Float32Array((FINE_SIZE + COARSE_SIZE) * WIDTH);

  /** @param firstStep number of the first fine step that the peer has values for */
  constructor(readonly firstStep: number) {}

  /** Stores a fine step, and its minute if it is the last step of one. */
  add(step: number, values: CurveStep): void {
    this.values.set(values, (step % FINE_SIZE) * WIDTH);
    if (step % FINE_PER_COARSE === FINE_PER_COARSE - 1) this.addMinute(Math.floor(step / FINE_PER_COARSE));
  }

  /** The values of fine steps. The caller asks only for stored ones. */
  fine(field: number, step: number): number {
    return this.values[(step % FINE_SIZE) * WIDTH + field]!;
  }

  /** The values of minutes. The caller asks only for stored ones. */
  coarse(field: number, minute: number): number {
    return this.values[(FINE_SIZE + (minute % COARSE_SIZE)) * WIDTH + field]!;
  }

  private addMinute(minute: number): void {
    const last = minute * FINE_PER_COARSE + FINE_PER_COARSE - 1;
    const first = Math.max(this.firstStep, last - FINE_PER_COARSE + 1);
    for (let field = 0; field < WIDTH; field++) {
      let sum = 0;
      let count = 0;
      for (let step = first; step <= last; step++) {
        const value = this.fine(field, step);
        if (Number.isNaN(value)) continue;
        sum += value;
        count += 1;
      }
      this.values[(FINE_SIZE + (minute % COARSE_SIZE)) * WIDTH + field] = sum / count;
    }
  }
}
