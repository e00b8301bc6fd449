import { store } from '../state/session.js';
import { agoText, momentText } from './momentText.js';

/** A time of day, and how long ago it was by the clock of the program. */
export function Moment({ atMs }: { readonly atMs: number }) {
  const nowMs = store.program?.atMs ?? atMs;
  return (
    <time dateTime={isoText(atMs)} title={new Date(atMs).toLocaleString()}>
      {momentText(atMs, nowMs)}, {agoText(nowMs - atMs)}
    </time>
  );
}

/** Empty for a time outside of the range of Date. */
function isoText(atMs: number): string {
  return Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : '';
}
