import { Announcers, type DelayedSighting } from './announcers.js';
import type { PeerIdentity } from './peerMessage.js';
import type { Sighted } from './sightings.js';

/** How far a block or a transaction has spread over the peers. */
export interface Propagation<P = PeerIdentity> extends Sighted {
  /** When it was first announced: the scheduler's time of day, in milliseconds since 1970. */
  readonly firstAtMs: number;
  readonly firstPeer: P;
  /** Who has announced it, in order, each once; frozen. Made when it is first looked at. */
  readonly sightings: readonly DelayedSighting<P>[];
  /** How many peers were connected at the first sighting. */
  readonly connected: number;
  /** The delay until half of these had announced it, rounded up: of 7 the fourth. Absent before. */
  readonly to50Ms?: number;
  /** The delay until nine in ten of these had announced it, rounded up: of 8 the eighth. Absent before. */
  readonly to90Ms?: number;
  /** True on one emission for each item: `patienceMs` after its first sighting, if 90 % had not been reached by then. */
  readonly isOverdue: boolean;
}

/** One block or transaction on its way. */
export class Spread<P> {
  private readonly connected: number;
  /** Who counts, but for those who have announced it. */
  private readonly missing: Set<P>;
  private announcements = new Announcers<P>();
  private to50Ms: number | undefined;
  private to90Ms: number | undefined;

  constructor(
    private readonly sighted: Sighted,
    private readonly firstPeer: P,
    /** When that was, on the clock of `see`. */
    readonly firstAtMs: number,
    connectedPeers: Iterable<P>,
    /** The time of day then. */
    private readonly firstWallMs = firstAtMs,
  ) {
    this.missing = new Set(connectedPeers).add(firstPeer);
    this.connected = this.missing.size;
  }

  /** How far it has spread with this sighting; undefined where that changes nothing. */
  see(peer: P, atMs: number): Propagation<P> | undefined {
    if (!this.missing.delete(peer)) return undefined;
    const delayMs = atMs - this.firstAtMs;
    this.announcements.add(peer, delayMs);
    const { length } = this.announcements;
    if (length === Math.ceil((this.connected * 5) / 10)) this.to50Ms = delayMs;
    // Times 9 through 10, not times 0.9: that is no number that a float can hold.
    if (length === Math.ceil((this.connected * 9) / 10)) this.to90Ms = delayMs;
    const snapshot = this.snapshot(false);
    // Nobody is left who could change it: only the snapshots need to know who it was.
    if (this.missing.size === 0) this.announcements = new Announcers();
    return snapshot;
  }

  get has90Percent(): boolean {
    return this.to90Ms !== undefined;
  }

  /** How far it has spread now. */
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
