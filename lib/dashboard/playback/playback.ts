import { BehaviorSubject, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { isPeerError } from '../../base/errors.js';
import { invalidOption } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';
import { CaptureError } from '../../capture/captureError.js';
import { MAX_TIME_MS } from '../../capture/captureTime.js';
import type { Network } from '../../networks/network.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import { MAX_PLAYBACK_SPEED, MIN_PLAYBACK_SPEED, type PlaybackState } from '../protocol/playback.js';
import { PassWork } from './passWork.js';
import { PlaybackGoal } from './playbackGoal.js';
import type { PlaybackPass, PlaybackPool, PlaybackSource } from './playbackSource.js';
import { playbackState } from './playbackState.js';

/** Options of Playback. */
export interface PlaybackOptions {
  /** Seconds of the recording per second, MIN_PLAYBACK_SPEED to MAX_PLAYBACK_SPEED. Default 1. */
  speed?: number | undefined;
  /** The clock and the timers of the process. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Plays a source through pools, with the controls of a player.
 *
 *     seek, play   ---------s--------        s a seek to an earlier time
 *     pool$        p--------q--------        p, q pools; p completes before q is emitted
 *     state$       a--b--b--c--c--d--
 *
 * The state at a time depends on everything before it (handshakes, totals, first announcements). So a seek to a later time reads on without
 * waiting, and a seek to an earlier time begins a new pass. Everything that watches the pool has to be created again for each pool, with
 * the pool's own `scheduler`; `pool$` emits a pool before the first record is played to it. PassWork does the work.
 */
export class Playback {
  /** The network of the peers. */
  readonly network: Network;
  private readonly goal: PlaybackGoal;
  private readonly work: PassWork;
  private pass: PlaybackPass;
  private readonly poolSubject$: BehaviorSubject<PlaybackPool>;
  private readonly stateSubject$: BehaviorSubject<PlaybackState>;
  private readonly changes: Subscription;
  private run = 1;

  /** Paused at the start of the source. Errors with LocalProtocolError `INVALID_OPTION` for a speed out of range. */
  constructor(
    private readonly source: PlaybackSource,
    { speed = 1, scheduler = preciseScheduler }: PlaybackOptions = {},
  ) {
    requireSpeed(speed);
    this.network = source.network;
    this.goal = new PlaybackGoal(scheduler, source.fromMs, speed);
    this.pass = this.open(source.fromMs);
    this.work = new PassWork(this.pass, {
      scheduler,
      goal: this.goal,
      presentMs: () => source.toMs,
      onChange: () => this.emitState(),
      onError: (error) => this.noteError(error),
    });
    this.poolSubject$ = new BehaviorSubject(this.pass.pool);
    this.stateSubject$ = new BehaviorSubject(this.currentState());
    this.changes = source.changed$.subscribe(() => this.emitState());
  }

  /** The pool of the current pass; replays it, and emits each new one. Completes on close. */
  get pool$(): Observable<PlaybackPool> {
    return this.poolSubject$.asObservable();
  }

  /** The state; replays it, and emits it after each turn of work and each call of a control. Completes on close. */
  get state$(): Observable<PlaybackState> {
    return this.stateSubject$.asObservable();
  }

  /** The current state. */
  get state(): PlaybackState {
    return this.stateSubject$.value;
  }

  /** The pool of the current pass. */
  get pool(): PlaybackPool {
    return this.poolSubject$.value;
  }

  /** Lets time pass; from the start again if a recording was at its end. */
  play(): void {
    const { goal, source, work } = this;
    if (goal.isPlaying || work.isClosed) return;
    goal.isPlaying = true;
    // It was at the present before a pause.
    if (goal.seekToMs === undefined) goal.isFollowing = false;
    if (goal.isAtEnd && source.kind === 'recording' && goal.seekToMs === undefined) this.seek(source.fromMs);
    goal.restartPace(this.shownMs);
    work.continueSoon();
  }

  /** Stops time. A seek continues to its end. */
  pause(): void {
    if (!this.goal.isPlaying) return;
    this.goal.isPlaying = false;
    this.goal.isFollowing = false;
    this.emitState();
  }

  /** Sets the speed. Errors with LocalProtocolError `INVALID_OPTION` unless it is from MIN_PLAYBACK_SPEED to MAX_PLAYBACK_SPEED. */
  setSpeed(speed: number): void {
    requireSpeed(speed);
    this.goal.isFollowing = false;
    this.goal.restartPace(this.shownMs, speed);
    this.emitState();
  }

  /**
   * Shows another time: the nearest one from `fromMs` to the end. Returns at once; `isSeeking` is true until the time is reached. A seek during a
   * seek replaces it. A history that is sent to the present, or later, follows it while it plays. Errors with LocalProtocolError `INVALID_OPTION` unless the time is finite.
   */
  seek(atMs: number): void {
    if (!Number.isFinite(atMs)) invalidOption('atMs', `time in milliseconds since 1970 expected, got ${show(atMs)}`);
    const { shownMs, source, work } = this;
    if (work.isClosed) return;
    const toMs = source.isComplete ? Math.max(source.toMs, shownMs) : MAX_TIME_MS;
    const targetMs = Math.min(Math.max(atMs, source.fromMs), toMs);
    this.goal.seek(targetMs, source.kind === 'history' && atMs >= source.toMs);
    if (targetMs < shownMs || !source.canReadOn(shownMs, targetMs)) this.restart(targetMs);
    work.continueSoon();
  }

  /** Completes all streams and ends the reading. Has an effect once. */
  close(): void {
    if (this.work.isClosed) return;
    this.work.close();
    this.changes.unsubscribe();
    this.pass.close();
    this.source.close();
    this.poolSubject$.complete();
    this.stateSubject$.complete();
  }

  private get shownMs(): number {
    return this.pass.clock.wallMs();
  }

  /** Ends the pass, and begins another one for this time. */
  private restart(atMs: number): void {
    this.pass.close();
    this.run += 1;
    this.pass = this.open(atMs);
    this.work.setPass(this.pass);
    this.poolSubject$.next(this.pass.pool);
  }

  private open(atMs: number): PlaybackPass {
    return this.source.open(atMs, () => this.work.resume());
  }

  /**
   * The records that were read remain. Any other error is a bug of this program, or of a subscriber: it ends the process with its stack
   * trace.
   */
  private noteError(error: unknown): void {
    if (!(error instanceof CaptureError) && !isPeerError(error)) throw error;
    this.source.notices.add(`The reading stopped: ${error.message}. What was read before is shown.`);
  }

  private emitState(): void {
    if (!this.work.isClosed) this.stateSubject$.next(this.currentState());
  }

  private currentState(): PlaybackState {
    return playbackState({ source: this.source, goal: this.goal, run: this.run, atMs: this.shownMs });
  }
}

function requireSpeed(speed: number): void {
  if (speed >= MIN_PLAYBACK_SPEED && speed <= MAX_PLAYBACK_SPEED) return;
  invalidOption('speed', `number from ${MIN_PLAYBACK_SPEED} to ${MAX_PLAYBACK_SPEED} expected, got ${show(speed)}`);
}
