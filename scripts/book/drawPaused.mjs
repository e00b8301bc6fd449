// Draws the row `paused`: a span from true to false, shaded on all rows.
import { ARROW_LENGTH, LINE_X, PADDING, ROW_HEIGHT } from './geometry.mjs';
import { shape } from './marble.mjs';
import { element, textElement } from './xml.mjs';

/** @import { Definitions } from './parsePage.mjs' */
/** @import { Lane, Row } from './drawRow.mjs' */

/**
 * @param {Pick<Row, 'name' | 'diagram' | 'time'>} row
 * @param {Definitions} where the definitions of its letters
 * @returns {Lane}
 */
export function drawPaused({ name, diagram, time }, where) {
  const endX = LINE_X + time.widthPx + ARROW_LENGTH;
  const spans = spansOf(diagram, where, time);
  const body = [
    textElement(name, { class: 'm', x: PADDING, y: 4.5 }),
    element('path', { class: 'w', d: `M${LINE_X} 0H${endX}` }),
    shape('arrow', endX),
    ...spans.map(({ fromX, toX }) =>
      element('rect', { class: 'p', x: fromX, y: -8, width: toX - fromX, height: 16, rx: 4 }),
    ),
    ...time.breaks.map(({ middlePx }) => shape('break', LINE_X + middlePx)),
  ];
  return { height: ROW_HEIGHT, middle: ROW_HEIGHT / 2, body, spans };
}

/** From each true to the next false, or to the end. */
function spansOf(diagram, where, time) {
  const spans = [];
  let fromX;
  for (const { atMs, letters } of diagram.moments) {
    const x = LINE_X + time.xOf(atMs);
    const isPaused = where.get(letters.at(-1)) === 'true';
    if (isPaused) fromX ??= x;
    else if (fromX !== undefined) {
      spans.push({ fromX, toX: x });
      fromX = undefined;
    }
  }
  if (fromX !== undefined) spans.push({ fromX, toX: LINE_X + time.widthPx });
  return spans;
}
