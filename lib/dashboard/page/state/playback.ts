import { signal } from '@preact/signals';
import type { PlaybackState, PlaybackUpdate } from '../../protocol/playback.js';

/** The playback that the page shows, as the program last described it; undefined for live data. */
export const playback = signal<PlaybackState | undefined>(undefined);

/** The time to which this page has asked to go, until the program has answered; undefined without one. */
export const requestedMs = signal<number | undefined>(undefined);

/** The time to which the slider is being dragged; undefined without a pointer on it. */
export const draggedMs = signal<number | undefined>(undefined);

/** After a request, the first update may have been sent before the program read it, and the second one is the answer. */
const UPDATES_TO_ANSWER = 2;
let updatesToAnswer = 0;

/** Takes over an update of the program. */
export function receivePlayback({ marks = playback.peek()?.marks ?? [], ...update }: PlaybackUpdate): void {
  updatesToAnswer -= 1;
  if (updatesToAnswer <= 0) requestedMs.value = undefined;
  playback.value = { ...update, marks };
}

/** Shows this time in the controls until the program has answered. */
export function expectTime(atMs: number): void {
  updatesToAnswer = UPDATES_TO_ANSWER;
  requestedMs.value = atMs;
}

/**
 * The time of the controls: the time to which the slider is dragged, otherwise the time to which the playback goes, otherwise the time
 * that it shows. A component that reads it is drawn again when it changes.
 */
export function controlledMs({ atMs, seekToMs }: PlaybackState): number {
  return draggedMs.value ?? requestedMs.value ?? seekToMs ?? atMs;
}
