import { remoteHostOf } from '../address/remoteHost.js';

/** The limits of BridgePlaces. */
export interface BridgePlacesOptions {
  /** The maximum number of connections of all clients. */
  maxConnections: number;
  /** The maximum number of connections of one client: an address, or an IPv6 /64. */
  maxPerClient: number;
}

/** Counts the connections of a bridge, in total and per client. */
export class BridgePlaces {
  private readonly counts = new Map<string, number>();
  private total = 0;

  constructor(private readonly options: BridgePlacesOptions) {}

  get size(): number {
    return this.total;
  }

  /**
   * Takes a place for a connection of this address.
   *
   * @returns a function to call once when the place is free again; or the text of the refusal
   */
  take(address: string): (() => void) | string {
    const { maxConnections, maxPerClient } = this.options;
    const { hostKey } = remoteHostOf(address);
    const count = this.counts.get(hostKey) ?? 0;
    if (this.total >= maxConnections) return `the bridge has ${maxConnections} connections, which is the maximum`;
    if (count >= maxPerClient) return `the bridge has ${maxPerClient} connections of this client, which is the maximum`;
    this.total += 1;
    this.counts.set(hostKey, count + 1);
    return () => this.giveBack(hostKey);
  }

  private giveBack(hostKey: string): void {
    this.total -= 1;
    const count = this.counts.get(hostKey)! - 1;
    if (count === 0) this.counts.delete(hostKey);
    else this.counts.set(hostKey, count);
  }
}
