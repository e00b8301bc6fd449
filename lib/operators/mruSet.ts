import { LocalProtocolError } from '../errors.js';

/** The `capacity` most recently used keys. */
export class MruSet<K> {
  // A Map iterates in insertion order, so re-inserting on every sight keeps it in MRU order.
  private readonly keys = new Map<K, true>();

  constructor(readonly capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new LocalProtocolError('INVALID_OPTION', `integer of at least 1 expected, got ${capacity}`, 'capacity');
    }
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
