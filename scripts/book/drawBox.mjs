// Draws the box of the operator or conversation, between its inputs and its outputs.
import { MARBLE_RADIUS, MONO_WIDTH, PADDING, PAGE_WIDTH, TEXT_HEIGHT } from './geometry.mjs';
import { marble } from './marble.mjs';
import { INITIAL_STATE } from './rows.mjs';
import { wrap } from './wrap.mjs';
import { element, textElement } from './xml.mjs';

/** @import { BookCase } from './parsePage.mjs' */
/** @import { Lane } from './drawRow.mjs' */

const MARGIN = 6;
const INSET = 14;
const ROOM_CHARACTERS = Math.floor((PAGE_WIDTH - 2 * PADDING - 2 * INSET) / MONO_WIDTH);

/**
 * @param {string} name
 * @param {BookCase} bookCase
 * @returns {Lane}
 */
export function drawBox(name, { rows }) {
  const [options, ...more] = optionLines(name, rows.get('options') ?? '');
  const x = PADDING + INSET;
  const head = textElement(name, { class: 'b', x });
  const beside = options === '' ? '' : textElement(options, { class: 'o', x: x + (name.length + 1) * MONO_WIDTH });
  const lines = [head + beside, ...more.map((text) => textElement(text, { class: 'o', x })), ...settingsLine(rows, x)];
  const boxHeight = lines.length * TEXT_HEIGHT + 12;
  const box = { class: 'f', x: PADDING, y: MARGIN, width: PAGE_WIDTH - 2 * PADDING, height: boxHeight, rx: 6 };
  return {
    height: boxHeight + 2 * MARGIN,
    middle: 0,
    body: [
      element('rect', box),
      ...lines.map((line, i) => element('g', { transform: `translate(0 ${MARGIN + 20 + i * TEXT_HEIGHT})` }, line)),
    ],
  };
}

/** The first line follows the name if it fits there, and is empty otherwise. */
function optionLines(name, options) {
  const fits = name.length + 1 + options.length <= ROOM_CHARACTERS;
  return fits ? [options] : ['', ...wrap(options, ROOM_CHARACTERS)];
}

function settingsLine(rows, startX) {
  const body = [];
  let x = startX;
  for (const row of INITIAL_STATE.filter((each) => rows.has(each))) {
    const value = rows.get(row);
    const isLetter = row === 'local' || row === 'remote';
    const words = isLetter ? row : `${row} ${value}`;
    body.push(textElement(words, { class: 'o', x }));
    x += words.length * MONO_WIDTH;
    if (isLetter) body.push(marble(value, x + MARBLE_RADIUS + 5, -4.5));
    x += isLetter ? 2 * MARBLE_RADIUS + 29 : 24;
  }
  return body.length === 0 ? [] : [body.join('')];
}
