// Parses one row of marbles into moments. RxJS parses it, as in the specs, so that a drawing shows what the specs run.
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
 * The time of the mark (`!` or `^`) at the end of a row; undefined without the row.
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
  // Within `run` a character lasts one millisecond; elsewhere RxJS counts ten.
  return new TestScheduler(() => undefined).run(() =>
    // RxJS recognises a time progression by the blanks around it, so the text must end with one.
    TestScheduler.parseMarbles(`${text} `, undefined, undefined, false, true),
  );
}
