import { formatDuration } from './formatTime.js';
import type { TimelineEntry } from './timeline.js';

/** One section of the expected and the actual diagram, and the carets below them. All three texts have the same number of characters. */
export interface DiagramSegment {
  /** Virtual time of the first column, in milliseconds. */
  readonly startMs: number;
  readonly expected: string;
  readonly actual: string;
  /** `^` below each column in which the diagrams differ. */
  readonly carets: string;
}

/** A longer interval without events in both diagrams is drawn as a time such as ` 10m `. */
const MAX_DASHES = 12;

/**
 * Draws the expected and the actual events, one column per millisecond, as consecutive segments. Each drawn diagram can be pasted into a
 * test. The exception is `isToScale: false`: an event follows a group so soon that diagram syntax cannot express its time, so it is drawn
 * too late.
 */
export function drawTimeline(
  entries: readonly TimelineEntry[],
  lengthMs: number,
): { segments: DiagramSegment[]; isToScale: boolean } {
  const segments: DiagramSegment[] = [];
  let current = new SegmentBuilder(0);
  let isToScale = true;

  /** Continues at this time: after a few dashes in the same segment, or after a written time in a new one. */
  function advanceTo(atMs: number): void {
    const gapMs = atMs - current.endMs;
    if (gapMs <= MAX_DASHES && Number.isInteger(gapMs)) current.padTo(atMs);
    else if (gapMs > 0) skipGap(gapMs, atMs);
  }

  function skipGap(gapMs: number, endMs: number): void {
    if (current.width > 0) segments.push(current.build());
    const time = ` ${formatDuration(gapMs)} `;
    segments.push({ startMs: current.endMs, expected: time, actual: time, carets: ' '.repeat(time.length) });
    current = new SegmentBuilder(endMs);
  }

  for (const entry of entries) {
    advanceTo(entry.atMs);
    if (!current.add(entry)) isToScale = false;
  }
  advanceTo(lengthMs);
  if (current.width > 0) segments.push(current.build());
  return { segments, isToScale };
}

/** A segment under construction in which every millisecond has its column. */
class SegmentBuilder {
  private readonly expected: string[] = [];
  private readonly actual: string[] = [];
  private readonly carets: string[] = [];
  private nextColumn = 0;

  constructor(private readonly startMs: number) {}

  get width(): number {
    return Math.max(this.expected.length, this.actual.length);
  }

  /** The time right after the last drawn column. */
  get endMs(): number {
    return this.startMs + this.width;
  }

  /** Fills both diagrams with dashes up to this time. */
  padTo(atMs: number): void {
    this.pad(this.expected, atMs - this.startMs);
    this.pad(this.actual, atMs - this.startMs);
  }

  /** @returns false if the events had to be drawn later than they happened */
  add({ atMs, expected, actual, differs }: TimelineEntry): boolean {
    const [expectedCell, actualCell] = [cellOf(expected), cellOf(actual)];
    const scaledColumn = atMs - this.startMs;
    const freeColumn = Math.max(
      this.freeColumn(this.expected, expectedCell),
      this.freeColumn(this.actual, actualCell),
      this.nextColumn,
    );
    const column = Math.ceil(Math.max(scaledColumn, freeColumn));
    this.draw(this.expected, column, expectedCell);
    this.draw(this.actual, column, actualCell);
    if (differs) this.addCarets(column, expectedCell, actualCell);
    this.nextColumn = column + 1;
    return column === scaledColumn;
  }

  build(): DiagramSegment {
    const { width } = this;
    for (const row of [this.expected, this.actual]) this.pad(row, width);
    const carets = Array.from({ length: width }, (_, i) => this.carets[i] ?? ' ');
    return {
      startMs: this.startMs,
      expected: this.expected.join(''),
      actual: this.actual.join(''),
      carets: carets.join(''),
    };
  }

  private freeColumn(row: readonly string[], cell: readonly string[]): number {
    return cell.length === 0 ? 0 : row.length;
  }

  private draw(row: string[], column: number, cell: readonly string[]): void {
    if (cell.length === 0) return;
    this.pad(row, column);
    row.push(...cell);
  }

  private pad(row: string[], column: number): void {
    while (row.length < column) row.push('-');
  }

  /**
   * Puts a caret below each symbol that differs. If no symbol differs, as for `|` with another close reason, it puts carets below all of
   * them.
   */
  private addCarets(column: number, expectedCell: readonly string[], actualCell: readonly string[]): void {
    const width = Math.max(expectedCell.length, actualCell.length);
    const offsets = Array.from({ length: width }, (_, i) => i);
    const differing = offsets.filter((i) => expectedCell[i] !== actualCell[i]);
    for (const i of differing.length > 0 ? differing : offsets) this.carets[column + i] = '^';
  }
}

function cellOf(events: readonly { readonly symbol: string }[]): string[] {
  const symbols = events.map(({ symbol }) => symbol);
  return symbols.length > 1 ? ['(', ...symbols, ')'] : symbols;
}
