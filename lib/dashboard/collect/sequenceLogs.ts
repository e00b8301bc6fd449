import { mergeMap, Observable, type Subscription } from 'rxjs';
import { escapeText } from '../../base/escapeText.js';
import { MruSet } from '../../collections/mruSet.js';
import type { ObservedPeer } from '../../pool/observedPool.js';
import type { EndedRow } from '../protocol/endedRow.js';
import { MAX_SEQUENCE_LINES } from '../protocol/sequence.js';
import { monitorText } from './monitorText.js';
import { SequenceLog, type LogBounds } from './sequenceLog.js';

/** The part of a connection that a log needs. */
export type LoggedPeer = Pick<ObservedPeer, 'id' | 'address' | 'monitor' | 'traffic$' | 'exchanges$' | 'closed$'> & {
  /** Absent before the handshake. */
  readonly protocolVersion?: number | undefined;
};

/** Lines of all connections together. Each connection has an equal share, but at least MIN_LINES. */
const MAX_LINES = 20_000;
const MIN_LINES = 100;
/** Payload bytes of all connections together. Each connection has an equal share. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;
/** Connections with the larger bounds of a watched connection: the most recently watched ones, one per page (MAX_PAGES). */
const MAX_WATCHED = 16;
const MAX_WATCHED_PAYLOAD_BYTES = 8 * 1024 * 1024;
/** Closed connections whose log is kept, so that a page can show how they ended. */
const MAX_CLOSED = 20;

/**
 * The logs of all connections, and of the 20 that were closed last.
 *
 * All logs together store at most 20,000 lines (or 100 per connection, if that is more) and 64 MiB of payloads, in equal shares. The at
 * most 16 connections that pages watched last may store 1000 lines and 8 MiB of payloads each, from the time of the first request.
 */
export class SequenceLogs {
  private readonly logs = new Map<number, SequenceLog>();
  private readonly closed: EndedRow[] = [];
  private readonly watched = new MruSet<number>(MAX_WATCHED);

  /** @param nowMs returns the time of day, milliseconds since 1970 */
  constructor(private readonly nowMs: () => number = Date.now) {}

  find(peer: number): SequenceLog | undefined {
    return this.logs.get(peer);
  }

  /** The connections that have ended and whose log is stored, the oldest first. */
  ended(): readonly EndedRow[] {
    return this.closed;
  }

  /** The number of the last line of a connection; undefined if it has no log, or its log has no line. */
  lastLineOf(peer: number): number | undefined {
    return this.logs.get(peer)?.lastLine || undefined;
  }

  /** Finds the log, and gives it the bounds of a watched connection. */
  watch(peer: number): SequenceLog | undefined {
    if (this.logs.has(peer)) this.watched.add(peer);
    return this.logs.get(peer);
  }

  /** Logs the messages of each of these connections until the subscription ends. */
  logConnections(peer$: Observable<LoggedPeer>): Subscription {
    return peer$.pipe(mergeMap((peer) => this.logConnection(peer))).subscribe();
  }

  /** Completes when the connection closes. */
  private logConnection(peer: LoggedPeer): Observable<never> {
    // Two streams write to one log, and each exchange has to arrive after its message; merge() does not promise that order.
    return new Observable((subscriber) => {
      const log = new SequenceLog(() => this.boundsFor(peer.id));
      this.logs.set(peer.id, log);
      subscriber.add(
        peer.traffic$.subscribe((traffic) => {
          log.protocolVersion = peer.protocolVersion;
          log.add(traffic);
        }),
      );
      subscriber.add(peer.exchanges$.subscribe((exchange) => log.linkAnswer(exchange)));
      subscriber.add(
        peer.closed$.subscribe(() => {
          log.isClosed = true;
          this.addClosed(peer);
          subscriber.complete();
        }),
      );
    });
  }

  private addClosed({ id, address, monitor }: LoggedPeer): void {
    this.closed.push({
      peer: id,
      address: escapeText(address),
      ...(monitor === undefined ? {} : { monitor: monitorText(monitor) }),
      endedAtMs: this.nowMs(),
    });
    if (this.closed.length > MAX_CLOSED) this.logs.delete(this.closed.shift()!.peer);
  }

  private boundsFor(peer: number): LogBounds {
    if (this.watched.has(peer)) return { maxLines: MAX_SEQUENCE_LINES, maxPayloadBytes: MAX_WATCHED_PAYLOAD_BYTES };
    const count = this.logs.size;
    return {
      maxLines: Math.max(MIN_LINES, Math.min(MAX_SEQUENCE_LINES, Math.floor(MAX_LINES / count))),
      maxPayloadBytes: Math.floor(MAX_PAYLOAD_BYTES / count),
    };
  }
}
