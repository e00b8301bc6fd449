/** The hosts of one kind that a pool avoids at a time: as many as a pool keeps addresses. */
export const MAX_AVOIDED_HOSTS = 10_000;

/** Characters of a reason that are kept. */
export const MAX_REASON_LENGTH = 100;

/** A host that a pool avoids for a while, and why. */
export interface AvoidedHost {
  /** An IPv4 address, an IPv6 /64 as `2a01:4f8:1:2::/64`, an onion, I2P or CJDNS address, or a name. */
  readonly host: string;
  /** `discouraged`: the pool decided it because a peer of the host misbehaved. `banned`: the user did, by `pool.ban()`. */
  readonly kind: 'discouraged' | 'banned';
  readonly reason: {
    /** The code of the error that ended the misbehaving peer; `MANUAL` for a ban, `UNKNOWN` for an entry of an old address book. */
    readonly code: string;
    /** The text of the error, or the reason that was given to `pool.ban()`; at most 100 characters. */
    readonly text: string;
  };
  /** Since when, in milliseconds of the Unix epoch; 0 if unknown. */
  readonly sinceMs: number;
  /** Until when, in milliseconds of the Unix epoch. */
  readonly untilMs: number;
}

/** The hosts of one kind that a pool avoids. At most MAX_AVOIDED_HOSTS: beyond that `add` evicts the entry that ends first. */
export class AvoidedHosts implements Iterable<AvoidedHost> {
  private readonly byHost = new Map<string, AvoidedHost>();

  get size(): number {
    return this.byHost.size;
  }

  get isFull(): boolean {
    return this.size >= MAX_AVOIDED_HOSTS;
  }

  /** When the first of them ends. */
  get nextEndMs(): number | undefined {
    return this.first()?.untilMs;
  }

  /** In the order in which they were added. */
  [Symbol.iterator](): Iterator<AvoidedHost> {
    return this.byHost.values();
  }

  has(host: string): boolean {
    return this.byHost.has(host);
  }

  /** Replaces what is known of the host. */
  add(entry: AvoidedHost): void {
    this.byHost.delete(entry.host);
    if (this.isFull) this.byHost.delete(this.first()!.host);
    this.byHost.set(entry.host, entry);
  }

  /** Until when the host is avoided; undefined if it is not avoided now. */
  endOf(host: string, nowMs: number): number | undefined {
    const untilMs = this.byHost.get(host)?.untilMs;
    return untilMs !== undefined && untilMs > nowMs ? untilMs : undefined;
  }

  delete(host: string): boolean {
    return this.byHost.delete(host);
  }

  /** Removes those that have ended. */
  expire(nowMs: number): void {
    for (const { host, untilMs } of this.byHost.values()) if (untilMs <= nowMs) this.byHost.delete(host);
  }

  private first(): AvoidedHost | undefined {
    let first: AvoidedHost | undefined;
    for (const entry of this.byHost.values()) if (first === undefined || entry.untilMs < first.untilMs) first = entry;
    return first;
  }
}
