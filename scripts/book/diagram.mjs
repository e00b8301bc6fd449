// One row of marbles as what happens when. RxJS reads it, as it does for the specs: a drawing shows what is played.
import { TestScheduler } from 'rxjs/testing';

/** @import { Diagram, Moment } from './diagram.mjs' */

/**
 * @param {string} text
 * @returns {Diagram}
 */
export function readDiagram(text) {
  /** @type {Map<number, Moment>} */
  const moments = new Map();
  for (const { frame, notification } of parse(text)) {
    const moment = moments.get(frame) ?? { atMs: frame, letters: [], end: undefined };
    if (notification.kind === 'N') moment.letters.push(notification.value);
    else moment.end = notification.kind === 'C' ? '|' : '#';
    moments.set(frame, moment);
  }
  return { moments: [...moments.values()], lengthMs: lengthMs(text) };
}

/**
 * Where the mark (`!` or `^`) stands at the end of a row; undefined without the row.
 *
 * @param {string | undefined} text
 */
export function markMs(text) {
  return text === undefined ? undefined : lengthMs(text.replace(/[!^]$/, '-')) - 1;
}

function lengthMs(text) {
  return parse(`${text} |`).at(-1).frame;
}

function parse(text) {
  // Within `run` only: elsewhere a character of RxJS's lasts ten milliseconds.
  return new TestScheduler(() => undefined).run(() =>
    // The blank behind it: RxJS knows a time progression by the blanks around it.
    TestScheduler.parseMarbles(`${text} `, undefined, undefined, false, true),
  );
}
