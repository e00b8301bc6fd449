// Draws the time axis below the rows. Labels do not overlap.
import { LINE_X, MONO_WIDTH, PADDING } from './geometry.mjs';
import { lengthWords, momentWords } from './timeWords.mjs';
import { textElement } from './xml.mjs';

/** @import { TimeLayout } from './timeLayout.mjs' */

const LINE_HEIGHT = 16;
const BASELINE = 14;
const BETWEEN_WORDS = 4;

/**
 * Moments are placed on the line nearest to the rows. Lengths of breaks are placed on the first line that has room.
 *
 * @param {{ readonly time: TimeLayout, readonly momentsMs: readonly number[] }} axis
 * @returns {{ readonly height: number, readonly body: string[] }}
 */
export function drawAxis({ time, momentsMs }) {
  const words = [
    ...momentsMs.map((ms) => ({ text: momentWords(ms), x: time.xOf(ms), kind: 'a' })),
    ...time.breaks.map(({ middlePx, lengthMs }) => ({ text: lengthWords(lengthMs), x: middlePx, kind: 'a i' })),
  ];
  /** @type {{ fromX: number, toX: number }[][]} */
  const lines = [];
  const body = words.map(({ text, x, kind }) => {
    const half = (text.length * MONO_WIDTH) / 2;
    const place = { fromX: x - half, toX: x + half };
    let line = lines.findIndex((taken) => taken.every((other) => isApart(other, place)));
    if (line === -1) line = lines.push([]) - 1;
    lines[line].push(place);
    return textElement(text, { class: kind, x: LINE_X + x, y: BASELINE + line * LINE_HEIGHT });
  });
  return {
    height: BASELINE + lines.length * LINE_HEIGHT,
    body: [textElement('ms', { class: 'm', x: PADDING, y: BASELINE }), ...body],
  };
}

function isApart(one, other) {
  return one.toX + BETWEEN_WORDS <= other.fromX || other.toX + BETWEEN_WORDS <= one.fromX;
}
