import { effect, untracked } from '@preact/signals';
import type { PlaybackState } from '../../protocol/playback.js';
import { formatMoment, parseMoment } from './moment.js';
import { playback, requestedMs } from './playback.js';
import { seekTo, setPlaying } from './playbackControls.js';
import { param, setParams } from './route.js';

/** Times that are nearer are the same: a URL has whole milliseconds. */
const SAME_MS = 1.001;

/**
 * Keeps the time of a paused playback in the URL, as the parameter `at`, and opens the page at the time of its URL. The playback is then
 * paused, because otherwise the time would pass at once. While it plays, the URL has no time: a reload shows the current time of the
 * playback. Call it once.
 */
export function followMoment(): void {
  let isOpened = false;
  effect(() => {
    const state = playback.value;
    if (state === undefined) return;
    untracked(() => {
      if (isOpened) writeMoment(state);
      else openMoment(state);
      isOpened = true;
    });
  });
}

function openMoment(state: PlaybackState): void {
  const atMs = parseMoment(param('at'), state.fromMs);
  if (atMs === undefined) return;
  if (state.isPlaying) setPlaying(false);
  if (Math.abs(atMs - state.atMs) > SAME_MS || state.isSeeking) seekTo(atMs);
}

function writeMoment({ atMs, fromMs, isPlaying, isSeeking }: PlaybackState): void {
  if (isSeeking || requestedMs.peek() !== undefined) return;
  const at = isPlaying || atMs === fromMs ? '' : formatMoment(atMs);
  const before = param('at');
  // Not written again after a rounding.
  const isSame = before !== '' && at !== '' && Math.abs((parseMoment(before, fromMs) ?? 0) - atMs) <= SAME_MS;
  if (before !== at && !isSame) setParams({ at });
}
