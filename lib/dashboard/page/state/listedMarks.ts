import type { PlaybackMark } from '../../protocol/playback.js';

/** The maximum number of marks in the menu: a user could not find a mark in a longer list. */
export const MAX_LISTED_MARKS = 50;

/** The marks for the menu, in the order of time: all marks, or if there are too many, the faults and gaps nearest to a time. */
export function listedMarks(marks: readonly PlaybackMark[], atMs: number): PlaybackMark[] {
  if (marks.length <= MAX_LISTED_MARKS) return [...marks];
  return marks
    .filter(({ kind }) => kind === 'fault' || kind === 'gap')
    .sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))
    .slice(0, MAX_LISTED_MARKS)
    .sort((a, b) => a.atMs - b.atMs);
}
