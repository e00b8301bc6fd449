import type { Shape } from './drawing.js';

/** Where the plot of a drawing is. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A tick of an axis: its place as a share of the axis, 0 to 1, and its text. */
export interface Tick {
  readonly share: number;
  readonly text: string;
}

/** The size of texts on axes, in pixels. */
export const AXIS_TEXT_PX = 12;

/** The axes of a drawing, with a horizontal line for each tick of the values. */
export function axes(
  { height, left, top, width }: PlotArea,
  xTicks: readonly Tick[],
  yTicks: readonly Tick[],
): Shape[] {
  const bottom = top + height;
  const text = { kind: 'text', sizePx: AXIS_TEXT_PX, colour: '--dim' } as const;
  const line = { kind: 'line', width: 1 } as const;
  return [
    ...yTicks.flatMap(({ share, text: label }): Shape[] => {
      const y = bottom - share * height;
      return [
        {
          ...line,
          colour: '--line',
          points: [
            [left, y],
            [left + width, y],
          ],
        },
        { ...text, x: left - 8, y: y + 4, align: 'end', text: label },
      ];
    }),
    ...xTicks.flatMap(({ share, text: label }): Shape[] => {
      const x = left + share * width;
      return [
        {
          ...line,
          colour: '--strong-line',
          points: [
            [x, bottom],
            [x, bottom + 5],
          ],
        },
        { ...text, x, y: bottom + 19, align: 'middle', text: label },
      ];
    }),
    {
      ...line,
      colour: '--strong-line',
      points: [
        [left, bottom],
        [left + width, bottom],
      ],
    },
  ];
}
