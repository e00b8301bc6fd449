import { below } from './randomSample.js';

/** A set from which a random item can be drawn. Adding, deleting and drawing take constant time. */
export class RandomSet<T> implements Iterable<T> {
  private readonly items: T[] = [];
  private readonly places = new Map<T, number>();

  get size(): number {
    return this.items.length;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.items.values();
  }

  add(item: T): void {
    if (this.places.has(item)) return;
    this.places.set(item, this.items.length);
    this.items.push(item);
  }

  delete(item: T): void {
    const place = this.places.get(item);
    if (place === undefined) return;
    this.places.delete(item);
    const last = this.items.pop()!;
    if (last === item) return;
    this.items[place] = last;
    this.places.set(last, place);
  }

  /** A random item, each equally likely; it is not deleted. Undefined if the set is empty. */
  draw(random: (bytes: number) => Uint8Array): T | undefined {
    return this.size === 0 ? undefined : this.items[below(this.size, random)];
  }
}
