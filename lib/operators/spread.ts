import type { PeerIdentity } from './peerMessage.js';
import type { Sighted } from './sightings.js';

/** How far a block or a transaction has spread over the peers. */
export interface Propagation<P = PeerIdentity> extends Sighted {
  /** By the scheduler's clock. */
  readonly firstAtMs: number;
  readonly firstPeer: P;
  /** Who has announced it, in order, each once; frozen. */
  readonly sightings: readonly DelayedSighting<P>[];
  /** How many peers were connected at the first sighting. */
  readonly connected: number;
  /** The delay until half of these had announced it, rounded up: of 7 the fourth. Absent before. */
  readonly to50Ms?: number;
  /** The delay until nine in ten of these had announced it, rounded up: of 8 the eighth. Absent before. */
  readonly to90Ms?: number;
}

export interface DelayedSighting<P = PeerIdentity> {
  readonly peer: P;
  /** How long after the first. */
  readonly delayMs: number;
}

/** One block or transaction on its way. */
export class Spread<P> {
  // A new array at each sighting: those that were given stay as they are.
  private sightings: readonly DelayedSighting<P>[] = [];
  private readonly connected: number;
  private to50Ms: number | undefined;
  private to90Ms: number | undefined;

  constructor(
    private readonly sighted: Sighted,
    private readonly firstPeer: P,
    readonly firstAtMs: number,
    private readonly connectedPeers: ReadonlySet<P>,
  ) {
    this.connected = connectedPeers.size + (connectedPeers.has(firstPeer) ? 0 : 1);
  }

  /** How far it has spread with this sighting; undefined where that changes nothing. */
  see(peer: P, atMs: number): Propagation<P> | undefined {
    const isConnected = peer === this.firstPeer || this.connectedPeers.has(peer);
    if (!isConnected || this.sightings.some((sighting) => sighting.peer === peer)) return undefined;
    const delayMs = atMs - this.firstAtMs;
    this.sightings = Object.freeze([...this.sightings, { peer, delayMs }]);
    const { length } = this.sightings;
    if (length === Math.ceil((this.connected * 5) / 10)) this.to50Ms = delayMs;
    // Times 9 through 10, not times 0.9: that is no number that a float can hold.
    if (length === Math.ceil((this.connected * 9) / 10)) this.to90Ms = delayMs;
    return this.snapshot();
  }

  private snapshot(): Propagation<P> {
    const { type, key } = this.sighted;
    const { firstAtMs, firstPeer, sightings, connected, to50Ms, to90Ms } = this;
    const snapshot = { type, key, firstAtMs, firstPeer, sightings, connected };
    if (to50Ms === undefined) return snapshot;
    return to90Ms === undefined ? { ...snapshot, to50Ms } : { ...snapshot, to50Ms, to90Ms };
  }
}
