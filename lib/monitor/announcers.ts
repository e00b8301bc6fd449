/** An announcement of an item by a peer. */
export interface DelayedSighting<P> {
  /** The peer that announced the item. */
  readonly peer: P;
  /** Time in milliseconds since the first announcement of the item. */
  readonly delayMs: number;
}

/**
 * The peers that have announced an item, with their delays, in order. Only grows.
 *
 * Two arrays of plain values: an object for each announcement takes four times the memory, and a monitor stores some hundred peers for each
 * of some hundred items.
 */
export class Announcers<P> {
  private readonly peers: P[] = [];
  // V8 stores the numbers of such an array unboxed, but the number in a field of an object as a heap object.
  private readonly delaysMs: number[] = [];

  get length(): number {
    return this.peers.length;
  }

  add(peer: P, delayMs: number): void {
    this.peers.push(peer);
    this.delaysMs.push(delayMs);
  }

  /** The first `length` announcements, frozen. */
  first(length: number): readonly DelayedSighting<P>[] {
    const { delaysMs, peers } = this;
    return Object.freeze(Array.from({ length }, (_, i) => ({ peer: peers[i]!, delayMs: delaysMs[i]! })));
  }
}
