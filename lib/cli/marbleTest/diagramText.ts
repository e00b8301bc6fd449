import { formatDuration } from '../../marbles/formatTime.js';

/** The letters that a marble diagram shows at one moment. */
export interface DiagramMark {
  /** Whole milliseconds since the start of the diagram. */
  readonly atMs: number;
  readonly letters: readonly string[];
}

/** A longer gap is written as a duration: ` 250ms `. */
const MAX_DASHES = 12;

/** The width of this number of letters in a diagram: one millisecond per character, the parentheses of a group included. */
export function widthMs(letters: number): number {
  return letters > 1 ? letters + 2 : letters;
}

/**
 * Writes a marble diagram in the syntax of RxJS's TestScheduler.run.
 *
 * @param lengthMs the least length of the diagram
 * @returns undefined if no diagram can show the marks: a group takes more width than the time to the next mark
 */
export function diagramText(marks: readonly DiagramMark[], lengthMs = 0): string | undefined {
  let text = '';
  let cursorMs = 0;

  function advanceTo(ms: number): void {
    const gapMs = ms - cursorMs;
    text += gapMs <= MAX_DASHES ? '-'.repeat(Math.max(0, gapMs)) : ` ${formatDuration(gapMs)} `;
    cursorMs = Math.max(cursorMs, ms);
  }

  for (const { atMs, letters } of marks) {
    if (atMs < cursorMs) return undefined;
    advanceTo(atMs);
    text += letters.length > 1 ? `(${letters.join('')})` : letters.join('');
    cursorMs += widthMs(letters.length);
  }
  advanceTo(lengthMs);
  return text.trim();
}
