/** A first-in first-out queue. Not an array: the `shift` of an array of more than about 10,000 items moves all the others. */
export class Queue<T> {
  private items: (T | undefined)[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  first(): T | undefined {
    return this.items[this.head];
  }

  /** Replaces the first item. The queue must not be empty. */
  replaceFirst(item: T): void {
    this.items[this.head] = item;
  }

  last(): T | undefined {
    return this.size === 0 ? undefined : this.items.at(-1);
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const first = this.items[this.head];
    this.items[this.head++] = undefined;
    // Copies at most as many items as were removed since the last copy.
    if (this.head * 2 >= this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return first;
  }

  /** The items in order, without removing them. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = this.head; i < this.items.length; i++) yield this.items[i]!;
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }
}
