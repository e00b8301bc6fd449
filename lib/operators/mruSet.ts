import { requireInteger } from '../optionChecks.js';

/** A Map holds no more. */
const MAX_CAPACITY = 2 ** 24;

/** The `capacity` most recently used keys. */
export class MruSet<K> {
  // A Map iterates in insertion order, so re-inserting on every sight keeps it in MRU order.
  private readonly keys = new Map<K, true>();

  constructor(readonly capacity: number) {
    requireInteger('capacity', capacity, 1, MAX_CAPACITY);
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
    const isNew = !this.keys.delete(key);
    this.keys.set(key, true);
    if (this.keys.size > this.capacity) this.keys.delete(this.keys.keys().next().value as K);
    return isNew;
  }
}
