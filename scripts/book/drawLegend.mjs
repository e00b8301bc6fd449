// Draws the legend: each letter of a case with its definition.
import { MARBLE_RADIUS, MONO_WIDTH, PADDING, PAGE_WIDTH } from './geometry.mjs';
import { lettersOf } from './letters.mjs';
import { marble } from './marble.mjs';
import { wrap } from './wrap.mjs';
import { textElement } from './xml.mjs';

/** @import { BookCase } from './parsePage.mjs' */

const COLUMNS = 6;
const COLUMN_WIDTH = (PAGE_WIDTH - 2 * PADDING) / COLUMNS;
const LINE_HEIGHT = 26;
const CONTINUED_HEIGHT = 16;
const TEXT_X = 2 * MARBLE_RADIUS + 6;

/**
 * Entries are placed in columns; a long definition takes several columns, or several lines.
 *
 * @param {BookCase} bookCase
 * @returns {{ readonly height: number, readonly body: string[] }}
 */
export function drawLegend(bookCase) {
  const body = [];
  let column = 0;
  let y = 0;
  let lineHeight = 0;
  for (const letter of lettersOf(bookCase)) {
    const lines = wrap(bookCase.where.get(letter), Math.floor((COLUMNS * COLUMN_WIDTH - TEXT_X) / MONO_WIDTH));
    const columns = Math.min(COLUMNS, Math.ceil((TEXT_X + lines[0].length * MONO_WIDTH + 10) / COLUMN_WIDTH));
    if (column + columns > COLUMNS) {
      y += lineHeight;
      [column, lineHeight] = [0, 0];
    }
    const x = PADDING + column * COLUMN_WIDTH;
    body.push(marble(letter, x + MARBLE_RADIUS, y + LINE_HEIGHT / 2));
    lines.forEach((line, i) => {
      body.push(textElement(line, { class: 'l', x: x + TEXT_X, y: y + LINE_HEIGHT / 2 + 4.5 + i * CONTINUED_HEIGHT }));
    });
    column += columns;
    lineHeight = Math.max(lineHeight, LINE_HEIGHT + (lines.length - 1) * CONTINUED_HEIGHT);
  }
  return { height: y + lineHeight, body };
}
