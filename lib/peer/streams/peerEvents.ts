import type { RoundTrip } from '../../protocol/runtime/conversation.js';
import type { Exchange } from '../../protocol/exchanges/exchange.js';
import type { PeerError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import { CurrentStream } from './currentStream.js';
import { HotStream } from './hotStream.js';
import type { PassedBytes } from '../receive/passedBytes.js';
import type { CloseReason, PeerStatus, Traffic } from '../peer.js';

/** The streams of a peer beside its messages: what happens, and where it stands. Each delivery is guarded. */
export class PeerEvents {
  readonly sent = new HotStream<Message>();
  readonly bytes = new HotStream<PassedBytes>();
  readonly traffic = new HotStream<Traffic>();
  readonly faults = new HotStream<PeerError>();
  readonly pings = new HotStream<RoundTrip>();
  readonly exchanges = new HotStream<Exchange>();
  readonly closed = new CurrentStream<CloseReason>();
  private readonly statuses = new CurrentStream<PeerStatus>('connecting');

  get status(): PeerStatus {
    return this.statuses.value!;
  }

  get status$(): CurrentStream<PeerStatus>['value$'] {
    return this.statuses.value$;
  }

  become(status: PeerStatus): void {
    this.statuses.next(status);
  }

  /** Nothing happens any more. */
  complete(): void {
    for (const stream of [this.bytes, this.traffic, this.faults, this.pings, this.exchanges]) stream.complete();
  }

  /** The last word. */
  close(reason: CloseReason): void {
    this.closed.next(reason);
    this.closed.complete();
    this.statuses.complete();
  }
}
