import type { SchedulerLike } from 'rxjs';
import { PlaybackPace } from './playbackPace.js';

/** The time that a playback has to show: the controls set it, and it remains the goal until it is reached. */
export class PlaybackGoal {
  /** True while time passes. */
  isPlaying = false;
  /** True if everything was played. */
  isAtEnd = false;
  /** The time to which a seek goes; undefined without one. */
  seekToMs: number | undefined;
  /** True if a history was moved to the present, and follows it while it plays. Then a delay of this process is caught up. */
  isFollowing = false;
  private readonly pace: PlaybackPace;

  /**
   * @param scheduler the clock of the process
   * @param startMs the first time that is shown
   * @param speed seconds of the recording per second
   */
  constructor(scheduler: SchedulerLike, startMs: number, speed: number) {
    this.pace = new PlaybackPace(scheduler, startMs, speed);
  }

  /** Seconds of the recording per second. */
  get speed(): number {
    return this.pace.speed;
  }

  /** False if there is nothing to do: paused, without a seek. */
  get isActive(): boolean {
    return this.isPlaying || this.seekToMs !== undefined;
  }

  /** The time that is due by the pace; see PlaybackPace. */
  dueMs(shownMs: number): number {
    return this.pace.dueMs(shownMs);
  }

  /** The time to go to; undefined if there is nothing to do. */
  targetMs(dueMs: number): number | undefined {
    return this.seekToMs ?? (this.isPlaying ? dueMs : undefined);
  }

  /** Lets time pass on from this time, at this speed. */
  restartPace(shownMs: number, speed?: number): void {
    this.pace.restart(shownMs, speed);
  }

  /**
   * Goes to another time.
   *
   * @param isPresent whether the time is the present of a history
   */
  seek(atMs: number, isPresent: boolean): void {
    this.isFollowing = isPresent;
    this.isAtEnd = false;
    this.seekToMs = atMs;
  }

  /** The seek, if there is one, has reached its time. */
  finishSeek(shownMs: number): void {
    if (this.seekToMs === undefined) return;
    this.seekToMs = undefined;
    this.pace.restart(shownMs);
  }

  /** Everything was played. */
  finish(): void {
    this.isAtEnd = true;
    this.isPlaying = false;
  }
}
