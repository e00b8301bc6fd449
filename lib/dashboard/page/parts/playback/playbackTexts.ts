import type { PlaybackMark, PlaybackState } from '../../../protocol/playback.js';
import * as format from '../format.js';

/** `31 Jan 2026, 14:03:22.123`, by the clock of the browser's machine. */
export function dateTimeText(atMs: number): string {
  return `${dateText(atMs)}, ${format.exactClock(atMs)}`;
}

function dateText(atMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(atMs);
}

/** A time since the start: with tenths of a second below a minute. */
export function spanText(ms: number): string {
  return ms < 60_000 ? `${(Math.floor(Math.max(0, ms) / 100) / 10).toFixed(1)} s` : format.duration(ms);
}

/** The position of a time in the playback: `1 min 20 s of 2 min 22 s`. In a history, also how long ago it was. */
export function placeText(atMs: number, { fromMs, isComplete, kind, toMs }: PlaybackState): string {
  if (kind === 'history') return toMs - atMs < 1500 ? 'live' : `${spanText(toMs - atMs)} ago`;
  return `${spanText(atMs - fromMs)} of ${isComplete ? '' : 'at least '}${spanText(Math.max(toMs, atMs) - fromMs)}`;
}

/** The same for screen readers. */
export function spokenTime(atMs: number, state: PlaybackState): string {
  return `${dateText(atMs)}, ${format.clock(atMs)}: ${placeText(atMs, state)}`;
}

/** The speeds that the page offers, in seconds of the recording per second. */
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 100, 300, 1000];

/** The offered speeds, and the current one if it is another. */
export function offeredSpeeds(current: number): number[] {
  return SPEEDS.includes(current) ? SPEEDS : [...SPEEDS, current].sort((a, b) => a - b);
}

/** The activity of the playback, for the header. */
export function activityText({ isPlaying, isSeeking }: PlaybackState): string {
  if (isSeeking) return 'Moving';
  return isPlaying ? 'Playing' : 'Paused';
}

/** The share of a seek that is done, 0 to 1: a seek to an earlier time reads from the start. */
export function seekShare({ atMs, fromMs, seekToMs = atMs }: PlaybackState): number {
  return seekToMs <= fromMs ? 1 : Math.min(1, Math.max(0, (atMs - fromMs) / (seekToMs - fromMs)));
}

/** What each kind of mark means. */
export const MARK_TEXTS: { readonly [Kind in PlaybackMark['kind']]: string } = {
  opened: 'connection opened',
  closed: 'connection closed',
  fault: 'connection ended by a fault',
  gap: 'nothing recorded for 10 minutes or more',
};

/** The kinds of these marks with their numbers, in the order of MARK_TEXTS. */
export function countMarks(marks: readonly PlaybackMark[]): [kind: PlaybackMark['kind'], count: number][] {
  return (Object.keys(MARK_TEXTS) as PlaybackMark['kind'][])
    .map((kind): [PlaybackMark['kind'], number] => [kind, marks.filter((mark) => mark.kind === kind).length])
    .filter(([, count]) => count > 0);
}
