// Sizes in the units of the drawing. No font is measured: what a character takes at most is said here, so that every machine draws
// the same. The width is that of a README on a telephone, nearly twice over, which leaves the smallest text legible there.

export const PAGE_WIDTH = 640;
export const PADDING = 20;
/** Where the lines begin; on the left of it stand their names. */
export const LINE_X = 108;
/** How far a line goes on behind the last moment, for its arrow. */
export const ARROW_LENGTH = 18;
/** What the lines have between their beginning and their arrow. */
export const TIME_WIDTH = PAGE_WIDTH - PADDING - ARROW_LENGTH - LINE_X - 2;

export const MARBLE_RADIUS = 10.5;
/** From one marble of a group to the next. */
export const STACK_STEP = 23;
export const ROW_HEIGHT = 34;
export const TEXT_HEIGHT = 20;

/** What a character takes on average of the widest fonts that style.mjs may fall back to. */
export const MONO_WIDTH = 7.6;
export const SANS_WIDTH = 7.4;
export const TITLE_WIDTH = 9.6;

/** A tenth is as fine as anybody sees. */
export function rounded(number) {
  return Math.round(number * 10) / 10;
}
