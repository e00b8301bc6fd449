import { mergeMap, Observable, type Subscription } from 'rxjs';
import { MruSet } from '../collections/mruSet.js';
import type { Peer } from '../peer/peer.js';
import { MAX_SEQUENCE_LINES } from './protocol.js';
import { SequenceLog, type LogBounds } from './sequenceLog.js';

/** Lines of all connections together; each has a share of them, but 100 at least. */
const MAX_LINES = 20_000;
const MIN_LINES = 100;
/** Payloads of all connections together; each has a share of them. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;
/** Those that somebody looks at have more: the last ones, as many as there are pages. */
const MAX_WATCHED = 16;
const MAX_WATCHED_PAYLOAD_BYTES = 8 * 1024 * 1024;
/** Connections that are over: what went wrong with them can still be looked at. */
const MAX_CLOSED = 20;

/**
 * The sequences of all connections. Those of the last 20 that have ended are kept. Lines and payloads of all together are bounded by
 * 20,000 (or 100 a connection) and 64 MiB: each connection has its share. Those that are looked at, at most 16, keep 1000 lines and 8 MiB
 * from then on.
 */
export class SequenceLogs {
  private readonly logs = new Map<number, SequenceLog>();
  private readonly closed: number[] = [];
  private readonly watched = new MruSet<number>(MAX_WATCHED);

  find(peer: number): SequenceLog | undefined {
    return this.logs.get(peer);
  }

  /** The same, for somebody who looks at it. */
  watch(peer: number): SequenceLog | undefined {
    if (this.logs.has(peer)) this.watched.add(peer);
    return this.logs.get(peer);
  }

  /** Writes down the messages of each of these connections, from now on. */
  follow(peer$: Observable<Peer>): Subscription {
    return peer$.pipe(mergeMap((peer) => this.followOne(peer))).subscribe();
  }

  /** Completes with the connection. */
  private followOne(peer: Peer): Observable<never> {
    // Two streams feed one log, the exchange behind its message: an operator would have to keep their order.
    return new Observable((subscriber) => {
      const log = new SequenceLog(() => this.share(peer.id));
      this.logs.set(peer.id, log);
      subscriber.add(
        peer.traffic$.subscribe((traffic) => {
          log.protocolVersion = peer.protocolVersion;
          log.add(traffic);
        }),
      );
      subscriber.add(peer.exchanges$.subscribe((exchange) => log.join(exchange)));
      subscriber.add(
        peer.closed$.subscribe(() => {
          log.isClosed = true;
          this.retire(peer.id);
          subscriber.complete();
        }),
      );
    });
  }

  private retire(peer: number): void {
    this.closed.push(peer);
    if (this.closed.length > MAX_CLOSED) this.logs.delete(this.closed.shift()!);
  }

  private share(peer: number): LogBounds {
    if (this.watched.has(peer)) return { maxLines: MAX_SEQUENCE_LINES, maxPayloadBytes: MAX_WATCHED_PAYLOAD_BYTES };
    const count = this.logs.size;
    return {
      maxLines: Math.max(MIN_LINES, Math.min(MAX_SEQUENCE_LINES, Math.floor(MAX_LINES / count))),
      maxPayloadBytes: Math.floor(MAX_PAYLOAD_BYTES / count),
    };
  }
}
