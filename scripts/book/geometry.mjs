// Sizes in the units of the drawing. Fonts are not measured: the widths of characters are constants, so that every machine draws the
// same. PAGE_WIDTH is nearly twice the width of a README on a telephone, at which the smallest text is still legible.

export const PAGE_WIDTH = 640;
export const PADDING = 20;
/** Start of the lines; the names of the rows are to the left. */
export const LINE_X = 108;
/** Length of a line after the last moment, for its arrow. */
export const ARROW_LENGTH = 18;
/** Width available to a line between its start and its arrow. */
export const TIME_WIDTH = PAGE_WIDTH - PADDING - ARROW_LENGTH - LINE_X - 2;

export const MARBLE_RADIUS = 10.5;
/** Vertical distance between two marbles of a group. */
export const STACK_STEP = 23;
export const ROW_HEIGHT = 34;
export const TEXT_HEIGHT = 20;

/** Average width of a character in the widest fallback fonts of style.mjs. */
export const MONO_WIDTH = 7.6;
export const SANS_WIDTH = 7.4;
export const TITLE_WIDTH = 9.6;

/** Rounded to 0.1, below which no difference is visible. */
export function rounded(number) {
  return Math.round(number * 10) / 10;
}
