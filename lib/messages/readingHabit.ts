/** So many in a row make a habit, and of as many that are made at once one is put off again, to see whether it still holds. */
const HABIT = 32;

/**
 * Whether messages of a kind are read before the next one comes. Where they are, to put their making off is a tenth of what they cost, for
 * nothing; where nobody reads them, or not at once, nothing may be made of them.
 */
export class ReadingHabit {
  private readInARow = 0;
  private isLastRead = false;
  private madeAtOnce = 0;

  /** Asked once a message: false where it is to be put off. */
  isToBeMadeAtOnce(): boolean {
    if (this.readInARow >= HABIT && ++this.madeAtOnce < HABIT) return true;
    this.madeAtOnce = 0;
    this.readInARow = this.isLastRead ? this.readInARow + 1 : 0;
    this.isLastRead = false;
    return false;
  }

  /** Told when one is read that was put off. */
  tellRead(): void {
    this.isLastRead = true;
  }
}
