import { widthMs, type DiagramMark } from './diagramText.js';

/** A message or the end of the remote's input, as its letter in the diagram. */
export interface TimedLetter {
  readonly atMs: number;
  readonly letter: string;
}

/**
 * Places the letters of the remote in a diagram, at whole milliseconds. Letters of the same millisecond form one group. A mark is moved
 * to a later time if the mark before it, or the replies to that mark, take more width than the time between both.
 *
 * @param replyWidthsMs the width that the replies to each mark need, by the index of the mark; 0 if absent
 */
export function remoteMarks(letters: readonly TimedLetter[], replyWidthsMs: readonly number[]): DiagramMark[] {
  const marks: { atMs: number; recordedMs: number; letters: string[] }[] = [];
  for (const { atMs, letter } of letters) {
    const recordedMs = Math.round(atMs);
    const last = marks.at(-1);
    if (last?.recordedMs === recordedMs) {
      last.letters.push(letter);
      continue;
    }
    const freeMs =
      last === undefined ? 0 : last.atMs + Math.max(widthMs(last.letters.length), replyWidthsMs[marks.length - 1] ?? 0);
    marks.push({ atMs: Math.max(recordedMs, freeMs), recordedMs, letters: [letter] });
  }
  return marks;
}
