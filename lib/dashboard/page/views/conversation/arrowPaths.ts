import { indexOfLine, type DiagramRow } from './diagramRows.js';

/** The y position of an arrow in its row, below the text. */
const ARROW_Y = 28;
const HEAD_PX = 7;
/** The greatest distance between an arc and its lifeline. */
const MAX_ARC_PX = 18;

/** The size of a diagram. */
export interface DiagramSize {
  /** The x position of our lifeline. */
  readonly left: number;
  /** The x position of the remote's lifeline. */
  readonly right: number;
  readonly rowPx: number;
}

/** The lines of a diagram as SVG path data. */
export interface ArrowPaths {
  readonly lifelines: string;
  readonly received: string;
  readonly sent: string;
  /** Each joins an answer to its request. */
  readonly arcs: string;
}

/** The arrows of the rows from index `first` to `end - 1`, the lifelines between which they run, and the arcs that end at them. */
export function arrowPaths(
  rows: readonly DiagramRow[],
  first: number,
  end: number,
  { left, right, rowPx }: DiagramSize,
): ArrowPaths {
  const arrows = { received: '', sent: '' };
  let arcs = '';
  const yOf = (index: number): number => (index - first) * rowPx + ARROW_Y;
  for (let i = first; i < end; i++) {
    const row = rows[i];
    if (row?.kind !== 'line') continue;
    const { answers, direction } = row.line;
    arrows[direction] += direction === 'sent' ? arrow(left, right, yOf(i), 1) : arrow(right, left, yOf(i), -1);
    const request = answers === undefined ? undefined : indexOfLine(rows, answers.line);
    if (request === undefined) continue;
    // We sent the request of an answer that we received: its arc is at our lifeline.
    const isOurs = direction === 'received';
    arcs += arc(isOurs ? left : right, Math.max(yOf(request), -2 * rowPx), yOf(i), isOurs ? -1 : 1);
  }
  const height = (end - first) * rowPx;
  return { ...arrows, arcs, lifelines: `M${left} 0V${height}M${right} 0V${height}` };
}

function arrow(from: number, to: number, y: number, sign: 1 | -1): string {
  const tip = to - sign * 2;
  const back = tip - sign * HEAD_PX;
  return `M${from + sign * 2} ${y}H${tip}M${back} ${y - 4}L${tip} ${y}L${back} ${y + 4}`;
}

function arc(x: number, from: number, to: number, side: 1 | -1): string {
  const bulge = side * Math.min(MAX_ARC_PX, 6 + (to - from) / 12);
  return `M${x} ${from}C${x + bulge} ${from} ${x + bulge} ${to} ${x} ${to}`;
}
