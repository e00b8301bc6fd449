// The rows that a case can have: inputs, outputs, marks and settings.

/** @import { BookCase } from './parsePage.mjs' */

const IN = new Set([
  ...['source', 'fallback', 'items', 'received', 'others', 'announced', 'paused', 'connected', 'traffic', 'peers'],
]);
const OUT = new Set(['sent', 'result', 'batches', 'output', 'states', 'frames', 'invs', 'rates', 'second']);
/** Inputs of some operators and outputs of others. Such a row is an input if it is the first row that is not in IN. */
const EITHER = new Set(['bytes', 'messages', 'sightings']);
/** Values passed to callbacks. These may continue after the subscriber of the outputs has unsubscribed. */
const CALLBACKS = new Set(['reports', 'dropped', 'faults', 'reasons']);
const MARKS = new Set(['unsub', 'joins']);
/** State before the first message, in the order in which it is drawn. */
export const INITIAL_STATE = ['direction', 'policy', 'protocol', 'local', 'remote', 'features'];
const SETTINGS = new Set([...INITIAL_STATE, 'options', 'error', 'at once']);

/**
 * The names of the inputs and outputs, in the order of the page; throws for an unknown row.
 *
 * @param {BookCase} bookCase
 * @returns {{ readonly ins: string[], readonly outs: string[] }}
 */
export function flowOf({ title, rows }) {
  const diagrams = [...rows.keys()].filter((row) => !MARKS.has(row) && !SETTINGS.has(row));
  const unknown = diagrams.find((row) => ![IN, OUT, CALLBACKS, EITHER].some((known) => known.has(row)));
  if (unknown !== undefined) throw new Error(`case ${title}: scripts/book/rows.mjs has no row ${unknown}`);
  const firstOther = diagrams.find((row) => !IN.has(row));
  const goesIn = (row) => IN.has(row) || (EITHER.has(row) && row === firstOther);
  return { ins: diagrams.filter(goesIn), outs: diagrams.filter((row) => !goesIn(row)) };
}

/** True for a row that marks the time of a subscription or of its end. */
export function isMark(row) {
  return MARKS.has(row);
}

/** True if the row ends when the subscriber unsubscribes. */
export function endsWithSubscription(row) {
  return !CALLBACKS.has(row);
}

/** `p = q, v = wxa` in the row `at once`: each message that we send, with the answers of the remote. */
export function answersAtOnce({ rows }) {
  return (rows.get('at once') ?? '')
    .split(/, */)
    .filter((part) => part !== '')
    .map((part) => part.split(/ *= */));
}
