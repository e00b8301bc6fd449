import { Subscription, type SchedulerLike, type Subscriber } from 'rxjs';
import { unknownNetworkText } from '../../networks/networkNamed.js';
import { KNOWN_NETWORKS } from '../../networks/knownNetworks.js';
import type { Network } from '../../networks/network.js';
import { invalidOption } from '../../base/optionChecks.js';
import type { Peer } from '../../peer/peer.js';
import { CaptureError } from '../captureError.js';
import type { BytesRecord, CaptureRecord, ClosedRecord, OpenedRecord } from '../captureRecord.js';
import { RecordedSession, type RecordedSessionOptions } from './recordedSession.js';

export interface PlayerOptions extends Omit<RecordedSessionOptions, 'network' | 'onResume'> {
  network?: Network | undefined;
  scheduler: SchedulerLike;
  speed: number;
  /** The number of the only connection to play. */
  session?: number | undefined;
  subscriber: Subscriber<Peer>;
}

/** Raw bytes and secrets of transport v2 are not played. */
type PlayedRecord = OpenedRecord | BytesRecord | ClosedRecord;

/** The longest delay of setTimeout, which runs a longer one at once. A longer wait is split into several. */
const MAX_TIMER_MS = 2_147_483_647;

/**
 * - `idle`: `run` plays on.
 * - `playing`: within `run`. A call of `run` by a subscriber that closes or resumes a peer does nothing.
 * - `awaitingRecord`: a promise of the source is pending.
 * - `awaitingTime`: the next record is not due yet; a timer is scheduled.
 * - `paused`: a consumer has paused a peer; the peer calls `run` when it resumes.
 * - `ended`: the source has ended, something failed, or the subscriber is gone.
 */
type PlayerState = 'idle' | 'playing' | 'awaitingRecord' | 'awaitingTime' | 'paused' | 'ended';

/**
 * Plays the records of a source, each at its time.
 *
 * `run` repeats one step until it has to wait: fetch the next record, wait until it is due, play it. A record is fetched only when the one
 * before it was played, so at most one record is held. A record is due at `startedAtMs` + (its time - `firstAtMs`) / speed; `startedAtMs` is
 * moved on by the time for which the replay was paused.
 */
export class Player {
  private state: PlayerState = 'idle';
  private readonly sessions = new Map<number, RecordedSession>();
  private nextRecord: PlayedRecord | undefined;
  private timer = Subscription.EMPTY;
  /** When the first record was played, by the scheduler's clock, plus all pauses since. */
  private startedAtMs: number | undefined;
  /** The time of the first record. */
  private firstAtMs = 0;
  /** Since when the replay is paused, by the scheduler's clock. */
  private pausedAtMs: number | undefined;

  constructor(
    private readonly iterator: Iterator<CaptureRecord, unknown> | AsyncIterator<CaptureRecord, unknown>,
    private readonly options: PlayerOptions,
  ) {}

  /** Plays until it has to wait for the source, the clock or a consumer. */
  run(): void {
    if (this.state !== 'idle' && this.state !== 'paused') return;
    this.state = 'playing';
    try {
      while (this.state === 'playing' && !this.options.subscriber.closed) this.step();
    } catch (error) {
      this.end(error);
    }
    if (this.state === 'playing') this.state = 'ended';
  }

  /** Closes the peers and ends the iteration of the source. */
  stop(): void {
    this.timer.unsubscribe();
    for (const { peer } of this.sessions.values()) peer.close();
    // The player has no subscriber any more, so an error in the cleanup of an async generator cannot be reported.
    Promise.resolve(this.iterator.return?.()).catch(() => undefined);
  }

  /** Fetches or plays one record, or enters a state of waiting. */
  private step(): void {
    if (this.updatePause()) {
      this.state = 'paused';
      return;
    }
    const record = this.nextRecord;
    if (record === undefined) {
      this.fetchRecord();
      return;
    }
    const leftMs = this.msUntil(record);
    if (leftMs > 0) {
      this.state = 'awaitingTime';
      this.timer = this.options.scheduler.schedule(() => this.continue(), Math.min(leftMs, MAX_TIMER_MS));
      return;
    }
    this.nextRecord = undefined;
    this.play(record);
  }

  private continue(): void {
    this.state = 'idle';
    this.run();
  }

  private fetchRecord(): void {
    const result = this.iterator.next();
    if (!(result instanceof Promise)) {
      this.acceptResult(result);
      return;
    }
    this.state = 'awaitingRecord';
    result.then(
      (settled) => {
        this.acceptResult(settled);
        if (this.state === 'awaitingRecord') this.continue();
      },
      (error: unknown) => this.end(error),
    );
  }

  private acceptResult(result: IteratorResult<CaptureRecord, unknown>): void {
    if (result.done === true) {
      this.end();
      return;
    }
    const { session } = this.options;
    const record = result.value;
    if (record.kind === 'rawBytes' || record.kind === 'secrets') return;
    if (session === undefined || record.session === session) this.nextRecord = record;
  }

  /** How long, by the scheduler's clock, until a record is due; zero or less if it is. */
  private msUntil({ atMs }: PlayedRecord): number {
    const { scheduler, speed } = this.options;
    if (this.startedAtMs === undefined) {
      this.startedAtMs = scheduler.now();
      this.firstAtMs = atMs;
    }
    return this.startedAtMs + (atMs - this.firstAtMs) / speed - scheduler.now();
  }

  /** True while a peer is paused. Notes when the pause began; when it is over, moves `startedAtMs` on by its length. */
  private updatePause(): boolean {
    const nowMs = this.options.scheduler.now();
    if (Array.from(this.sessions.values()).some(({ isPaused }) => isPaused)) {
      this.pausedAtMs ??= nowMs;
      return true;
    }
    if (this.pausedAtMs !== undefined && this.startedAtMs !== undefined) this.startedAtMs += nowMs - this.pausedAtMs;
    this.pausedAtMs = undefined;
    return false;
  }

  private play(record: PlayedRecord): void {
    if (record.kind === 'opened') {
      this.open(record);
      return;
    }
    const session = this.sessions.get(record.session);
    if (session === undefined) {
      throw new CaptureError('INVALID_RECORD', `${record.kind} of connection ${record.session}, which is not open`);
    }
    session.play(record);
    if (record.kind === 'closed') this.sessions.delete(record.session);
  }

  private open(record: OpenedRecord): void {
    const { network = KNOWN_NETWORKS.get(record.network), subscriber, ...options } = this.options;
    if (network === undefined) invalidOption('network', unknownNetworkText(record.network));
    // If another process has appended to a recording, numbers of connections may occur again.
    this.sessions.get(record.session)?.endWithoutRecord();
    const session = new RecordedSession(record, { ...options, network, onResume: () => this.run() });
    this.sessions.set(record.session, session);
    subscriber.next(session.peer);
    session.peer.start();
  }

  private end(...[error]: [] | [unknown]): void {
    this.state = 'ended';
    const { subscriber } = this.options;
    for (const session of this.sessions.values()) session.endWithoutRecord();
    this.sessions.clear();
    if (error === undefined) subscriber.complete();
    else subscriber.error(error);
  }
}
