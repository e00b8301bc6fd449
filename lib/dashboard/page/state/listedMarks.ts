import type { PlaybackMark } from '../../protocol/playback.js';

/** The marks that the menu lists, at most: more would have to be searched for. */
export const MAX_LISTED_MARKS = 50;

/** The marks for the menu: all if they are few, or else the faults and gaps nearest to a time. In the order of time. */
export function listedMarks(marks: readonly PlaybackMark[], atMs: number): PlaybackMark[] {
  if (marks.length <= MAX_LISTED_MARKS) return [...marks];
  return marks
    .filter(({ kind }) => kind === 'fault' || kind === 'gap')
    .sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))
    .slice(0, MAX_LISTED_MARKS)
    .sort((a, b) => a.atMs - b.atMs);
}
