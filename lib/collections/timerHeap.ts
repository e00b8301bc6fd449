/** An item of a TimerHeap. */
export interface Timed {
  /** Time at which the item is due, in milliseconds. */
  atMs: number;
  /** Of two items with the same time, the one with the lower order is due first. */
  order: number;
  /** Index in the heap, set by the heap; -1 while the item is in no heap. */
  position: number;
}

/** A binary heap that stores in each item its index: adding an item and removing any item take O(log n). */
export class TimerHeap<T extends Timed> {
  private readonly items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  first(): T | undefined {
    return this.items[0];
  }

  add(item: T): void {
    this.items.push(item);
    this.rise(item, this.items.length - 1);
  }

  /** Removes the item; does nothing if it is not in the heap. */
  remove(item: T): void {
    const { position } = item;
    if (position === -1) return;
    item.position = -1;
    const last = this.items.pop()!;
    if (last === item) return;
    const parent = this.items[(position - 1) >> 1];
    if (position > 0 && isBefore(last, parent!)) this.rise(last, position);
    else this.sink(last, position);
  }

  private rise(item: T, from: number): void {
    let position = from;
    while (position > 0) {
      const parent = this.items[(position - 1) >> 1]!;
      if (!isBefore(item, parent)) break;
      this.put(parent, position);
      position = (position - 1) >> 1;
    }
    this.put(item, position);
  }

  private sink(item: T, from: number): void {
    let position = from;
    for (;;) {
      const left = 2 * position + 1;
      const right = left + 1;
      if (left >= this.items.length) break;
      const isRight = right < this.items.length && isBefore(this.items[right]!, this.items[left]!);
      const child = this.items[isRight ? right : left]!;
      if (!isBefore(child, item)) break;
      this.put(child, position);
      position = isRight ? right : left;
    }
    this.put(item, position);
  }

  private put(item: T, position: number): void {
    this.items[position] = item;
    item.position = position;
  }
}

function isBefore(a: Timed, b: Timed): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
