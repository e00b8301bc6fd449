import type { PeerError } from '../../base/errors.js';
import { announcedIn } from '../../monitor/sightings.js';
import type { ExportedEnd, ExportedFailure, ExportedPeer, ExportEvent } from '../events/exportEvent.js';
import type { ArchiveRow, ArchiveTable } from './archiveTables.js';
import { ParquetError } from './parquetError.js';

/** The maximum number of connections that are open at the same time: 100 times the peers of a large pool. */
export const MAX_OPEN_CONNECTIONS = 1_000_000;

/** Options of `ArchiveRows`. */
export interface ArchiveRowsOptions {
  /** The tables whose rows are needed. */
  readonly tables: ReadonlySet<ArchiveTable>;
  /** Store payloads of messages. */
  readonly payloads: boolean;
  /** The monitor of peers that name none. */
  readonly monitor: string | undefined;
  /** Called with each row. */
  readonly onRow: <T extends ArchiveTable>(table: T, row: ArchiveRow<T>) => void;
}

/** A connection that has had an event. */
interface KnownConnection {
  /** Its number in this archive, from 1. */
  readonly connection: number;
  readonly peer: ExportedPeer;
  joinedAtMs: number | undefined;
}

/**
 * Turns events into rows.
 *
 * A connection gets its number with its first event, and its row in `connections` when it ends: `left` after a complete handshake, or
 * otherwise `failed`.
 * `end` gives a row to each connection that is still open. Stores the open connections. For ended connections it stores only the number,
 * until the peer is garbage collected.
 */
export class ArchiveRows {
  /** An event may follow the end of its connection: a question that was not answered. */
  private readonly known = new WeakMap<ExportedPeer, KnownConnection>();
  private readonly open = new Set<KnownConnection>();
  /** Those of `open` whose handshake is not complete. */
  private readonly handshaking = new Set<KnownConnection>();
  private events = 0;
  private connections = 0;
  private lastAtMs = 0;

  constructor(private readonly options: ArchiveRowsOptions) {}

  /** Errors with ParquetError `LIMIT_EXCEEDED` if too many connections are open, and with the errors of `onRow`. */
  add(event: ExportEvent): void {
    this.events += 1;
    this.lastAtMs = event.atMs;
    switch (event.kind) {
      case 'message':
        this.addMessage(event);
        this.addSightings(event);
        return;
      case 'exchange':
        this.addExchange(event);
        return;
      case 'joined':
        this.addJoined(event.peer, event.atMs);
        return;
      case 'left':
        this.addLeft(event);
        return;
      case 'failed':
        this.addFailed(event);
        return;
      case 'fault':
      case 'ping':
        // A ping is an exchange, too; faults are counted in the row of the connection.
        this.connectionOf(event.peer);
    }
  }

  /** Gives a row to each connection that is still open. */
  end(): void {
    for (const connection of this.open) this.addConnection(this.lastAtMs, connection, { outcome: 'open' });
    this.open.clear();
    this.handshaking.clear();
  }

  private needs(table: ArchiveTable): boolean {
    return this.options.tables.has(table);
  }

  private addMessage({ atMs, peer, traffic }: ExportEvent & { kind: 'message' }): void {
    const common = this.commonOf(atMs, peer);
    if (!this.needs('messages')) return;
    const { command, direction, payload, sizeBytes } = traffic;
    this.options.onRow('messages', {
      ...common,
      direction,
      command,
      size_bytes: sizeBytes,
      payload_bytes: payload.length,
      payload: this.options.payloads ? payload : undefined,
    });
  }

  private addSightings({ atMs, peer, traffic }: ExportEvent & { kind: 'message' }): void {
    if (!this.needs('sightings') || traffic.direction !== 'received' || !ANNOUNCING.has(traffic.command)) return;
    const message = traffic.message();
    if (message === undefined) return;
    for (const { by, key, type } of announcedIn(message)) {
      this.options.onRow('sightings', { ...this.commonOf(atMs, peer), type, hash: key, announced_by: by });
    }
  }

  private addExchange({ atMs, exchange, peer }: ExportEvent & { kind: 'exchange' }): void {
    const common = this.commonOf(atMs, peer);
    if (!this.needs('exchanges')) return;
    const { announcedAtMs, askedAtMs, direction, item, key, outcome, question, tookMs } = exchange;
    this.options.onRow('exchanges', {
      ...common,
      direction,
      question,
      key,
      item_type: item?.type,
      asked_at: askedAtMs,
      announced_at: announcedAtMs,
      took_ms: tookMs,
      outcome,
    });
  }

