import { BehaviorSubject, ReplaySubject, Subject } from 'rxjs';
import type { RoundTrip } from '../conversations/conversation.js';
import type { Exchange } from '../conversations/exchange.js';
import type { PeerError } from '../errors.js';
import { guardedComplete, guardedNext } from './guard.js';
import type { PassedBytes } from './passedBytes.js';
import type { CloseReason, PeerStatus, Traffic } from './peer.js';

/** The streams of a peer beside its messages: what happens, and where it stands. Each delivery is guarded. */
export class PeerEvents {
  private readonly bytesSubject$ = new Subject<PassedBytes>();
  private readonly trafficSubject$ = new Subject<Traffic>();
  private readonly faultsSubject$ = new Subject<PeerError>();
  private readonly pingsSubject$ = new Subject<RoundTrip>();
  private readonly exchangesSubject$ = new Subject<Exchange>();
  private readonly statusSubject$ = new BehaviorSubject<PeerStatus>('connecting');
  private readonly closedSubject$ = new ReplaySubject<CloseReason>(1);

  readonly bytes$ = this.bytesSubject$.asObservable();
  readonly traffic$ = this.trafficSubject$.asObservable();
  readonly faults$ = this.faultsSubject$.asObservable();
  readonly pings$ = this.pingsSubject$.asObservable();
  readonly exchanges$ = this.exchangesSubject$.asObservable();
  readonly status$ = this.statusSubject$.asObservable();
  readonly closed$ = this.closedSubject$.asObservable();

  get status(): PeerStatus {
    return this.statusSubject$.value;
  }

  /** Whether it is worth telling of the bytes that go by. */
  get isBytesObserved(): boolean {
    return this.bytesSubject$.observed;
  }

  /** Whether it is worth making the record of what goes by. */
  get isTrafficObserved(): boolean {
    return this.trafficSubject$.observed;
  }

  bytes(bytes: PassedBytes): void {
    guardedNext(this.bytesSubject$, bytes);
  }

  traffic(traffic: Traffic): void {
    guardedNext(this.trafficSubject$, traffic);
  }

  fault(error: PeerError): void {
    guardedNext(this.faultsSubject$, error);
  }

  roundTrip(roundTrip: RoundTrip): void {
    guardedNext(this.pingsSubject$, roundTrip);
  }

  exchange(exchange: Exchange): void {
    if (this.exchangesSubject$.observed) guardedNext(this.exchangesSubject$, exchange);
  }

  become(status: PeerStatus): void {
    guardedNext(this.statusSubject$, status);
  }

  /** Nothing happens any more. */
  complete(): void {
    guardedComplete(this.bytesSubject$);
    guardedComplete(this.trafficSubject$);
    guardedComplete(this.faultsSubject$);
    guardedComplete(this.pingsSubject$);
    guardedComplete(this.exchangesSubject$);
  }

  /** The last word. */
  close(reason: CloseReason): void {
    guardedNext(this.closedSubject$, reason);
    guardedComplete(this.closedSubject$);
    guardedComplete(this.statusSubject$);
  }
}
