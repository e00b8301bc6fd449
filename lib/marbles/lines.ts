import type { Strip } from './drawing.js';

const MAX_COLUMNS = 90;

/** Lays strips into lines that a terminal can show; what is wider than a line is cut. */
export function layLines(strips: readonly Strip[]): Strip[] {
  const lines: Strip[] = [];
  for (const strip of strips.flatMap(cut)) {
    const last = lines.at(-1);
    if (last === undefined || last.expected.length + strip.expected.length > MAX_COLUMNS) lines.push(strip);
    else lines[lines.length - 1] = joined(last, strip);
  }
  return lines;
}

function cut(strip: Strip): Strip[] {
  const rows = [strip.expected, strip.actual, strip.carets].map((row) => Array.from(row));
  const parts: Strip[] = [];
  for (let from = 0; from < rows[0]!.length; from += MAX_COLUMNS) {
    const [expected, actual, carets] = rows.map((row) => row.slice(from, from + MAX_COLUMNS).join('')) as Row3;
    parts.push({ fromMs: strip.fromMs + from, expected, actual, carets });
  }
  return parts;
}

type Row3 = [string, string, string];

function joined(a: Strip, b: Strip): Strip {
  return {
    fromMs: a.fromMs,
    expected: a.expected + b.expected,
    actual: a.actual + b.actual,
    carets: a.carets + b.carets,
  };
}
