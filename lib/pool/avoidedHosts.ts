/** The maximum number of discouraged and of banned hosts: the default capacity of the address book. */
export const MAX_AVOIDED_HOSTS = 10_000;

/** The maximum length of a reason; the rest is cut off. */
export const MAX_REASON_LENGTH = 100;

/** A host that a pool does not dial until `untilMs`, and the reason. */
export interface AvoidedHost {
  /** An IPv4 address, an IPv6 /64 such as `2a01:4f8:1:2::/64`, an onion, I2P or CJDNS address, or a name. */
  readonly host: string;
  /** `discouraged`: by the pool, because a peer of the host misbehaved. `banned`: by the application, with `pool.ban()`. */
  readonly kind: 'discouraged' | 'banned';
  /** Why the host is avoided. */
  readonly reason: {
    /** The code of the error that closed the misbehaving peer; `MANUAL` for a ban, `UNKNOWN` for an entry of an address book of version 1. */
    readonly code: string;
    /** The message of the error, or the reason passed to `pool.ban()`; at most 100 characters. */
    readonly text: string;
  };
  /** The start, in milliseconds since 1970; 0 if unknown. */
  readonly sinceMs: number;
  /** The end, in milliseconds since 1970. */
  readonly untilMs: number;
}

/** The avoided hosts of one kind, by host key. At most MAX_AVOIDED_HOSTS: beyond that `add` evicts the entry that ends first. */
export class AvoidedHosts implements Iterable<AvoidedHost> {
  private readonly byHost = new Map<string, AvoidedHost>();

  get size(): number {
    return this.byHost.size;
  }

  get isFull(): boolean {
    return this.size >= MAX_AVOIDED_HOSTS;
  }

  /** The earliest end of all entries; undefined if there are none. */
  get nextExpiryMs(): number | undefined {
    return this.firstToEnd()?.untilMs;
  }

  /** In the order of addition. */
  [Symbol.iterator](): Iterator<AvoidedHost> {
    return this.byHost.values();
  }

  has(host: string): boolean {
    return this.byHost.has(host);
  }

  /** Adds an entry, or replaces the entry of the same host. */
  add(entry: AvoidedHost): void {
    this.byHost.delete(entry.host);
    if (this.isFull) this.byHost.delete(this.firstToEnd()!.host);
    this.byHost.set(entry.host, entry);
  }

  /** The end of the host's entry; undefined if it has none or the entry has ended. */
  avoidedUntilMs(host: string, nowMs: number): number | undefined {
    const untilMs = this.byHost.get(host)?.untilMs;
    return untilMs !== undefined && untilMs > nowMs ? untilMs : undefined;
  }

  delete(host: string): boolean {
    return this.byHost.delete(host);
  }

  /** Removes the entries that have ended. */
  expire(nowMs: number): void {
    for (const { host, untilMs } of this.byHost.values()) if (untilMs <= nowMs) this.byHost.delete(host);
  }

  private firstToEnd(): AvoidedHost | undefined {
    let first: AvoidedHost | undefined;
    for (const entry of this.byHost.values()) if (first === undefined || entry.untilMs < first.untilMs) first = entry;
    return first;
  }
}
