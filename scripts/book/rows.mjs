// Which rows a case can have, for the drawing: what goes in, what comes out, marks, settings.

/** @import { BookCase } from './parsePage.mjs' */

const IN = new Set(['source', 'items', 'received', 'others', 'announced', 'paused', 'connected', 'traffic']);
const OUT = new Set(['sent', 'result', 'batches', 'frames', 'invs', 'rates', 'second']);
/** What goes into the one operator comes out of the other: it goes in where it is the first diagram of all that may come out. */
const EITHER = new Set(['bytes', 'messages', 'sightings']);
/** What callbacks are told; that may go on when the subscriber of the others has left. */
const TOLD = new Set(['reports', 'dropped', 'faults']);
const MARKS = new Set(['unsub', 'joins']);
/** What holds before the first message, in the order in which it is drawn. */
export const BEFORE = ['direction', 'policy', 'protocol', 'local', 'remote', 'features'];
const SETTINGS = new Set([...BEFORE, 'options', 'error', 'at once']);

/**
 * The names of the diagrams in the order of flow; errors for a row that no drawing has a place for.
 *
 * @param {BookCase} bookCase
 * @returns {{ readonly ins: string[], readonly outs: string[] }}
 */
export function flowOf({ title, rows }) {
  const diagrams = [...rows.keys()].filter((row) => !MARKS.has(row) && !SETTINGS.has(row));
  const unknown = diagrams.find((row) => ![IN, OUT, TOLD, EITHER].some((known) => known.has(row)));
  if (unknown !== undefined) throw new Error(`case ${title}: scripts/book/rows.mjs has no row ${unknown}`);
  const firstOther = diagrams.find((row) => !IN.has(row));
  const goesIn = (row) => IN.has(row) || (EITHER.has(row) && row === firstOther);
  return { ins: diagrams.filter(goesIn), outs: diagrams.filter((row) => !goesIn(row)) };
}

/** Whether it ends when the subscriber leaves. */
export function isLeft(row) {
  return !TOLD.has(row);
}

/** `p = q, v = wxa` in the row `at once`: what is said, and what the remote answers to it. */
export function answersAtOnce({ rows }) {
  return (rows.get('at once') ?? '')
    .split(/, */)
    .filter((part) => part !== '')
    .map((part) => part.split(/ *= */));
}
