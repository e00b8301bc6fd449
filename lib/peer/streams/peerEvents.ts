import type { PeerError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import type { Exchange } from '../../protocol/exchanges/exchange.js';
import type { RoundTrip } from '../../protocol/runtime/outcome.js';
import type { CloseReason, PeerStatus } from '../closeReason.js';
import { CurrentValue } from './currentValue.js';
import type { EncryptedEvent } from './encryptedEvent.js';
import { LazySubject } from './lazySubject.js';
import type { PassedBytes } from './passedBytes.js';
import type { PassedFrame } from './passedFrame.js';
import type { Traffic } from './traffic.js';

/** The streams of a peer apart from its received messages: events, status, and the reason of its end. */
export class PeerEvents {
  readonly sent = new LazySubject<Message>();
  readonly bytes = new LazySubject<PassedBytes>();
  readonly encrypted = new LazySubject<EncryptedEvent>();
  readonly frames = new LazySubject<PassedFrame>();
  readonly traffic = new LazySubject<Traffic>();
  readonly faults = new LazySubject<PeerError>();
  readonly pings = new LazySubject<RoundTrip>();
  readonly exchanges = new LazySubject<Exchange>();
  readonly closed = new CurrentValue<CloseReason>();
  private readonly statuses = new CurrentValue<PeerStatus>('connecting');

  get status(): PeerStatus {
    return this.statuses.value!;
  }

  get status$(): CurrentValue<PeerStatus>['value$'] {
    return this.statuses.value$;
  }

  setStatus(status: PeerStatus): void {
    this.statuses.next(status);
  }

  /** Completes the event streams, except `sent`. */
  complete(): void {
    const { bytes, encrypted, exchanges, faults, frames, pings, traffic } = this;
    for (const stream of [bytes, encrypted, frames, traffic, faults, pings, exchanges]) stream.complete();
  }

  /** Emits the reason of the end; the last event of the peer. */
  close(reason: CloseReason): void {
    this.closed.next(reason);
    this.closed.complete();
    this.statuses.complete();
  }
}
