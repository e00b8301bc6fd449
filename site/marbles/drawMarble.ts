import { svg } from './dom.js';
import type { RowEvent } from './model/rowEvents.js';

/** 24 pixels across, the least size of a target (WCAG 2.2, 2.5.8). */
export const MARBLE_RADIUS = 12;

/** How a letter is drawn. */
export interface MarbleStyle {
  /** The colour of each letter: an index into the palette of the book. */
  readonly colours: ReadonlyMap<string, number>;
  /** True: a slider that the keyboard and the pointer move. */
  readonly isMovable: boolean;
  /** Names the letter in the drawing, so that the focus stays on it: its row and index. */
  readonly key: string;
  /** What a screen reader says. */
  readonly label: string;
  /** The greatest value of the slider in milliseconds. */
  readonly maxMs: number;
}

/** Draws a letter, a completion (bar), an error (cross), or a mark. */
export function drawMarble({ symbol, atMs }: RowEvent, x: number, y: number, style: MarbleStyle): SVGElement {
  const colour = style.colours.get(symbol) ?? 7;
  const slider = {
    ...{
      role: 'slider',
      tabindex: 0,
      'data-key': style.key,
      'aria-label': style.label,
      'aria-orientation': 'horizontal',
    },
    ...{ 'aria-valuemin': 0, 'aria-valuemax': style.maxMs, 'aria-valuenow': atMs, 'aria-valuetext': `${atMs} ms` },
  };
  return svg(
    'g',
    {
      class: `marble c${colour}${style.isMovable ? ' movable' : ''}`,
      transform: `translate(${x} ${y})`,
      ...(style.isMovable ? slider : {}),
    },
    ...shapeOf(symbol),
  );
}

function shapeOf(symbol: string): SVGElement[] {
  // The area for the pointer is as large as the area of a letter.
  const area = svg('circle', { class: 'area', r: MARBLE_RADIUS });
  if (symbol === '|') return [area, svg('path', { class: 'end', d: 'M0 -12V12' })];
  if (symbol === '#') return [area, svg('path', { class: 'end', d: 'M-7 -7L7 7M-7 7L7 -7' })];
  if (symbol === '!') return [svg('path', { class: 'mark', d: 'M0 -13V14' })];
  if (symbol === '^') return [svg('path', { class: 'mark', d: 'M-7 6L0 -7L7 6Z' })];
  return [svg('circle', { class: 'disc', r: MARBLE_RADIUS }), svg('text', { class: 'letter', y: 4.5 }, symbol)];
}
