/** First in, first out. Not an array: its `shift` moves all that is behind, once there are some ten thousand. */
export class Queue<T> {
  private items: (T | undefined)[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  first(): T | undefined {
    return this.items[this.head];
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
    // What is copied is no more than what has gone since the last time.
    if (this.head * 2 >= this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return first;
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }
}
