import { mergeMap, Observable, Subscription } from 'rxjs';
import { MAX_ENDED_PEERS } from '../protocol/endedPeers.js';
import { MAX_MISSED_EXCHANGES, type ExchangeReport } from '../protocol/exchanges.js';
import type { ConnectingPeer } from './connectingPeer.js';
import { PeerExchanges } from './peerExchanges.js';

/** Connections whose exchanges are logged at one time; further ones are not logged. */
export const MAX_LOGGED_PEERS = 5000;
/** Missed exchanges of all connections together. Each has an equal share, but at least MIN_MISSED. */
const MAX_MISSED_IN_TOTAL = 20_000;
const MIN_MISSED = 4;

/** The part of a connection that the log needs. */
type LoggedPeer = Pick<ConnectingPeer, 'id' | 'closed$' | 'exchanges$' | 'traffic$'>;

/**
 * Our questions to each peer that were not answered well, and the questions of the peer to us.
 *
 * Subscribes to `exchanges$` and `traffic$` of each connection. Stores the logs of MAX_LOGGED_PEERS connections, and of the last MAX_ENDED_PEERS that have
 * ended, as EndedPeers does. A log has at most MAX_MISSED_EXCHANGES missed exchanges; all logs together have MAX_MISSED_IN_TOTAL, or MIN_MISSED each.
 */
export class ExchangeLog {
  /** Unsubscribing ends the collection; `report` continues to return what was collected. */
  readonly subscription = new Subscription();
  private readonly connected = new Map<number, PeerExchanges>();
  private readonly ended = new Map<number, PeerExchanges>();
  private maxMissed = MAX_MISSED_EXCHANGES;

  /** @param connection$ emits each connection: before its handshake, so that its questions count, too, or `joined$` of a pool */
  constructor(connection$: Observable<LoggedPeer>) {
    this.subscription.add(connection$.pipe(mergeMap((peer) => this.logConnection(peer))).subscribe());
  }

  /**
   * The exchanges of one connection; undefined if it is unknown, ended too long ago, or was not logged because too many connections are.
   */
  report(peer: number): ExchangeReport | undefined {
    return (this.connected.get(peer) ?? this.ended.get(peer))?.report(peer);
  }

  /** The number of our questions without a good answer that are stored for a peer, for the table of peers. */
  missedCount(peer: number): number {
    return (this.connected.get(peer) ?? this.ended.get(peer))?.missedCount ?? 0;
  }

  /** Completes when the connection has ended. */
  private logConnection(peer: LoggedPeer): Observable<never> {
    // Three streams write to one log: an outcome has to arrive after its question, which merge() does not promise.
    return new Observable((subscriber) => {
      if (this.connected.size >= MAX_LOGGED_PEERS) {
        subscriber.complete();
        return;
      }
      const log = new PeerExchanges(this.maxMissed);
      this.connected.set(peer.id, log);
      this.shareMissed();
      subscriber.add(peer.traffic$.subscribe((traffic) => log.onTraffic(traffic)));
      subscriber.add(peer.exchanges$.subscribe((exchange) => log.onExchange(exchange)));
      subscriber.add(
        peer.closed$.subscribe(() => {
          this.moveToEnded(peer.id, log);
          subscriber.complete();
        }),
      );
    });
  }

  private moveToEnded(peer: number, log: PeerExchanges): void {
    log.close();
    this.connected.delete(peer);
    this.ended.set(peer, log);
    if (this.ended.size > MAX_ENDED_PEERS) this.ended.delete(this.ended.keys().next().value!);
    this.shareMissed();
  }

  /** Gives each log an equal share of the missed exchanges. */
  private shareMissed(): void {
    const share = Math.floor(MAX_MISSED_IN_TOTAL / (this.connected.size + this.ended.size));
    const maxMissed = Math.max(MIN_MISSED, Math.min(MAX_MISSED_EXCHANGES, share));
    if (maxMissed === this.maxMissed) return;
    this.maxMissed = maxMissed;
    for (const logs of [this.connected, this.ended]) for (const log of logs.values()) log.limitMissed(maxMissed);
  }
}
