import { expect } from '@jest/globals';
import { parseDiagram } from '../../../lib/marbles/diagram.js';
import type { RecordedEvent } from '../../../lib/marbles/recordedEvent.js';
import { MarbleMismatch } from '../../../lib/marbles/marbleErrors.js';
import { mismatchReport } from '../../../lib/marbles/mismatchReport.js';
import type { Expectation } from '../../../lib/marbles/expectation.js';

/** Length of a diagram in milliseconds. A `^` or `!` at its end counts as one. */
export function lengthMs(diagram: string): number {
  return parseDiagram(diagram.replace(/[!^]$/, '-')).lengthMs;
}

/**
 * Compares every row twice: first as `protocolMarbles` does, for its readable report; then strictly, because our own messages must not have
 * undefined fields in place of absent ones.
 */
export function compareExpectations(expectations: readonly Expectation[]): void {
  const reports = expectations.flatMap((expectation) => mismatchReport(expectation) ?? []);
  if (reports.length > 0) throw new MarbleMismatch(reports.join('\n\n'));
  for (const { actual, expected } of expectations) expect(actual).toStrictEqual(expected.map(withoutSymbol));
}

function withoutSymbol({ atMs, kind, value }: RecordedEvent): RecordedEvent {
  return kind === 'C' ? { atMs, kind } : { atMs, kind, value };
}
