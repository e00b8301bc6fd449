import type { CaptureRecord } from '../../capture/captureRecord.js';
import { MAX_PLAYBACK_MARKS, type PlaybackMark } from '../protocol/playback.js';

/** The shortest time without a record that gets a mark. Of such a gap the clock passes only the last part. */
const MIN_GAP_MS = 600_000;

/**
 * The marks of a recording, at most MAX_PLAYBACK_MARKS. If there are more, marks that are too close to the mark before them are left out,
 * and the minimum distance doubles until the marks fit. Gaps and faults are left out last.
 */
export class PlaybackMarks {
  private marks: PlaybackMark[] = [];
  private minDistanceMs = 0;
  private lastMs: number | undefined;

  add(record: CaptureRecord): void {
    const { atMs, kind } = record;
    if (this.lastMs !== undefined && atMs - this.lastMs >= MIN_GAP_MS) this.push({ kind: 'gap', atMs: this.lastMs });
    this.lastMs = Math.max(this.lastMs ?? atMs, atMs);
    if (kind === 'opened') this.push({ kind: 'opened', atMs });
    else if (kind === 'closed') this.push({ kind: record.by === 'fault' ? 'fault' : 'closed', atMs });
  }

  /** In the order of time; the caller owns the array. */
  toArray(): PlaybackMark[] {
    return [...this.marks].sort((a, b) => a.atMs - b.atMs);
  }

  private push(mark: PlaybackMark): void {
    const last = this.marks.at(-1);
    if (last !== undefined && mark.atMs - last.atMs < this.minDistanceMs && !isRare(mark)) return;
    this.marks.push(mark);
    while (this.marks.length > MAX_PLAYBACK_MARKS) this.thinOut();
  }

  private thinOut(): void {
    const [first, last] = [this.marks[0]!.atMs, this.marks.at(-1)!.atMs];
    this.minDistanceMs = Math.max(this.minDistanceMs * 2, Math.max(last - first, 1) / MAX_PLAYBACK_MARKS);
    let keptMs = -Infinity;
    const kept = this.marks.filter((mark) => {
      const isKept = isRare(mark) || mark.atMs - keptMs >= this.minDistanceMs;
      if (isKept) keptMs = mark.atMs;
      return isKept;
    });
    // Nothing but faults and gaps: every second one.
    this.marks = kept.length > MAX_PLAYBACK_MARKS ? kept.filter((_, i) => i % 2 === 0) : kept;
  }
}

function isRare({ kind }: PlaybackMark): boolean {
  return kind === 'fault' || kind === 'gap';
}
