/**
 * First in, first out, and any item can be taken back without moving the others: a Set keeps the order of insertion. Its iterator is
 * kept, since each new one steps over the places of all that have gone.
 */
export class RemovableQueue<T> extends Set<T> {
  private cursor = this.values();

  shift(): T | undefined {
    let first = this.cursor.next();
    if (first.done === true) {
      // An iterator that has come to the end stays there.
      this.cursor = this.values();
      first = this.cursor.next();
    }
    if (first.done === true) return undefined;
    this.delete(first.value);
    return first.value;
  }
}
