import { BehaviorSubject, Subject } from 'rxjs';
import type { PeerError } from '../base/errors.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { ReadyPeer } from '../peer/peer.js';
import { guardedComplete, guardedNext } from '../peer/streams/guard.js';
import type { FailedConnection, PoolStats } from './observedPool.js';

/** The figures of a pool that has not started. */
export const INITIAL_STATS: PoolStats = Object.freeze({
  inbound: 0,
  outbound: 0,
  connecting: 0,
  freshAddresses: 0,
  triedAddresses: 0,
  discouragedAddresses: 0,
  bannedAddresses: 0,
});

/** The part of a peer that the figures need. */
type EventPeer = Pick<ReadyPeer, 'direction'>;

/**
 * The streams of a pool. For one event `joined$` or `left$` emits first, then `peers$`, then `stats$`. Events that a subscriber causes are
 * queued until all streams have emitted, so every subscriber sees the events in the same order, and a peer's join before its end.
 */
export class PoolEvents<P extends EventPeer = ReadyPeer> {
  private readonly peersSubject$ = new BehaviorSubject<readonly P[]>(Object.freeze([]));
  private readonly joinedSubject$ = new Subject<P>();
  private readonly leftSubject$ = new Subject<{ readonly peer: P; readonly reason: CloseReason }>();
  private readonly failedSubject$ = new Subject<FailedConnection>();
  private readonly faultsSubject$ = new Subject<PeerError>();
  private readonly statsSubject$ = new BehaviorSubject(INITIAL_STATS);

  readonly peers$ = this.peersSubject$.asObservable();
  readonly joined$ = this.joinedSubject$.asObservable();
  readonly left$ = this.leftSubject$.asObservable();
  readonly failed$ = this.failedSubject$.asObservable();
  readonly faults$ = this.faultsSubject$.asObservable();
  readonly stats$ = this.statsSubject$.asObservable();

  private currentPeers: readonly P[] = Object.freeze([]);
  private readonly queue: (() => void)[] = [];
  private isEmitting = false;

  /** @param stats the current figures, without those of the peers, which are counted here */
  constructor(private readonly stats: () => Omit<PoolStats, 'inbound' | 'outbound'>) {}

  /** The ready peers. Includes the peer that `joined$` is emitting. */
  get peers(): readonly P[] {
    return this.currentPeers;
  }

  joined(peer: P): void {
    this.emitInOrder(() => {
      this.currentPeers = Object.freeze([...this.currentPeers, peer]);
      guardedNext(this.joinedSubject$, peer);
      guardedNext(this.peersSubject$, this.currentPeers);
    });
  }

  left(peer: P, reason: CloseReason): void {
    this.emitInOrder(() => {
      this.currentPeers = Object.freeze(this.currentPeers.filter((each) => each !== peer));
      guardedNext(this.leftSubject$, { peer, reason });
      guardedNext(this.peersSubject$, this.currentPeers);
    });
  }

  failed(failed: FailedConnection): void {
    this.emitInOrder(() => guardedNext(this.failedSubject$, failed));
  }

  fault(error: PeerError): void {
    this.emitInOrder(() => guardedNext(this.faultsSubject$, error));
  }

  /** Call when only figures have changed. */
  changed(): void {
    this.emitInOrder(() => undefined);
  }

  complete(): void {
    this.emitInOrder(() => {
      for (const subject$ of [this.joinedSubject$, this.leftSubject$, this.failedSubject$, this.faultsSubject$]) {
        guardedComplete(subject$);
      }
      guardedComplete(this.peersSubject$);
    });
    this.emitInOrder(() => guardedComplete(this.statsSubject$));
  }

  private emitInOrder(emit: () => void): void {
    this.queue.push(emit);
    if (this.isEmitting) return;
    this.isEmitting = true;
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      next();
      this.emitStats();
    }
    this.isEmitting = false;
  }

  private emitStats(): void {
    const inbound = this.currentPeers.filter(({ direction }) => direction === 'inbound').length;
    const stats = { inbound, outbound: this.currentPeers.length - inbound, ...this.stats() };
    const previous = this.statsSubject$.value;
    const isUnchanged = (Object.keys(previous) as (keyof PoolStats)[]).every((name) => previous[name] === stats[name]);
    if (!isUnchanged) guardedNext(this.statsSubject$, Object.freeze(stats));
  }
}
