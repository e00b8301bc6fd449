import { isoTime } from '../base/timeText.js';

/** Finds the messages before which a line with the date is due. Days are those of UTC, as the times of the lines are. */
export class DayLines {
  private day: string;

  /** @param nowMs on this day no line is due */
  constructor(nowMs: number) {
    this.day = dayOf(nowMs);
  }

  /** The line that is due before a message of this time: `--- 2023-11-14 (UTC)`; undefined if its day is that of the last message. */
  before(atMs: number): string | undefined {
    const day = dayOf(atMs);
    if (day === this.day) return undefined;
    this.day = day;
    return `--- ${day} (UTC)`;
  }
}

function dayOf(atMs: number): string {
  return isoTime(atMs)?.split('T')[0] ?? 'no date';
}
