import { InventoryType, type InventoryItem } from '../messages/inventory.js';
import { MruSet } from '../collections/mruSet.js';

/** Requests of all connections together that may wait for an answer; each connection has an equal share of them. */
const MAX_REQUESTS = 50_000;
/** Requests of one connection that may wait: Bitcoin Core's MAX_PEER_TX_ANNOUNCEMENTS (node/txdownloadman.h). */
export const MAX_REQUESTS_PER_CONNECTION = 5000;
/** Other announcers of one item that are remembered while one of them is asked. */
const MAX_OTHERS = 4;
/** Items that are remembered as received. An item that was received before those may be requested again. */
const MAX_RECEIVED = 50_000;
/** A request without an answer after this time goes to the next announcer: Bitcoin Core's GETDATA_TX_INTERVAL. */
export const STALL_MS = 60_000;

/** One connection that announces items and can be asked for them. */
export interface Announcer {
  /** Sends a getdata for these items: their types are those of the announcement. */
  request(items: readonly InventoryItem[]): void;
}

interface Request {
  readonly item: InventoryItem;
  asked: Connection;
  /** Announcers that are asked if `asked` does not answer, the first one first. */
  others: Connection[];
}

interface Connection {
  readonly announcer: Announcer;
  isOpen: boolean;
  /** The keys of its requests, and when each stalls; in the order of asking. */
  readonly waiting: Map<string, number>;
}

/**
 * Which announced items were requested, of which connection, and what has become of them; shared by all connections of a program, so
 * that each item is fetched once.
 *
 *     unknown --announced--> requested --received--> received
 *                            │   ▲
 *            notfound, stall (60 s), end of the connection
 *                            │   └── the next announcer is asked
 *                            └── no other announcer: unknown again
 *
 * Holds at most MAX_REQUESTS requests in equal shares, so no connection can use up the room of the others, and at most
 * MAX_REQUESTS_PER_CONNECTION of one connection. What is announced beyond that is not requested of this connection.
 */
export class AnnouncedItems {
  private readonly requests = new Map<string, Request>();
  private readonly received = new MruSet<string>(MAX_RECEIVED);
  private readonly connections = new Map<Announcer, Connection>();

  /** The number of requests that wait for an answer. */
  get size(): number {
    return this.requests.size;
  }

  join(announcer: Announcer): void {
    this.connections.set(announcer, { announcer, isOpen: true, waiting: new Map() });
  }

  /** The connection has ended: what it was asked for goes to others. */
  leave(announcer: Announcer, nowMs: number): void {
    const connection = this.connections.get(announcer);
    if (connection === undefined) return;
    this.connections.delete(announcer);
    connection.isOpen = false;
    this.handOver([...connection.waiting.keys()], nowMs);
  }

  /** Requests those items that are neither received nor requested; of the others remembers who else has them. */
  announced(announcer: Announcer, items: readonly InventoryItem[], nowMs: number): void {
    const connection = this.connections.get(announcer);
    if (connection === undefined) return;
    const wanted: InventoryItem[] = [];
    for (const item of items) {
      const key = keyOf(item);
      if (key === undefined || this.received.has(key)) continue;
      const request = this.requests.get(key);
      if (request !== undefined) addOther(request, connection);
      else if (this.hasRoom(connection)) {
        this.requests.set(key, { item, asked: connection, others: [] });
        connection.waiting.set(key, nowMs + STALL_MS);
        wanted.push(item);
      }
    }
    if (wanted.length > 0) announcer.request(wanted);
  }

  /** The item has arrived, from whichever connection. */
  arrived(item: InventoryItem): void {
    const key = keyOf(item)!;
    const request = this.requests.get(key);
    request?.asked.waiting.delete(key);
    this.requests.delete(key);
    this.received.add(key);
  }

  /** The connection does not have these items: the next announcers are asked. */
  notFound(announcer: Announcer, items: readonly InventoryItem[], nowMs: number): void {
    const connection = this.connections.get(announcer);
    if (connection === undefined) return;
    const keys = new Set(items.map(keyOf).filter((key) => key !== undefined));
    this.handOver(
      [...keys].filter((key) => connection.waiting.has(key)),
      nowMs,
    );
  }

  /** Hands over the stalled requests of this connection. */
  expire(announcer: Announcer, nowMs: number): void {
    const connection = this.connections.get(announcer);
    if (connection === undefined) return;
    const stalled: string[] = [];
    for (const [key, stallsAtMs] of connection.waiting) {
      if (stallsAtMs > nowMs) break;
      stalled.push(key);
    }
    this.handOver(stalled, nowMs);
  }

  /** When the oldest request of this connection stalls; undefined if none waits. */
  nextStallMs(announcer: Announcer): number | undefined {
    return this.connections.get(announcer)?.waiting.values().next().value;
  }

  /** Asks the next announcer for each of these requests; those without one are forgotten. */
  private handOver(keys: readonly string[], nowMs: number): void {
    const asked = new Map<Connection, InventoryItem[]>();
    for (const key of keys) {
      const request = this.requests.get(key)!;
      request.asked.waiting.delete(key);
      const index = request.others.findIndex((other) => other.isOpen && this.hasRoom(other));
      const next = request.others[index];
      if (next === undefined) {
        this.requests.delete(key);
        continue;
      }
      request.others = request.others.slice(index + 1);
      request.asked = next;
      next.waiting.set(key, nowMs + STALL_MS);
      const items = asked.get(next);
      if (items === undefined) asked.set(next, [request.item]);
      else items.push(request.item);
    }
    // Last: a synchronous peer may answer, or end, before this returns.
    for (const [{ announcer }, items] of asked) announcer.request(items);
  }

  private hasRoom({ waiting }: Connection): boolean {
    const share = Math.ceil(MAX_REQUESTS / this.connections.size);
    return waiting.size < Math.min(share, MAX_REQUESTS_PER_CONNECTION);
  }
}

function addOther({ asked, others }: Request, connection: Connection): void {
  if (asked === connection || others.length >= MAX_OTHERS || others.includes(connection)) return;
  others.push(connection);
}

/** The same for an item with and without its witness; undefined for types that are not fetched. */
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
