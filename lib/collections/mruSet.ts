import { MruMap } from './mruMap.js';

/**
 * A set of the `capacity` most recently used keys: beyond it, `add` evicts the least recently used key. Keys are compared as the keys of a Map.
 */
export class MruSet<K> {
  private readonly keys: MruMap<K, true>;

  /** Errors with LocalProtocolError `INVALID_OPTION` when `capacity` is out of range. */
  constructor(
    /** Maximum number of keys, 1 to 2^24. */
    readonly capacity: number,
  ) {
    this.keys = new MruMap(capacity);
  }

  /** The number of stored keys. */
  get size(): number {
    return this.keys.size;
  }

  /** True if the key is stored. Does not renew it. */
  has(key: K): boolean {
    return this.keys.has(key);
  }

  /** Stores the key, which becomes the most recently used key. Returns true if it is new. */
  add(key: K): boolean {
    return this.keys.set(key, true);
  }
}
