import { InventoryType, type InventoryItem } from '../messages/inventory.js';
import { MruSet } from '../collections/mruSet.js';

/** Pending requests of all connections together; each connection may have an equal share. */
const MAX_REQUESTS = 50_000;
/** Pending requests of one connection: Bitcoin Core's MAX_PEER_TX_ANNOUNCEMENTS (node/txdownloadman.h). */
export const MAX_REQUESTS_PER_CONNECTION = 5000;
/** Further announcers of an item that are stored while a request to the first one is pending. */
const MAX_FURTHER_ANNOUNCERS = 4;
/** Received items that are stored; the oldest is evicted, and may then be requested again. */
const MAX_RECEIVED = 50_000;
/** A request that was not answered within this time is sent to the next announcer: Bitcoin Core's GETDATA_TX_INTERVAL. */
export const REQUEST_TIMEOUT_MS = 60_000;

/** A connection that announces items, and from which they can be requested. */
export interface Announcer {
  /** Sends a getdata for these items; their types are those of the inv. */
  request(items: readonly InventoryItem[]): void;
}

interface Request {
  readonly item: InventoryItem;
  requestedFrom: Connection;
  /** Connections to request the item from if `requestedFrom` does not deliver it, in the order of their announcements. */
  furtherAnnouncers: Connection[];
}

interface Connection {
  readonly announcer: Announcer;
  isOpen: boolean;
  /** The keys of its pending requests and the time at which each expires, the oldest first. */
  readonly pending: Map<string, number>;
}

/**
 * Tracks which announced items were requested, and from which connection. All connections of a program share one, so that each item is
 * requested once at a time.
 *
 *     unknown --announced--> requested --received--> received
 *                            │   ▲
 *            notfound, expiry (60 s), end of the connection
 *                            │   └── requested from the next announcer
 *                            └── no other announcer: unknown again
 *
 * Stores at most MAX_REQUESTS pending requests, and of one connection at most its equal share and MAX_REQUESTS_PER_CONNECTION, so that
 * no connection can use up the capacity of the others. Items announced beyond that are not requested from this connection.
 */
export class AnnouncedItems {
  private readonly requests = new Map<string, Request>();
  private readonly received = new MruSet<string>(MAX_RECEIVED);
  private readonly connections = new Map<Announcer, Connection>();

  /** The number of pending requests. */
  get size(): number {
    return this.requests.size;
  }

  join(announcer: Announcer): void {
    this.connections.set(announcer, { announcer, isOpen: true, pending: new Map() });
  }

  /** Removes a connection that has ended; its pending requests are sent to the next announcers. */
  leave(announcer: Announcer, nowMs: number): void {
    const connection = this.connections.get(announcer);
    if (connection === undefined) return;
    this.connections.delete(announcer);
    connection.isOpen = false;
    this.requestFromNext([...connection.pending.keys()], nowMs);
  }

  /** Requests the items that are neither received nor requested. Stores the connection as a further announcer of the requested ones. */
  announced(announcer: Announcer, items: readonly InventoryItem[], nowMs: number): void {
    const connection = this.connections.get(announcer);
    if (connection === undefined) return;
    const wanted: InventoryItem[] = [];
    for (const item of items) {
      const key = keyOf(item);
      if (key === undefined || this.received.has(key)) continue;
      const request = this.requests.get(key);
      if (request !== undefined) addAnnouncer(request, connection);
      else if (this.hasCapacity(connection)) {
        this.requests.set(key, { item, requestedFrom: connection, furtherAnnouncers: [] });
        connection.pending.set(key, nowMs + REQUEST_TIMEOUT_MS);
        wanted.push(item);
      }
    }
    if (wanted.length > 0) announcer.request(wanted);
  }

  /** Marks the item as received, from any connection. */
  arrived(item: InventoryItem): void {
    const key = keyOf(item)!;
    const request = this.requests.get(key);
    request?.requestedFrom.pending.delete(key);
    this.requests.delete(key);
    this.received.add(key);
  }

  /** Handles a notfound of this connection: requests the items from the next announcers. */
  notFound(announcer: Announcer, items: readonly InventoryItem[], nowMs: number): void {
    const connection = this.connections.get(announcer);
    if (connection === undefined) return;
    const keys = new Set(items.map(keyOf).filter((key) => key !== undefined));
    this.requestFromNext(
      [...keys].filter((key) => connection.pending.has(key)),
      nowMs,
    );
  }

  /** Sends the expired requests of this connection to the next announcers. */
  expire(announcer: Announcer, nowMs: number): void {
    const connection = this.connections.get(announcer);
    if (connection === undefined) return;
    const expired: string[] = [];
    for (const [key, expiresAtMs] of connection.pending) {
      if (expiresAtMs > nowMs) break;
      expired.push(key);
    }
    this.requestFromNext(expired, nowMs);
  }

  /** The time at which the oldest request of this connection expires; undefined if none is pending. */
  nextExpiryMs(announcer: Announcer): number | undefined {
    return this.connections.get(announcer)?.pending.values().next().value;
  }

  /** Requests each of these items from its next announcer; removes the requests that have none. */
  private requestFromNext(keys: readonly string[], nowMs: number): void {
    const itemsByConnection = new Map<Connection, InventoryItem[]>();
    for (const key of keys) {
      const request = this.requests.get(key)!;
      request.requestedFrom.pending.delete(key);
      const index = request.furtherAnnouncers.findIndex((other) => other.isOpen && this.hasCapacity(other));
      const next = request.furtherAnnouncers[index];
      if (next === undefined) {
        this.requests.delete(key);
        continue;
      }
      request.furtherAnnouncers = request.furtherAnnouncers.slice(index + 1);
      request.requestedFrom = next;
      next.pending.set(key, nowMs + REQUEST_TIMEOUT_MS);
      const items = itemsByConnection.get(next);
      if (items === undefined) itemsByConnection.set(next, [request.item]);
      else items.push(request.item);
    }
    // At the end, when the state is consistent: a synchronous peer may answer, or end, before request() returns.
    for (const [{ announcer }, items] of itemsByConnection) announcer.request(items);
  }

  private hasCapacity({ pending }: Connection): boolean {
    const share = Math.ceil(MAX_REQUESTS / this.connections.size);
    return pending.size < Math.min(share, MAX_REQUESTS_PER_CONNECTION);
  }
}

function addAnnouncer({ requestedFrom, furtherAnnouncers }: Request, connection: Connection): void {
  const isKnown = requestedFrom === connection || furtherAnnouncers.includes(connection);
  if (!isKnown && furtherAnnouncers.length < MAX_FURTHER_ANNOUNCERS) furtherAnnouncers.push(connection);
}

/** The same key for an item with and without its witness; undefined for types that are not requested. */
function keyOf({ type, hash }: InventoryItem): string | undefined {
  switch (type) {
    case InventoryType.block:
    case InventoryType.witnessBlock:
      return `block:${hash}`;
    case InventoryType.transaction:
    case InventoryType.witnessTransaction:
      return `txid:${hash}`;
    case InventoryType.witnessTransactionId:
      return `wtxid:${hash}`;
    default:
      return undefined;
  }
}
