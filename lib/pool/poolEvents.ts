import { BehaviorSubject, Subject } from 'rxjs';
import type { PeerError } from '../base/errors.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { ReadyPeer } from '../peer/peer.js';
import { guardedComplete, guardedNext } from '../peer/streams/guard.js';
import type { FailedConnection, LostPeer, PoolStats } from './pool.js';

/** The figures of a pool that has not begun. */
const NOTHING: PoolStats = Object.freeze({
  inbound: 0,
  outbound: 0,
  connecting: 0,
  freshAddresses: 0,
  triedAddresses: 0,
  discouragedAddresses: 0,
  bannedAddresses: 0,
});

/**
 * The streams of a pool, and the one order of what they tell: `joined$` or `left$`, then `peers$`, then `stats$`. What is caused while
 * one thing is told is told after it, so nobody hears of a peer's end before its beginning.
 */
export class PoolEvents {
  private readonly peersSubject$ = new BehaviorSubject<readonly ReadyPeer[]>(Object.freeze([]));
  private readonly joinedSubject$ = new Subject<ReadyPeer>();
  private readonly leftSubject$ = new Subject<LostPeer>();
  private readonly failedSubject$ = new Subject<FailedConnection>();
  private readonly faultsSubject$ = new Subject<PeerError>();
  private readonly statsSubject$ = new BehaviorSubject(NOTHING);

  readonly peers$ = this.peersSubject$.asObservable();
  readonly joined$ = this.joinedSubject$.asObservable();
  readonly left$ = this.leftSubject$.asObservable();
  readonly failed$ = this.failedSubject$.asObservable();
  readonly faults$ = this.faultsSubject$.asObservable();
  readonly stats$ = this.statsSubject$.asObservable();

  private present: readonly ReadyPeer[] = Object.freeze([]);
  private readonly waiting: (() => void)[] = [];
  private isTelling = false;

  /** @param stats the figures now, but for those of the peers, which are counted here */
  constructor(private readonly stats: () => Omit<PoolStats, 'inbound' | 'outbound'>) {}

  /** Those whose joining was told or is being told: who subscribes within `joined$` finds the new one here. */
  get peers(): readonly ReadyPeer[] {
    return this.present;
  }

  joined(peer: ReadyPeer): void {
    this.tell(() => {
      this.present = Object.freeze([...this.present, peer]);
      guardedNext(this.joinedSubject$, peer);
      guardedNext(this.peersSubject$, this.present);
    });
  }

  left(peer: ReadyPeer, reason: CloseReason): void {
    this.tell(() => {
      this.present = Object.freeze(this.present.filter((each) => each !== peer));
      guardedNext(this.leftSubject$, { peer, reason });
      guardedNext(this.peersSubject$, this.present);
    });
  }

  failed(failed: FailedConnection): void {
    this.tell(() => guardedNext(this.failedSubject$, failed));
  }

  fault(error: PeerError): void {
    this.tell(() => guardedNext(this.faultsSubject$, error));
  }

  /** Something else has changed that the figures tell. */
  changed(): void {
    this.tell(() => undefined);
  }

  complete(): void {
    this.tell(() => {
      for (const subject$ of [this.joinedSubject$, this.leftSubject$, this.failedSubject$, this.faultsSubject$]) {
        guardedComplete(subject$);
      }
      guardedComplete(this.peersSubject$);
    });
    this.tell(() => guardedComplete(this.statsSubject$));
  }

  private tell(task: () => void): void {
    this.waiting.push(task);
    if (this.isTelling) return;
    this.isTelling = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      next();
      this.tellStats();
    }
    this.isTelling = false;
  }

  private tellStats(): void {
    const inbound = this.present.filter(({ direction }) => direction === 'inbound').length;
    const stats = { inbound, outbound: this.present.length - inbound, ...this.stats() };
    const before = this.statsSubject$.value;
    const isSame = (Object.keys(before) as (keyof PoolStats)[]).every((name) => before[name] === stats[name]);
    if (!isSame) guardedNext(this.statsSubject$, Object.freeze(stats));
  }
}
