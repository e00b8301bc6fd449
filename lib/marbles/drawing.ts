import { durationText } from './duration.js';
import type { Moment } from './timeline.js';

/** A part of two diagrams, one above the other, and the marks below them; all three equally long. */
export interface Strip {
  readonly fromMs: number;
  readonly expected: string;
  readonly actual: string;
  /** `^` where the two differ. */
  readonly carets: string;
}

/** A longer silence of both is drawn as a time: ` 10m `. */
const MAX_DASHES = 12;

/**
 * Draws what was expected above what happened, a column a millisecond, in strips that follow each other. Each row is a diagram that
 * can be pasted into a test, unless `isToScale` is false: something came so soon behind a group that no diagram can say it.
 */
export function drawMoments(moments: readonly Moment[], lengthMs: number): { strips: Strip[]; isToScale: boolean } {
  const strips: Strip[] = [];
  let island = new Island(0);
  let isToScale = true;

  /** Goes on to this frame: by dashes, or by a time and a new island. */
  function passTo(frame: number): void {
    const silenceMs = frame - island.endFrame;
    if (silenceMs <= MAX_DASHES && Number.isInteger(silenceMs)) island.passTo(frame);
    else if (silenceMs > 0) bridge(silenceMs, frame);
  }

  function bridge(silenceMs: number, frame: number): void {
    if (island.width > 0) strips.push(island.strip());
    const time = ` ${durationText(silenceMs)} `;
    strips.push({ fromMs: island.endFrame, expected: time, actual: time, carets: ' '.repeat(time.length) });
    island = new Island(frame);
  }

  for (const moment of moments) {
    passTo(moment.frame);
    if (!island.put(moment)) isToScale = false;
  }
  passTo(lengthMs);
  if (island.width > 0) strips.push(island.strip());
  return { strips, isToScale };
}

/** What lies so close together that every millisecond of it is drawn. */
class Island {
  private readonly expected: string[] = [];
  private readonly actual: string[] = [];
  private readonly carets: string[] = [];
  private nextColumn = 0;

  constructor(private readonly fromMs: number) {}

  get width(): number {
    return Math.max(this.expected.length, this.actual.length);
  }

  /** The time behind what is drawn. */
  get endFrame(): number {
    return this.fromMs + this.width;
  }

  /** Fills up with silence. */
  passTo(frame: number): void {
    this.fill(this.expected, frame - this.fromMs);
    this.fill(this.actual, frame - this.fromMs);
  }

  /** @returns false where it had to be drawn later than it was */
  put({ frame, expected, actual, differs }: Moment): boolean {
    const [upper, lower] = [cellOf(expected), cellOf(actual)];
    const scaled = frame - this.fromMs;
    const free = Math.max(this.firstFree(this.expected, upper), this.firstFree(this.actual, lower), this.nextColumn);
    const column = Math.ceil(Math.max(scaled, free));
    this.draw(this.expected, column, upper);
    this.draw(this.actual, column, lower);
    if (differs) this.mark(column, upper, lower);
    this.nextColumn = column + 1;
    return column === scaled;
  }

  strip(): Strip {
    const { width } = this;
    for (const row of [this.expected, this.actual]) this.fill(row, width);
    const carets = Array.from({ length: width }, (_, i) => this.carets[i] ?? ' ');
    return {
      fromMs: this.fromMs,
      expected: this.expected.join(''),
      actual: this.actual.join(''),
      carets: carets.join(''),
    };
  }

  private firstFree(row: readonly string[], cell: readonly string[]): number {
    return cell.length === 0 ? 0 : row.length;
  }

  private draw(row: string[], column: number, cell: readonly string[]): void {
    if (cell.length === 0) return;
    this.fill(row, column);
    row.push(...cell);
  }

  private fill(row: string[], column: number): void {
    while (row.length < column) row.push('-');
  }

  /** Marks the signs that differ; all of them where the signs are the same: an end for another reason. */
  private mark(column: number, upper: readonly string[], lower: readonly string[]): void {
    const width = Math.max(upper.length, lower.length);
    const offsets = Array.from({ length: width }, (_, i) => i);
    const differing = offsets.filter((i) => upper[i] !== lower[i]);
    for (const i of differing.length > 0 ? differing : offsets) this.carets[column + i] = '^';
  }
}

function cellOf(happenings: readonly { readonly sign: string }[]): string[] {
  const signs = happenings.map(({ sign }) => sign);
  return signs.length > 1 ? ['(', ...signs, ')'] : signs;
}
