import { MAX_PLAYBACK_SPEED, MIN_PLAYBACK_SPEED, type PlaybackRequest } from '../protocol/playback.js';
import type { Playback } from './playback.js';

/** Reads a request of a page from parsed JSON. Undefined if it is not a valid request: the page has an error, or is not ours. */
export function parsePlaybackRequest(value: unknown): PlaybackRequest | undefined {
  const { action, atMs, kind, speed } = (value ?? {}) as Record<keyof never, unknown>;
  if (kind !== 'playback') return undefined;
  switch (action) {
    case 'play':
    case 'pause':
      return { kind, action };
    case 'speed':
      if (typeof speed !== 'number' || !(speed >= MIN_PLAYBACK_SPEED && speed <= MAX_PLAYBACK_SPEED)) return undefined;
      return { kind, action, speed };
    case 'seek':
      return typeof atMs === 'number' && Number.isFinite(atMs) ? { kind, action, atMs } : undefined;
    default:
      return undefined;
  }
}

/** Performs the request of a page. The answer is the next state. */
export function applyPlaybackRequest(
  playback: Pick<Playback, 'play' | 'pause' | 'setSpeed' | 'seek'>,
  request: PlaybackRequest,
): void {
  switch (request.action) {
    case 'play':
      playback.play();
      break;
    case 'pause':
      playback.pause();
      break;
    case 'speed':
      playback.setSpeed(request.speed);
      break;
    case 'seek':
      playback.seek(request.atMs);
      break;
  }
}
