import { widthMs, type Mark } from './diagramText.js';

/** Something that the remote says, by its letter. */
export interface TimedLetter {
  readonly atMs: number;
  readonly letter: string;
}

/**
 * What the remote says as marks, in whole milliseconds: what falls into one of them is a group. A mark comes later than it was where the
 * one before it, or what is said to that, takes its room.
 *
 * @param roomMs how much room the answers to the mark with this number need
 */
export function scoreRemote(heard: readonly TimedLetter[], roomMs: readonly number[]): Mark[] {
  const marks: { atMs: number; wasMs: number; letters: string[] }[] = [];
  for (const { atMs, letter } of heard) {
    const wasMs = Math.round(atMs);
    const last = marks.at(-1);
    if (last?.wasMs === wasMs) {
      last.letters.push(letter);
      continue;
    }
    const freeMs =
      last === undefined ? 0 : last.atMs + Math.max(widthMs(last.letters.length), roomMs[marks.length - 1] ?? 0);
    marks.push({ atMs: Math.max(wasMs, freeMs), wasMs, letters: [letter] });
  }
  return marks;
}
