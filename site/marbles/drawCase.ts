import type { Definitions } from '../../scripts/book/parsePage.mjs';
import { lengthWords, momentWords } from '../../scripts/book/timeWords.mjs';
import type { AlignedCase, AlignedRow } from '../../marbles/run/text/alignRows.js';
import { svg } from './dom.js';
import { drawMarble, MARBLE_RADIUS, type MarbleStyle } from './drawMarble.js';
import { describeEvent } from './model/describeEvent.js';
import { timeScale, type TimeScale } from './model/timeScale.js';

/** Position of time 0: the marble of that time must fit. */
export const LINE_X = 16;
const LABEL_HEIGHT = 18;
const STACK_STEP = 26;
const AXIS_HEIGHT = 24;
/** Room for the sign below the box of a difference. */
const SIGN_HEIGHT = 12;
/** Average width of a digit of the axis. */
const DIGIT_PX = 7.5;
const MIN_WIDTH = 240;

/** A drawing of a case, with the time scale by which a pointer moves letters. */
export interface CaseDrawing {
  /** The content of the `svg` element. */
  readonly content: readonly SVGElement[];
  readonly width: number;
  readonly height: number;
  readonly scale: TimeScale;
}

/** What a drawing needs to know. */
export interface DrawingOptions extends Omit<MarbleStyle, 'isMovable' | 'label' | 'key'> {
  /** The definitions of the letters. */
  readonly where: Definitions;
  /** The width that the page has for the drawing, in pixels. */
  readonly roomPx: number;
  /** The time scale to keep while a letter is dragged. Default: a new one. */
  readonly scale: TimeScale | undefined;
}

/** Draws the rows of a case: inputs with movable letters, then each output as expected and as it happened. */
export function drawCase({ rows }: AlignedCase, options: DrawingOptions): CaseDrawing {
  const times = [...new Set([0, ...rows.flatMap(({ moments }) => moments.map(({ atMs }) => atMs))])].sort(
    (a, b) => a - b,
  );
  const endMs = Math.max(...times, ...rows.map(({ lengthMs }) => lengthMs));
  const scale = options.scale ?? timeScale(times, endMs, Math.max(MIN_WIDTH, options.roomPx) - 2 * LINE_X);
  let y = 0;
  const lanes = rows.map((row) => {
    const lane = svg('g', { transform: `translate(0 ${y})` }, ...drawRow(row, scale, options));
    y += heightOf(row);
    return lane;
  });
  const guides = times.map((ms) => `M${LINE_X + scale.xOf(ms)} ${LABEL_HEIGHT}V${y}`).join('');
  return {
    content: [svg('path', { class: 'guide', d: guides }), ...lanes, drawAxis(times, scale, y)],
    width: Math.max(MIN_WIDTH, scale.widthPx + 2 * LINE_X),
    height: y + AXIS_HEIGHT,
    scale,
  };
}

function heightOf({ moments, kind }: AlignedRow): number {
  return (
    LABEL_HEIGHT +
    (kind === 'actual' ? 34 + SIGN_HEIGHT : 34) +
    (Math.max(1, ...moments.map(({ symbols }) => symbols.length)) - 1) * STACK_STEP
  );
}

function drawRow(row: AlignedRow, scale: TimeScale, options: DrawingOptions): SVGElement[] {
  const middle = LABEL_HEIGHT + MARBLE_RADIUS + 2;
  const isOutput = row.kind === 'expected' || row.kind === 'actual';
  let index = -1;
  const marbles = row.moments.flatMap(({ atMs, symbols }) =>
    symbols.map((symbol, i) => {
      index += 1;
      return drawMarble({ symbol, atMs }, LINE_X + scale.xOf(atMs), middle + i * STACK_STEP, {
        ...options,
        isMovable: row.kind === 'input',
        key: `${row.name}:${index}`,
        label: `${row.name}: ${describeEvent({ symbol, atMs }, options.where)}`,
      });
    }),
  );
  const lastMs = Math.max(row.lengthMs, ...row.moments.map(({ atMs }) => atMs));
  return [
    svg('text', { class: 'label', x: 2, y: 13 }, isOutput ? `${row.name}, ${row.kind}` : row.name),
    svg('path', { class: 'line', d: `M${LINE_X} ${middle}H${LINE_X + scale.xOf(lastMs)}` }),
    ...scale.breaks.map(({ middlePx }) =>
      svg('path', { class: 'line', d: `M${LINE_X + middlePx - 4} ${middle + 7}l8 -14` }),
    ),
    ...(row.kind === 'actual' ? drawDifferences(row, scale, middle) : []),
    ...marbles,
  ];
}

/** A dashed box with a sign: what differs is marked by shape, not by colour alone. */
function drawDifferences({ differsAtMs, moments }: AlignedRow, scale: TimeScale, middle: number): SVGElement[] {
  return differsAtMs.flatMap((atMs) => {
    const count = Math.max(1, moments.find((moment) => moment.atMs === atMs)?.symbols.length ?? 1);
    const x = LINE_X + scale.xOf(atMs);
    const box = { x: x - 14, y: middle - 14, width: 28, height: 28 + (count - 1) * STACK_STEP, rx: 4 };
    return [
      svg('rect', { class: 'differs', ...box }),
      svg('text', { class: 'sign', x, y: middle + 26 + (count - 1) * STACK_STEP }, '≠'),
    ];
  });
}

/** The times at which something happens; a label that would touch the one before is left out. */
function drawAxis(times: readonly number[], scale: TimeScale, y: number): SVGElement {
  let freeX = -Infinity;
  const places = [
    ...times.map((ms) => ({ text: momentWords(ms), x: LINE_X + scale.xOf(ms) })),
    ...scale.breaks.map(({ middlePx, lengthMs }) => ({ text: `… ${lengthWords(lengthMs)} …`, x: LINE_X + middlePx })),
  ].sort((a, b) => a.x - b.x);
  const labels = places.flatMap(({ text, x }) => {
    const half = (text.length * DIGIT_PX) / 2;
    if (x - half < freeX) return [];
    freeX = x + half + 3;
    return [svg('text', { class: 'time', x, y: y + 15 }, text)];
  });
  return svg('g', { 'aria-hidden': 'true' }, ...labels);
}
