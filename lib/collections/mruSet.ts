import { MruMap } from './mruMap.js';

/** The `capacity` most recently used keys. */
export class MruSet<K> {
  private readonly keys: MruMap<K, true>;

  constructor(readonly capacity: number) {
    this.keys = new MruMap(capacity);
  }

  get size(): number {
    return this.keys.size;
  }

  /** Asks without renewing. */
  has(key: K): boolean {
    return this.keys.has(key);
  }

  /** Makes the key the most recently used one; true when it was not there before. */
  add(key: K): boolean {
    return this.keys.set(key, true);
  }
}
