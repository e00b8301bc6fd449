import { Subscription, type SchedulerLike } from 'rxjs';
import type { PlaybackGoal } from './playbackGoal.js';
import type { PlaybackPass } from './playbackSource.js';
import { runPass, type PassStop } from './runPass.js';

/** How often time passes while it is played. Records are played with their exact times, up to this much later. */
const TICK_MS = 50;

export interface PassWorkOptions {
  /** The clock and the timers of the process. */
  readonly scheduler: SchedulerLike;
  /** The time that has to be shown. */
  readonly goal: PlaybackGoal;
  /** The latest time of the source. A history shows it while it follows the present. */
  readonly presentMs: () => number;
  /** Called after each turn, and when a turn is scheduled. */
  readonly onChange: () => void;
  /** Called with an error that ends the reading. Throws it if it is a bug. */
  readonly onError: (error: unknown) => void;
}

/**
 * Runs the turns of the current pass until it shows the time of the goal.
 *
 * States: `waiting` (for the next tick, or paused), `fetching` (a promise of the source is pending; when it settles, the work continues),
 * `blocked` (a subscriber has paused a peer; when the peer resumes, the work continues), `working` (within a turn), `closed`. A turn is
 * bounded (runPass), so the event loop stays free during a seek.
 */
export class PassWork {
  private state: 'waiting' | 'fetching' | 'blocked' | 'working' | 'closed' = 'waiting';
  private timer = Subscription.EMPTY;
  private awaited: Promise<void> | undefined;

  constructor(
    private pass: PlaybackPass,
    private readonly options: PassWorkOptions,
  ) {}

  get isClosed(): boolean {
    return this.state === 'closed';
  }

  /** Works on another pass. The caller has closed the one before. */
  setPass(pass: PlaybackPass): void {
    this.pass = pass;
    if (this.state === 'fetching' || this.state === 'blocked') this.state = 'waiting';
  }

  /** Schedules a turn. Never runs it: the caller may be a subscriber of the pool. */
  continueSoon(delayMs = 0): void {
    this.options.onChange();
    if (this.state === 'working' || this.isClosed) return;
    // A tick continues to show the time while a live source has no record.
    if (this.state === 'fetching' && this.pass.liveMs === undefined) return;
    this.timer.unsubscribe();
    this.timer = this.options.scheduler.schedule(() => this.turn(), delayMs);
  }

  /** A paused peer has resumed: possibly within a turn, or of a pass that has ended. */
  resume(): void {
    if (this.state === 'blocked') this.continueSoon();
  }

  /** Ends the work. Has an effect once. */
  close(): void {
    this.state = 'closed';
    this.timer.unsubscribe();
  }

  private turn(): void {
    const { goal, presentMs, scheduler } = this.options;
    if (this.isClosed || !goal.isActive) return;
    this.state = 'working';
    const { pass } = this;
    const dueMs = goal.isFollowing ? presentMs() : goal.dueMs(pass.clock.wallMs());
    let stop: PassStop;
    try {
      // Undefined if there is nothing to do for this pass any more.
      stop = runPass(pass, scheduler, () => (this.pass !== pass || this.isClosed ? undefined : goal.targetMs(dueMs)));
    } catch (error) {
      stop = this.endByError(error);
    }
    // A subscriber has closed the playback.
    if (this.isClosed) return;
    this.state = 'waiting';
    this.afterTurn(pass, stop);
  }

  private afterTurn(pass: PlaybackPass, stop: PassStop): void {
    const { goal, onChange } = this.options;
    // A subscriber has called a control: begin again with what it wants.
    if (this.pass !== pass) {
      this.continueSoon();
      return;
    }
    const shownMs = pass.clock.wallMs();
    if (stop === 'reached' || stop === 'ended') goal.finishSeek(shownMs);
    if (stop === 'ended') goal.finish();
    // Lost time is not caught up, because otherwise the delay would grow without limit.
    if (stop === 'busy' || stop === 'blocked') goal.restartPace(shownMs);
    if (stop === 'blocked') this.state = 'blocked';
    else if (typeof stop === 'object') this.await(pass, stop.fetched);
    if (stop === 'busy' || stop === 'idle') this.continueSoon();
    // This includes a paused seek: a live source knows only later that it has no further record.
    else if (goal.isActive && stop !== 'ended') this.continueSoon(TICK_MS);
    else onChange();
  }

  private await(pass: PlaybackPass, fetched: Promise<void>): void {
    this.state = 'fetching';
    // A tick of a live source finds the same promise again.
    if (this.awaited === fetched) return;
    this.awaited = fetched;
    const settle = (): void => {
      if (this.pass !== pass || this.state !== 'fetching') return;
      this.state = 'waiting';
      this.turn();
    };
    fetched.then(settle, (error: unknown) => {
      if (this.pass !== pass || this.isClosed) return;
      this.state = 'waiting';
      this.afterTurn(pass, this.endByError(error));
    });
  }

  private endByError(error: unknown): PassStop {
    this.options.onError(error);
    return 'ended';
  }
}
