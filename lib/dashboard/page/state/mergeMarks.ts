import type { EventMark } from '../../protocol/eventMark.js';

/** The maximum number of marks in the page, which is the number that the program stores. */
export const MAX_MARKS = 2000;

/**
 * Adds the new marks. A new mark replaces the mark with the same number. Marks before `fromMs` are removed. Returns at most MAX_MARKS, the newest,
 * in the order of their time.
 */
export function mergeMarks(before: readonly EventMark[], added: readonly EventMark[], fromMs: number): EventMark[] {
  const byNumber = new Map([...before, ...added].map((mark) => [mark.number, mark]));
  return [...byNumber.values()]
    .filter(({ atMs }) => atMs >= fromMs)
    .sort((a, b) => a.atMs - b.atMs)
    .slice(-MAX_MARKS);
}
