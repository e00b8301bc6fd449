import { expect } from '@jest/globals';
import type { CaseResult } from '../../../marbles/run/caseResult.js';
import type { RecordedEvent } from '../../../lib/marbles/recordedEvent.js';
import { MarbleMismatch } from '../../../lib/marbles/marbleErrors.js';
import { mismatchReport } from '../../../lib/marbles/mismatchReport.js';

/**
 * Fails unless the case ran as the page shows. Compares every row twice: first as `protocolMarbles` does, for its readable report; then strictly,
 * because our own messages must not have undefined fields in place of absent ones.
 */
export function requireAsExpected({ comparisons, leaks }: CaseResult): void {
  const reports = comparisons.flatMap((expectation) => mismatchReport(expectation) ?? []);
  if (reports.length > 0) throw new MarbleMismatch(reports.join('\n\n'));
  for (const { actual, expected } of comparisons) expect(actual).toStrictEqual(expected.map(withoutSymbol));
  expect(leaks).toEqual([]);
}

function withoutSymbol({ atMs, kind, value }: RecordedEvent): RecordedEvent {
  return kind === 'C' ? { atMs, kind } : { atMs, kind, value };
}
