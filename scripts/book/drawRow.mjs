// Draws one row: a line with its marbles.
import {
  ARROW_LENGTH,
  LINE_X,
  MONO_WIDTH,
  PADDING,
  PAGE_WIDTH,
  ROW_HEIGHT,
  STACK_STEP,
  TEXT_HEIGHT,
} from './geometry.mjs';
import { marble, shape } from './marble.mjs';
import { element, textElement } from './xml.mjs';

/** @import { Lane, Row } from './drawRow.mjs' */

const MIDDLE = ROW_HEIGHT / 2;
/** Distance of a bar or cross from the marbles of its group. */
const BESIDE = { '|': 16, '#': 20 };
const SHAPES = { '|': 'complete', '#': 'error' };

/**
 * The marbles of a group hang from the line in order. The line ends at completion, error, or unsubscription.
 *
 * @param {Row} row
 * @returns {Lane}
 */
export function drawRow(row) {
  const { name, diagram, time, joinsMs } = row;
  const startX = LINE_X + time.xOf(joinsMs ?? 0);
  const end = endOf(row);
  const breaks = time.breaks.map(({ middlePx }) => LINE_X + middlePx).filter((x) => startX < x && x < end.x);
  const deepest = Math.max(1, ...diagram.moments.map(({ letters }) => letters.length));
  const height = ROW_HEIGHT + (deepest - 1) * STACK_STEP;
  const words = placeWords(end, height - MIDDLE + 12);
  return {
    height: height + (words.isBelow ? TEXT_HEIGHT : 0),
    middle: MIDDLE,
    body: [
      textElement(name, { class: 'm', x: PADDING, y: 4.5 }),
      element('path', { class: 'w', d: `M${startX} 0H${end.x}` }),
      ...breaks.map((x) => shape('break', x)),
      shape(end.shape, end.x),
      ...(joinsMs === undefined ? [] : drawJoin(startX)),
      ...diagram.moments.flatMap(({ atMs, letters }) => drawGroup(letters, LINE_X + time.xOf(atMs))),
      ...words.body,
    ],
  };
}

/** The end of the line: its position, its shape, and the text beside it. */
function endOf({ diagram, time, error, leavesMs }) {
  const last = diagram.moments.at(-1);
  if (last?.end !== undefined) {
    const x = LINE_X + time.xOf(last.atMs) + (last.letters.length === 0 ? 0 : BESIDE[last.end]);
    return { x, shape: SHAPES[last.end], kind: 'e', words: last.end === '#' ? error : '' };
  }
  if (leavesMs !== undefined) return { x: LINE_X + time.xOf(leavesMs), shape: 'leaves', kind: 'm', words: 'unsub' };
  return { x: LINE_X + time.widthPx + ARROW_LENGTH, shape: 'arrow', kind: 'm', words: '' };
}

function drawJoin(x) {
  return [shape('joins', x), textElement('joins', { class: 'm end', x: x - 13, y: 4.5 })];
}

function drawGroup(letters, x) {
  const marbles = letters.map((letter, i) => marble(letter, x, i * STACK_STEP));
  if (letters.length < 2) return marbles;
  return [element('path', { class: 'w', d: `M${x} 0v${(letters.length - 1) * STACK_STEP}` }), ...marbles];
}

/** Places the text to the right of the end if there is room, else below the row. */
function placeWords({ x, kind, words }, belowY) {
  if (words === '') return { isBelow: false, body: [] };
  const isBelow = x + 14 + words.length * MONO_WIDTH > PAGE_WIDTH - PADDING;
  const place = isBelow ? { class: `${kind} end`, x: x + 8, y: belowY } : { class: kind, x: x + 14, y: 4.5 };
  return { isBelow, body: [textElement(words, place)] };
}
