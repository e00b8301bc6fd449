import { Subscription, type Observable } from 'rxjs';
import type { ObservedPool } from '../../pool/observedPool.js';
import type { ConnectingPeer } from './connectingPeer.js';
import { EndedPeers, type EndedPeersOptions, type EndedPeersPool } from './endedPeers.js';
import { ExchangeLog } from './exchangeLog.js';

/** The options of PeerLogs. */
export interface PeerLogsOptions extends Pick<EndedPeersOptions, 'scheduler' | 'localReasonOf'> {
  /** The pool whose peers are logged. */
  pool: EndedPeersPool & Pick<ObservedPool, 'joined$'>;
  /** Emits each connection before its handshake. Default: `joined$` of the pool, so that handshakes are not logged. */
  connection$?: Observable<ConnectingPeer> | undefined;
}

/** The data of single connections apart from their messages: their questions, and the reasons of their ends. */
export class PeerLogs {
  /** Unsubscribing ends the collection. */
  readonly subscription = new Subscription();
  readonly ended: EndedPeers;
  readonly exchanges: ExchangeLog;

  constructor({ connection$, localReasonOf, pool, scheduler }: PeerLogsOptions) {
    this.exchanges = new ExchangeLog(connection$ ?? pool.joined$);
    this.ended = new EndedPeers(pool, { connection$, localReasonOf, scheduler });
    this.subscription.add(this.exchanges.subscription);
    this.subscription.add(this.ended.subscription);
  }
}
