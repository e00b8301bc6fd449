import { controlledMs, expectTime, playback } from './playback.js';
import { controlPlayback } from './session.js';

/** Later than any end: the program limits a seek to the end that it knows. */
const END_MS = 8.64e15;

/** Goes to a time of day, or to the nearest time that the playback has. */
export function seekTo(atMs: number): void {
  const state = playback.peek();
  if (state === undefined) return;
  const targetMs = Math.max(atMs, state.fromMs);
  // While the end is not known, only the program can decide which time is too late.
  expectTime(state.isComplete ? Math.min(targetMs, state.toMs) : targetMs);
  controlPlayback({ kind: 'playback', action: 'seek', atMs: targetMs });
}

/** Goes this much later, or earlier. */
export function seekBy(ms: number): void {
  const state = playback.peek();
  if (state !== undefined) seekTo(controlledMs(state) + ms);
}

/** Goes to the start. */
export function seekToStart(): void {
  const state = playback.peek();
  if (state !== undefined) seekTo(state.fromMs);
}

/** Goes to the end of a recording, or to the present of a history. */
export function seekToEnd(): void {
  const state = playback.peek();
  if (state === undefined) return;
  expectTime(state.toMs);
  controlPlayback({ kind: 'playback', action: 'seek', atMs: END_MS });
}

/** Lets time pass, or stops it. */
export function togglePlaying(): void {
  const state = playback.peek();
  if (state !== undefined) setPlaying(!state.isPlaying);
}

/** Lets time pass, or stops it. */
export function setPlaying(isPlaying: boolean): void {
  controlPlayback({ kind: 'playback', action: isPlaying ? 'play' : 'pause' });
}

/** @param speed seconds of the recording per second */
export function setSpeed(speed: number): void {
  controlPlayback({ kind: 'playback', action: 'speed', speed });
}
