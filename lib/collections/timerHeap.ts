/** What stands in a TimerHeap: due at a moment, and within it in the order of `order`. */
export interface Timed {
  atMs: number;
  order: number;
  /** Where in the heap it stands; -1 while it is in none. Kept by the heap. */
  position: number;
}

/** A binary heap that knows where each of its items stands: to add, to take the first and to remove any costs log n. */
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

  /** Does nothing where the item is not in it. */
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
