import { isoTime } from '../base/timeText.js';

/** Finds where a date heading is due between printed messages. Days are UTC, as the times of the lines are. */
export class DateHeadings {
  private day: string;

  /** @param nowMs the current time; messages of this day need no heading at the beginning */
  constructor(nowMs: number) {
    this.day = dayOf(nowMs);
  }

  /** The heading for a message of this time: `--- 2023-11-14 (UTC)`; undefined if the message is of the same day as the one before. */
  headingBefore(atMs: number): string | undefined {
    const day = dayOf(atMs);
    if (day === this.day) return undefined;
    this.day = day;
    return `--- ${day} (UTC)`;
  }
}

function dayOf(atMs: number): string {
  return isoTime(atMs)?.split('T')[0] ?? 'no date';
}
