import { medianOf } from '../protocol/medianOf.js';

/** The last times, of which the median is taken. */
const MAX_TIMES = 32;

/** Counts the times of answers: the last, the mean of all, and the median of the last 32. */
export class AnswerTimes {
  private readonly recentMs: number[] = [];
  private count = 0;
  private sumMs = 0;
  private lastMs = 0;

  add(tookMs: number): void {
    this.recentMs[this.count % MAX_TIMES] = tookMs;
    this.count += 1;
    this.sumMs += tookMs;
    this.lastMs = tookMs;
  }

  /** Empty before the first time. */
  snapshot(): { lastMs?: number; meanMs?: number; medianMs?: number } {
    if (this.count === 0) return {};
    return { lastMs: this.lastMs, meanMs: this.sumMs / this.count, medianMs: medianOf(this.recentMs)! };
  }
}
