/** The items that only one peer has announced, by this peer, in order. The caller bounds them. */
export class SoleItems {
  private readonly byPeer = new Map<number, Set<string>>();
  private readonly peerOf = new Map<string, number>();

  add(peer: number, hash: string): void {
    let hashes = this.byPeer.get(peer);
    if (hashes === undefined) {
      hashes = new Set();
      this.byPeer.set(peer, hashes);
    }
    hashes.add(hash);
    this.peerOf.set(hash, peer);
  }

  /** Another peer has announced the item too, or it was dropped. */
  remove(hash: string): void {
    const peer = this.peerOf.get(hash);
    if (peer === undefined) return;
    this.peerOf.delete(hash);
    const hashes = this.byPeer.get(peer)!;
    hashes.delete(hash);
    if (hashes.size === 0) this.byPeer.delete(peer);
  }

  countOf(peer: number): number {
    return this.byPeer.get(peer)?.size ?? 0;
  }

  oldestOf(peer: number): string | undefined {
    const [oldest] = this.byPeer.get(peer) ?? [];
    return oldest;
  }
}
