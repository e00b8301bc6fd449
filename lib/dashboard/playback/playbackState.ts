import type { PlaybackState } from '../protocol/playback.js';
import type { PlaybackGoal } from './playbackGoal.js';
import type { PlaybackSource } from './playbackSource.js';

export interface PlaybackParts {
  readonly source: PlaybackSource;
  readonly goal: PlaybackGoal;
  /** The number of the pass, from 1. */
  readonly run: number;
  /** The time that is shown. */
  readonly atMs: number;
}

/** The state of a playback, as pages get it. */
export function playbackState({ atMs, goal, run, source }: PlaybackParts): PlaybackState {
  const { seekToMs } = goal;
  return {
    kind: source.kind,
    title: source.title,
    run,
    fromMs: source.fromMs,
    toMs: Math.max(source.toMs, atMs),
    isComplete: source.isComplete,
    atMs,
    speed: goal.speed,
    isPlaying: goal.isPlaying,
    isSeeking: seekToMs !== undefined,
    ...(seekToMs === undefined ? {} : { seekToMs }),
    isAtEnd: goal.isAtEnd,
    notices: source.notices.texts,
    marks: source.marks,
  };
}
