import { expect } from '@jest/globals';
import { parseDiagram } from '../../../lib/marbles/diagram.js';
import type { RecordedEvent } from '../../../lib/marbles/recordedEvent.js';
import { MarbleMismatch } from '../../../lib/marbles/marbleErrors.js';
import { reportOf } from '../../../lib/marbles/report.js';
import type { Expectation } from '../../../lib/marbles/expectation.js';

/** How long a diagram is, a millisecond a character; a mark at its end counts as one. */
export function lengthMs(diagram: string): number {
  return parseDiagram(diagram.replace(/[!^]$/, '-')).lengthMs;
}

/** Compares row by row, first as a user of the kit sees it, then strictly: what is absent is not undefined in what we make. */
export function expectSame(rows: readonly Expectation[]): void {
  const reports = rows.flatMap((row) => reportOf(row) ?? []);
  if (reports.length > 0) throw new MarbleMismatch(reports.join('\n\n'));
  for (const { actual, expected } of rows) expect(actual).toStrictEqual(expected.map(withoutSign));
}

function withoutSign({ frame, kind, value }: RecordedEvent): RecordedEvent {
  return kind === 'C' ? { frame, kind } : { frame, kind, value };
}
