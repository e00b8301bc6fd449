/** That a peer has announced an item. */
export interface DelayedSighting<P> {
  readonly peer: P;
  /** How long after the first. */
  readonly delayMs: number;
}

/**
 * Who has announced an item and how long after the first, in order: only ever longer.
 *
 * As two lists of plain values: an object for each takes four times as much, and a monitor remembers some hundred peers of each of some
 * hundred items.
 */
export class Announcers<P> {
  private readonly peers: P[] = [];
  // Numbers of one list stand in it as they are; a number in an object's field is an object of its own.
  private readonly delaysMs: number[] = [];

  get length(): number {
    return this.peers.length;
  }

  add(peer: P, delayMs: number): void {
    this.peers.push(peer);
    this.delaysMs.push(delayMs);
  }

  /** The first ones as objects, frozen. */
  first(length: number): readonly DelayedSighting<P>[] {
    const { delaysMs, peers } = this;
    return Object.freeze(Array.from({ length }, (_, i) => ({ peer: peers[i]!, delayMs: delaysMs[i]! })));
  }
}