  private addJoined(peer: ExportedPeer, atMs: number): void {
    const connection = this.connectionOf(peer);
    connection.joinedAtMs = atMs;
    this.handshaking.delete(connection);
  }

  private addLeft({ atMs, peer, reason }: ExportedEnd): void {
    const connection = this.connectionOf(peer);
    this.open.delete(connection);
    this.addConnection(atMs, connection, { outcome: 'left', closedBy: reason.by, error: reason.error });
  }

  private addFailed({ address, atMs, direction, error, peer }: ExportedFailure): void {
    const connection = peer === undefined ? this.handshakingAt(address, direction) : this.connectionOf(peer);
    if (connection !== undefined) {
      this.open.delete(connection);
      this.handshaking.delete(connection);
      this.addConnection(atMs, connection, { outcome: 'failed', error });
      return;
    }
    if (!this.needs('connections')) return;
    this.options.onRow('connections', {
      ...NO_CONNECTION,
      ...{
        event: this.events,
        happened_at: atMs,
        monitor: this.options.monitor,
        address,
        direction,
        outcome: 'failed',
      },
      ...errorColumns(error),
    });
  }

  /** The connection whose handshake failed: the event of a pool has only its address. Absent if no event of the handshake was emitted. */
  private handshakingAt(address: string, direction: ExportedPeer['direction']): KnownConnection | undefined {
    return [...this.handshaking].find(({ peer }) => peer.address === address && peer.direction === direction);
  }

  private addConnection(
    atMs: number,
    { joinedAtMs, peer }: KnownConnection,
    end: { outcome: string; closedBy?: string; error?: PeerError | undefined },
  ): void {
    if (!this.needs('connections')) return;
    const { direction, protocolVersion, remote, transport } = peer;
    const { faults, received, roundTrip, sent, startedAtMs } = peer.stats();
    this.options.onRow('connections', {
      ...this.commonOf(atMs, peer),
      direction,
      outcome: end.outcome,
      started_at: startedAtMs,
      joined_at: joinedAtMs,
      transport: transport?.version,
      protocol_version: protocolVersion,
      services: remote?.services,
      user_agent: remote?.userAgent,
      start_height: remote?.startHeight,
      closed_by: end.closedBy,
      ...errorColumns(end.error),
      received_messages: received.messages,
      received_bytes: received.bytes,
      sent_messages: sent.messages,
      sent_bytes: sent.bytes,
      faults,
      min_round_trip_ms: roundTrip?.minMs,
      mean_round_trip_ms: roundTrip?.meanMs,
    });
  }

  private commonOf(atMs: number, peer: ExportedPeer) {
    const { address, monitor = this.options.monitor, network } = peer;
    const { connection } = this.connectionOf(peer);
    return { event: this.events, happened_at: atMs, monitor, network: network.name, connection, address };
  }

  private connectionOf(peer: ExportedPeer): KnownConnection {
    const known = this.known.get(peer);
    if (known !== undefined) return known;
    if (this.open.size >= MAX_OPEN_CONNECTIONS) {
      throw new ParquetError(
        'LIMIT_EXCEEDED',
        `more than ${MAX_OPEN_CONNECTIONS} connections are open at the same time`,
      );
    }
    const connection = { connection: ++this.connections, peer, joinedAtMs: undefined };
    this.known.set(peer, connection);
    this.open.add(connection);
    this.handshaking.add(connection);
    return connection;
  }
}

/** The commands that `announcedIn` finds announcements in; others are not decoded. */
const ANNOUNCING = new Set(['inv', 'headers', 'cmpctblock', 'block']);

const NO_CONNECTION = {
  network: undefined,
  connection: undefined,
  started_at: undefined,
  joined_at: undefined,
  transport: undefined,
  protocol_version: undefined,
  services: undefined,
  user_agent: undefined,
  start_height: undefined,
  closed_by: undefined,
  received_messages: undefined,
  received_bytes: undefined,
  sent_messages: undefined,
  sent_bytes: undefined,
  faults: undefined,
  min_round_trip_ms: undefined,
  mean_round_trip_ms: undefined,
};

function errorColumns(error: PeerError | undefined) {
  return { error_class: error?.name, error_code: error?.code, error_message: error?.message };
}
