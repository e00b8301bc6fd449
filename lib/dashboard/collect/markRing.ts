import type { EventMark } from '../protocol/eventMark.js';

/** Time in which further marks of a kind are counted as a burst. */
const BURST_MS = 60_000;
/** Marks of a burst with a row of their own; the rest of the burst shares one. */
export const MAX_SINGLE_MARKS = 10;

/**
 * The marks of one kind, the oldest first. The events of a burst after the tenth share one mark, which is replaced with each of them: its `count`
 * grows and its number stays.
 */
export class MarkRing {
  private marks: EventMark[] = [];
  private burstStartMs = -Infinity;
  private inBurst = 0;
  private shared: EventMark | undefined;

  /** @param textOf text of a mark that represents this number of events */
  constructor(
    private readonly size: number,
    private readonly textOf: (count: number) => string,
  ) {}

  /**
   * @param nowMs `now()` of the clock
   * @param create creates the mark of a single event, with the next number
   */
  add(nowMs: number, create: () => EventMark): void {
    if (nowMs - this.burstStartMs >= BURST_MS) {
      this.burstStartMs = nowMs;
      this.inBurst = 0;
      this.shared = undefined;
    }
    this.inBurst += 1;
    if (this.inBurst <= MAX_SINGLE_MARKS) {
      this.push(create());
    } else if (this.shared === undefined) {
      const { atMs, kind, number } = create();
      this.shared = { number, atMs, kind, text: this.textOf(1), count: 1 };
      this.push(this.shared);
    } else {
      const count = this.shared.count! + 1;
      this.replaceShared({ ...this.shared, text: this.textOf(count), count });
    }
  }

  /** The marks of a range of time, the oldest first. */
  between(fromMs: number, toMs: number): EventMark[] {
    return this.marks.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  }

  /** Replaces each mark for which `update` returns another one. */
  update(update: (mark: EventMark) => EventMark): void {
    this.marks = this.marks.map(update);
  }

  private push(mark: EventMark): void {
    if (this.marks.length === this.size) this.marks.shift();
    this.marks.push(mark);
  }

  /** The shared mark is the newest: within a burst no single mark follows it. */
  private replaceShared(mark: EventMark): void {
    this.shared = mark;
    this.marks[this.marks.length - 1] = mark;
  }
}
