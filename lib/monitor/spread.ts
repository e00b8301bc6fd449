import { Announcers, type DelayedSighting } from './announcers.js';
import type { PeerIdentity } from './peerMessage.js';
import type { Sighted } from './sightings.js';

/** How far a block or a transaction has spread over the peers. An emission of `propagation`. */
export interface Propagation<P = PeerIdentity> extends Sighted {
  /** Time of day of the first announcement by the scheduler's clock, in milliseconds since 1970. */
  readonly firstAtMs: number;
  /** The peer that announced it first. */
  readonly firstPeer: P;
  /** The announcements in order, one for each peer; frozen. The array is created by the first read of this getter. */
  readonly sightings: readonly DelayedSighting<P>[];
  /** Number of peers that were connected at the first sighting, the first peer included. */
  readonly connected: number;
  /** Delay in milliseconds of the announcement with which 50 % of these peers were reached, rounded up: of 7 peers the fourth. Absent before. */
  readonly to50Ms?: number;
  /** Delay in milliseconds of the announcement with which 90 % of these peers were reached, rounded up: of 8 peers the eighth. Absent before. */
  readonly to90Ms?: number;
  /** True on one emission for each item: `overdueAfterMs` after its first sighting, if 90 % had not been reached by then. */
  readonly isOverdue: boolean;
}

/** The announcements of one block or transaction. */
export class Spread<P> {
  private readonly connected: number;
  /** The counted peers that have not announced it yet. */
  private readonly missing: Set<P>;
  private announcements = new Announcers<P>();
  private to50Ms: number | undefined;
  private to90Ms: number | undefined;

  constructor(
    private readonly sighted: Sighted,
    private readonly firstPeer: P,
    /** Time of the first announcement on the clock of `see`, in milliseconds. */
    readonly firstAtMs: number,
    connectedPeers: Iterable<P>,
    /** Time of day of the first announcement, in milliseconds since 1970. */
    private readonly firstWallMs = firstAtMs,
  ) {
    this.missing = new Set(connectedPeers).add(firstPeer);
    this.connected = this.missing.size;
  }

  /** Adds an announcement. Returns the new state; undefined if the peer is not counted or has announced it before. */
  see(peer: P, atMs: number): Propagation<P> | undefined {
    if (!this.missing.delete(peer)) return undefined;
    const delayMs = atMs - this.firstAtMs;
    this.announcements.add(peer, delayMs);
    const { length } = this.announcements;
    if (length === Math.ceil((this.connected * 5) / 10)) this.to50Ms = delayMs;
    // 9 / 10, not 0.9, which a float cannot represent exactly.
    if (length === Math.ceil((this.connected * 9) / 10)) this.to90Ms = delayMs;
    const snapshot = this.snapshot(false);
    // All peers have announced it, so it cannot change: only the emitted snapshots keep the list.
    if (this.missing.size === 0) this.announcements = new Announcers();
    return snapshot;
  }

  get has90Percent(): boolean {
    return this.to90Ms !== undefined;
  }

  /** The current state. */
  snapshot(isOverdue: boolean): Propagation<P> {
    const { announcements, connected, firstPeer, firstWallMs, sighted, to50Ms, to90Ms } = this;
    const { length } = announcements;
    let sightings: readonly DelayedSighting<P>[] | undefined;
    const snapshot: { -readonly [K in keyof Propagation<P>]: Propagation<P>[K] } = {
      type: sighted.type,
      key: sighted.key,
      firstAtMs: firstWallMs,
      firstPeer,
      get sightings() {
        return (sightings ??= announcements.first(length));
      },
      connected,
      isOverdue,
    };
    if (to50Ms !== undefined) snapshot.to50Ms = to50Ms;
    if (to90Ms !== undefined) snapshot.to90Ms = to90Ms;
    return snapshot;
  }
}
