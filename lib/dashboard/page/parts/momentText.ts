import * as format from './format.js';

/** `14:03:22`; on another day than now `2026-11-28 14:03:22`. Local time. */
export function momentText(atMs: number, nowMs: number): string {
  return dayText(atMs) === dayText(nowMs) ? format.clock(atMs) : `${dayText(atMs)} ${format.clock(atMs)}`;
}

/** `2 min 05 s ago`; a time in the last second, or in the future because clocks differ, is `just now`. */
export function agoText(ageMs: number): string {
  return ageMs < 1000 ? 'just now' : `${format.duration(ageMs)} ago`;
}

/** `in 23 h 10 min`; a time that has passed is `now`. */
export function inText(aheadMs: number): string {
  return aheadMs < 1000 ? 'now' : `in ${format.duration(aheadMs)}`;
}

function dayText(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
