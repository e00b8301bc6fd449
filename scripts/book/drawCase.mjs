// Draws one case: the inputs, the box, the outputs, and below them the axis and the legend.
import { markMs, readDiagram } from './diagram.mjs';
import { drawAtOnce } from './drawAtOnce.mjs';
import { drawAxis } from './drawAxis.mjs';
import { drawBox } from './drawBox.mjs';
import { drawLegend } from './drawLegend.mjs';
import { drawPaused } from './drawPaused.mjs';
import { drawRow } from './drawRow.mjs';
import { LINE_X, TIME_WIDTH } from './geometry.mjs';
import { flowOf, endsWithSubscription } from './rows.mjs';
import { layoutTime } from './timeLayout.mjs';
import { element, translated } from './xml.mjs';

/** @import { BookCase } from './parsePage.mjs' */

/**
 * The drawing of a case without its title.
 *
 * @param {string} name of the page
 * @param {BookCase} bookCase
 * @returns {{ readonly height: number, readonly width: number, readonly body: string[] }}
 */
export function drawCase(name, bookCase) {
  const { rows, where } = bookCase;
  const { ins, outs } = flowOf(bookCase);
  const diagrams = new Map([...ins, ...outs].map((row) => [row, readDiagram(rows.get(row))]));
  const leavesMs = markMs(rows.get('unsub'));
  const joinsMs = markMs(rows.get('joins'));
  const momentsMs = momentsOf([...diagrams.values()], [leavesMs, joinsMs]);
  const endMs = Math.max(...[...diagrams.values()].map(({ lengthMs }) => lengthMs), ...momentsMs);
  const time = layoutTime({ momentsMs, endMs, roomPx: TIME_WIDTH });

  const lanes = [
    ...ins.map((row) => laneIn(row, { name: row, diagram: diagrams.get(row), time, error: 'error' }, where)),
    ...(rows.has('at once') ? [drawAtOnce(bookCase)] : []),
    drawBox(name, bookCase),
    ...outs.map((row) =>
      drawRow({
        name: row,
        diagram: diagrams.get(row),
        time,
        error: rows.get('error') ?? 'error',
        leavesMs: endsWithSubscription(row) ? leavesMs : undefined,
        joinsMs: row === 'second' ? joinsMs : undefined,
      }),
    ),
  ];
  const height = lanes.reduce((sum, lane) => sum + lane.height, 0);
  const axis = drawAxis({ time, momentsMs });
  const legend = drawLegend(bookCase);
  return {
    height: height + axis.height + legend.height,
    width: LINE_X + time.widthPx,
    body: [
      ...lanes.flatMap(({ spans = [] }) => spans).map((span) => drawShade(span, height)),
      drawGuides(time, momentsMs, height),
      ...stacked(lanes),
      translated(height, axis.body),
      ...(legend.height === 0 ? [] : [translated(height + axis.height, legend.body)]),
    ],
  };
}

function laneIn(row, drawing, where) {
  return row === 'paused' ? drawPaused(drawing, where) : drawRow(drawing);
}

/** The times at which any row has a marble or a mark, and 0. */
function momentsOf(diagrams, marks) {
  const happenings = diagrams.flatMap(({ moments }) => moments.map(({ atMs }) => atMs));
  return [...new Set([0, ...happenings, ...marks.filter((ms) => ms !== undefined)])].sort((a, b) => a - b);
}

function drawShade({ fromX, toX }, height) {
  return element('rect', { class: 's', x: fromX, width: toX - fromX, height });
}

function drawGuides(time, momentsMs, height) {
  return element('path', { class: 'v', d: momentsMs.map((ms) => `M${LINE_X + time.xOf(ms)} 0V${height}`).join('') });
}

function stacked(lanes) {
  let y = 0;
  return lanes.map((lane) => {
    const lines = translated(y + lane.middle, lane.body);
    y += lane.height;
    return lines;
  });
}
