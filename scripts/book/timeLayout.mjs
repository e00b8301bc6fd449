// Computes the position of each moment on the line: to scale if there is room, with long silences shortened.

/** @import { TimeLayout } from './timeLayout.mjs' */

/** A silence of at least this length is drawn as a break. */
const BREAK_MS = 30;
/** Width of a break, enough for the text of its length. */
const BREAK_PX = 104;
/** Minimum distance of two moments, so that their marbles do not touch. */
const NEIGHBOURS_PX = 25;
const MAX_PX_PER_MS = 34;
const MIN_PX_PER_MS = 6;

/**
 * Lays out the time from 0 to `endMs`. One millisecond has the same width everywhere in a case, except in breaks and
 * between moments whose marbles would touch. Wider than `roomPx` only if the moments do not fit.
 *
 * @param {{ momentsMs: readonly number[], endMs: number, roomPx: number }} time
 * @returns {TimeLayout}
 */
export function layoutTime({ momentsMs, endMs, roomPx }) {
  const stopsMs = [...new Set([0, ...momentsMs, endMs])].sort((a, b) => a - b);
  let pxPerMs = MAX_PX_PER_MS;
  while (pxPerMs > MIN_PX_PER_MS && widthOf(stopsMs, pxPerMs) > roomPx) pxPerMs -= 1;

  const xs = new Map([[0, 0]]);
  const breaks = [];
  for (const [fromMs, toMs] of gapsOf(stopsMs)) {
    const fromPx = xs.get(fromMs);
    const toPx = fromPx + widthOfGap(toMs - fromMs, pxPerMs);
    xs.set(toMs, toPx);
    if (isBreak(toMs - fromMs)) breaks.push({ middlePx: (fromPx + toPx) / 2, lengthMs: toMs - fromMs });
  }
  return {
    xOf(ms) {
      const x = xs.get(ms);
      if (x === undefined) throw new Error(`nothing happens at ${ms} ms`);
      return x;
    },
    breaks,
    widthPx: xs.get(stopsMs.at(-1)),
  };
}

function widthOf(stopsMs, pxPerMs) {
  return gapsOf(stopsMs).reduce((sum, [fromMs, toMs]) => sum + widthOfGap(toMs - fromMs, pxPerMs), 0);
}

function widthOfGap(gapMs, pxPerMs) {
  return isBreak(gapMs) ? BREAK_PX : Math.max(NEIGHBOURS_PX, gapMs * pxPerMs);
}

function isBreak(gapMs) {
  return gapMs >= BREAK_MS;
}

function gapsOf(stopsMs) {
  return stopsMs.slice(1).map((ms, i) => [stopsMs[i], ms]);
}
