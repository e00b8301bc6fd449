import * as format from '../../parts/format.js';
import { arrowPaths } from './arrowPaths.js';
import type { DiagramRow } from './diagramRows.js';

/** The last rows of a saved picture: browsers draw no picture that is much higher than 32,000 pixels. */
export const MAX_PICTURE_ROWS = 800;

/** A picture of a sequence: its shapes, in the order in which they are drawn. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly shapes: readonly Shape[];
}

/** A line by SVG path data, moved down by `y`, or a text. */
export type Shape =
  | { readonly kind: 'path'; readonly d: string; readonly y: number; readonly colour: string; readonly widthPx: number }
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly x: number;
      readonly y: number;
      readonly colour: string;
      readonly isBold?: boolean;
      readonly anchor?: 'start' | 'middle' | 'end';
    };

const WIDTH_PX = 900;
const LEFT_PX = 118;
const RIGHT_PX = WIDTH_PX - 40;
const ROW_PX = 36;
const HEAD_PX = 64;
/** Characters of a row's text that fit between the lifelines. */
const MAX_CHARACTERS = 96;

/** The colours of paper, in both colour schemes. */
const COLOURS = {
  ink: '#17202b',
  dim: '#566273',
  line: '#b9c3cf',
  received: '#0b7350',
  sent: '#1f5fc4',
  arc: '#8a5300',
};

/** The rows of a sequence as a picture, at most the last MAX_PICTURE_ROWS. */
export function sequencePicture(title: string, remote: string, rows: readonly DiagramRow[]): Picture {
  const first = Math.max(0, rows.length - MAX_PICTURE_ROWS);
  const paths = arrowPaths(rows, first, rows.length, { left: LEFT_PX, right: RIGHT_PX, rowPx: ROW_PX });
  const cutText =
    first === 0 ? '' : `, the last ${format.count(rows.length - first)} of ${format.count(rows.length)} rows`;
  const line = (d: string, colour: string, widthPx: number): Shape => ({
    kind: 'path',
    d,
    y: HEAD_PX,
    colour,
    widthPx,
  });
  return {
    widthPx: WIDTH_PX,
    heightPx: HEAD_PX + (rows.length - first) * ROW_PX + 12,
    shapes: [
      { kind: 'text', text: `${title}${cutText}`, x: 12, y: 24, colour: COLOURS.ink, isBold: true },
      { kind: 'text', text: 'this program', x: LEFT_PX, y: 54, colour: COLOURS.dim, anchor: 'middle' },
      { kind: 'text', text: remote, x: RIGHT_PX + 28, y: 54, colour: COLOURS.dim, anchor: 'end' },
      line(paths.lifelines, COLOURS.line, 2),
      line(paths.arcs, COLOURS.arc, 1.2),
      line(paths.received, COLOURS.received, 1.5),
      line(paths.sent, COLOURS.sent, 1.5),
      ...rows.slice(first).flatMap((row, i) => rowShapes(row, HEAD_PX + i * ROW_PX + 19)),
    ],
  };
}

function rowShapes(row: DiagramRow, y: number): Shape[] {
  const middle = (LEFT_PX + RIGHT_PX) / 2;
  if (row.kind === 'gap')
    return [{ kind: 'text', text: row.text, x: middle, y, colour: COLOURS.dim, anchor: 'middle' }];
  const { answers, atMs, command, direction, summary } = row.line;
  const took = answers === undefined ? '' : `, after ${format.milliseconds(answers.tookMs)}`;
  const text = `${command} ${summary}`.trim();
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
  return [
    { kind: 'text', text: format.exactClock(atMs), x: 8, y, colour: COLOURS.dim },
    { kind: 'text', text: `${cut}${took}`, x: LEFT_PX + 22, y, colour: COLOURS[direction] },
  ];
}
