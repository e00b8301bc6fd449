import type { PeerStats } from '../../peer/stats/stats.js';
import type { ObservedPeer } from '../../pool/observedPool.js';
import { TrafficTotals } from './trafficTotals.js';

/** A peer and its figures at one time. */
export interface PeerReading {
  readonly peer: ObservedPeer;
  readonly stats: PeerStats;
}

/**
 * The figures of the connected peers, and their sum with those of disconnected ones. Several tables need them, and a snapshot of a peer's figures is
 * expensive: they are read once, and again after `forget`.
 */
export class PeerReadings {
  private latest: readonly PeerReading[] | undefined;
  private sum: TrafficTotals | undefined;
  private readonly disconnected = new TrafficTotals();

  /** @param peers returns the connected peers */
  constructor(private readonly peers: () => readonly ObservedPeer[]) {}

  /** The connected peers. */
  all(): readonly PeerReading[] {
    this.latest ??= this.peers().map((peer) => ({ peer, stats: peer.stats() }));
    return this.latest;
  }

  /** The traffic of all peers, disconnected ones included. */
  totals(): TrafficTotals {
    if (this.sum !== undefined) return this.sum;
    this.sum = this.disconnected.copy();
    for (const { stats } of this.all()) this.sum.add(stats);
    return this.sum;
  }

  /** Keeps the final figures of a peer that has ended. */
  addDisconnected(stats: PeerStats): void {
    this.disconnected.add(stats);
  }

  /** Makes the next call read the figures again. */
  forget(): void {
    this.latest = undefined;
    this.sum = undefined;
  }
}
