import { formatDuration } from '../../marbles/formatTime.js';

/** What stands in a diagram at one moment, in whole milliseconds. */
export interface Mark {
  readonly atMs: number;
  readonly letters: readonly string[];
}

/** A longer silence is drawn as a time. */
const MAX_DASHES = 12;

/** How many milliseconds so many letters take in a diagram. */
export function widthMs(letters: number): number {
  return letters > 1 ? letters + 2 : letters;
}

/** A diagram of RxJS's run mode; undefined where a mark comes so soon behind a group that none can say it. */
export function diagramText(marks: readonly Mark[], lengthMs = 0): string | undefined {
  let text = '';
  let cursorMs = 0;

  function passTo(ms: number): void {
    const silenceMs = ms - cursorMs;
    text += silenceMs <= MAX_DASHES ? '-'.repeat(Math.max(0, silenceMs)) : ` ${formatDuration(silenceMs)} `;
    cursorMs = Math.max(cursorMs, ms);
  }

  for (const { atMs, letters } of marks) {
    if (atMs < cursorMs) return undefined;
    passTo(atMs);
    text += letters.length > 1 ? `(${letters.join('')})` : letters.join('');
    cursorMs += widthMs(letters.length);
  }
  passTo(lengthMs);
  return text.trim();
}
