import { Subscription, type SchedulerLike, type Subscriber } from 'rxjs';
import { unknownNetworkText } from '../../networks/networkNamed.js';
import { KNOWN_NETWORKS } from '../../networks/knownNetworks.js';
import type { Network } from '../../networks/network.js';
import { invalidOption } from '../../base/optionChecks.js';
import type { Peer } from '../../peer/peer.js';
import { CaptureError } from '../captureError.js';
import type { CaptureRecord, OpenedRecord } from '../captureRecord.js';
import { RecordedSession, type RecordedSessionOptions } from './recordedSession.js';

export interface PlayerOptions extends Omit<RecordedSessionOptions, 'network' | 'onResume'> {
  network?: Network | undefined;
  scheduler: SchedulerLike;
  speed: number;
  /** The one connection to play. */
  session?: number | undefined;
  subscriber: Subscriber<Peer>;
}

/** setTimeout's longest delay; a longer one would run at once. What is left is waited for anew. */
const MAX_TIMER_MS = 2_147_483_647;

type Pulled = IteratorResult<CaptureRecord, unknown>;

/** Plays one record after the other, each at its time, and asks for the next only then. */
export class Player {
  private readonly sessions = new Map<number, RecordedSession>();
  private next: CaptureRecord | undefined;
  /** Something will call `run` again: the source, or the clock. */
  private isAwaiting = false;
  private isRunning = false;
  private timer = Subscription.EMPTY;
  /** When the recording's first moment was played, by the scheduler; later by what the playing was held back. */
  private startedAtMs: number | undefined;
  private firstAtMs = 0;
  private heldAtMs: number | undefined;

  constructor(
    private readonly iterator: Iterator<CaptureRecord, unknown> | AsyncIterator<CaptureRecord, unknown>,
    private readonly options: PlayerOptions,
  ) {}

  /** Plays on until it has to wait. */
  run(): void {
    if (this.isRunning || this.isAwaiting) return;
    this.isRunning = true;
    try {
      while (!this.options.subscriber.closed && this.step());
    } catch (error) {
      this.end(error);
    } finally {
      this.isRunning = false;
    }
  }

  stop(): void {
    this.timer.unsubscribe();
    for (const { peer } of this.sessions.values()) peer.close();
    // Of an async generator: how its closing goes concerns nobody any more.
    Promise.resolve(this.iterator.return?.()).catch(() => undefined);
  }

  /** @returns false when it has to wait */
  private step(): boolean {
    if (this.isHeld()) return false;
    const record = this.next;
    if (record === undefined) return this.pull();
    const leftMs = this.leftMs(record);
    if (leftMs > 0) {
      this.isAwaiting = true;
      this.timer = this.options.scheduler.schedule(() => this.goOn(), Math.min(leftMs, MAX_TIMER_MS));
      return false;
    }
    this.next = undefined;
    this.play(record);
    return true;
  }

  private goOn(): void {
    this.isAwaiting = false;
    this.run();
  }

  private pull(): boolean {
    const pulled = this.iterator.next();
    if (!(pulled instanceof Promise)) return this.take(pulled);
    this.isAwaiting = true;
    pulled.then(
      (result) => {
        if (this.take(result)) this.goOn();
      },
      (error: unknown) => this.end(error),
    );
    return false;
  }

  /** @returns false when there is nothing more */
  private take(pulled: Pulled): boolean {
    if (pulled.done === true) {
      this.end();
      return false;
    }
    const { session } = this.options;
    if (session === undefined || pulled.value.session === session) this.next = pulled.value;
    return true;
  }

  private leftMs({ atMs }: CaptureRecord): number {
    const { scheduler, speed } = this.options;
    if (this.startedAtMs === undefined) {
      this.startedAtMs = scheduler.now();
      this.firstAtMs = atMs;
    }
    return this.startedAtMs + (atMs - this.firstAtMs) / speed - scheduler.now();
  }

  private isHeld(): boolean {
    const nowMs = this.options.scheduler.now();
    if (Array.from(this.sessions.values()).some(({ isHeld }) => isHeld)) {
      this.heldAtMs ??= nowMs;
      return true;
    }
    if (this.heldAtMs !== undefined && this.startedAtMs !== undefined) this.startedAtMs += nowMs - this.heldAtMs;
    this.heldAtMs = undefined;
    return false;
  }

  private play(record: CaptureRecord): void {
    if (record.kind === 'opened') {
      this.open(record);
      return;
    }
    const session = this.sessions.get(record.session);
    if (session === undefined) {
      throw new CaptureError('INVALID_RECORD', `${record.kind} of connection ${record.session}, which was not opened`);
    }
    session.play(record);
    if (record.kind === 'closed') this.sessions.delete(record.session);
  }

  private open(record: OpenedRecord): void {
    const { network = KNOWN_NETWORKS.get(record.network), subscriber, ...options } = this.options;
    if (network === undefined) invalidOption('network', unknownNetworkText(record.network));
    // A recording that was appended to by another process counts anew.
    this.sessions.get(record.session)?.cut();
    const session = new RecordedSession(record, { ...options, network, onResume: () => this.run() });
    this.sessions.set(record.session, session);
    subscriber.next(session.peer);
    session.peer.start();
  }

  private end(...[error]: [] | [unknown]): void {
    const { subscriber } = this.options;
    for (const session of this.sessions.values()) session.cut();
    this.sessions.clear();
    if (error === undefined) subscriber.complete();
    else subscriber.error(error);
  }
}
