import type { DiagramSegment } from './drawTimeline.js';

/** Width of a line that terminals show without wrapping, with room for indentation and row names. */
const MAX_COLUMNS = 90;

/** Joins segments into lines of at most 90 columns. A segment that is wider than a line is split. */
export function wrapSegments(segments: readonly DiagramSegment[]): DiagramSegment[] {
  const lines: DiagramSegment[] = [];
  for (const segment of segments.flatMap(splitWide)) {
    const last = lines.at(-1);
    if (last === undefined || last.expected.length + segment.expected.length > MAX_COLUMNS) lines.push(segment);
    else lines[lines.length - 1] = concatenate(last, segment);
  }
  return lines;
}

function splitWide(segment: DiagramSegment): DiagramSegment[] {
  const rows = [segment.expected, segment.actual, segment.carets].map((row) => Array.from(row));
  const parts: DiagramSegment[] = [];
  for (let start = 0; start < rows[0]!.length; start += MAX_COLUMNS) {
    const [expected, actual, carets] = rows.map((row) => row.slice(start, start + MAX_COLUMNS).join('')) as ThreeRows;
    parts.push({ startMs: segment.startMs + start, expected, actual, carets });
  }
  return parts;
}

type ThreeRows = [string, string, string];

function concatenate(a: DiagramSegment, b: DiagramSegment): DiagramSegment {
  return {
    startMs: a.startMs,
    expected: a.expected + b.expected,
    actual: a.actual + b.actual,
    carets: a.carets + b.carets,
  };
}
