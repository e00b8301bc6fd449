import { layoutTime } from '../../../scripts/book/timeLayout.mjs';

/** Converts between virtual time and the horizontal position in a drawing. */
export interface TimeScale {
  /** The position of a time, in pixels from the start of the rows. */
  readonly xOf: (atMs: number) => number;
  /** The time of a position, rounded to the resolution of a pixel: 1 ms, or in a shortened silence a round number. Not before 0. */
  readonly msOf: (x: number) => number;
  /** Silences that are drawn shorter than to scale. */
  readonly breaks: readonly { readonly middlePx: number; readonly lengthMs: number }[];
  /** Width of the rows in pixels. */
  readonly widthPx: number;
}

/** Room after the last event, so that it can be moved to a later time. */
const ROOM_AFTER_MS = 3;

/** Lays out the times of a case in a drawing of this width, or a wider one if the events do not fit. */
export function timeScale(momentsMs: readonly number[], endMs: number, roomPx: number): TimeScale {
  const layout = layoutTime({ momentsMs, endMs: endMs + ROOM_AFTER_MS, roomPx });
  const stops = [...new Set([0, ...momentsMs, endMs + ROOM_AFTER_MS])]
    .sort((a, b) => a - b)
    .map((ms) => ({ ms, x: layout.xOf(ms) }));
  const last = stops.at(-1)!;
  const segmentAt = (isAfter: (stop: { ms: number; x: number }) => boolean): [typeof last, typeof last] => {
    const found = stops.findIndex((stop, i) => i > 0 && isAfter(stop));
    const end = found === -1 ? stops.length - 1 : found;
    return [stops[end - 1] ?? last, stops[end]!];
  };
  return {
    xOf(atMs) {
      const [from, to] = segmentAt(({ ms }) => ms >= atMs);
      return from.x + ((atMs - from.ms) * (to.x - from.x)) / (to.ms - from.ms);
    },
    msOf(x) {
      const [from, to] = segmentAt((stop) => stop.x >= x);
      const msPerPx = (to.ms - from.ms) / (to.x - from.x);
      return Math.max(0, roundTo(roundStepMs(msPerPx), from.ms + (x - from.x) * msPerPx));
    },
    breaks: layout.breaks,
    widthPx: layout.widthPx,
  };
}

/** A power of ten of at least 1 that is at least a pixel. */
function roundStepMs(msPerPx: number): number {
  return 10 ** Math.max(0, Math.ceil(Math.log10(Math.max(1, msPerPx))));
}

function roundTo(step: number, ms: number): number {
  return Math.round(ms / step) * step;
}
