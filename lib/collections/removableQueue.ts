/**
 * A first-in first-out queue from which any item can be deleted in constant time: a Set in order of insertion. One iterator is kept for
 * `shift`, because a new iterator skips over all deleted entries.
 */
export class RemovableQueue<T> extends Set<T> {
  private cursor = this.values();

  shift(): T | undefined {
    let first = this.cursor.next();
    if (first.done === true) {
      // An iterator that has reached the end does not continue with new items.
      this.cursor = this.values();
      first = this.cursor.next();
    }
    if (first.done === true) return undefined;
    this.delete(first.value);
    return first.value;
  }
}
