// Draws the row `at once`: the answers of the remote that arrive before our `next` returns.
import { LINE_X, MARBLE_RADIUS, PADDING, ROW_HEIGHT, STACK_STEP } from './geometry.mjs';
import { marble } from './marble.mjs';
import { answersAtOnce } from './rows.mjs';
import { textElement } from './xml.mjs';

/** @import { BookCase } from './parsePage.mjs' */
/** @import { Lane } from './drawRow.mjs' */

/**
 * @param {BookCase} bookCase
 * @returns {Lane}
 */
export function drawAtOnce(bookCase) {
  const body = [textElement('at once', { class: 'm', x: PADDING, y: 4.5 })];
  let x = LINE_X + MARBLE_RADIUS;
  for (const [said, answers] of answersAtOnce(bookCase)) {
    body.push(marble(said, x), textElement('→', { class: 'm mid', x: x + STACK_STEP, y: 4.5 }));
    x += 2 * STACK_STEP;
    for (const answer of answers) {
      body.push(marble(answer, x));
      x += STACK_STEP;
    }
    x += 24;
  }
  return { height: ROW_HEIGHT, middle: ROW_HEIGHT / 2, body };
}
