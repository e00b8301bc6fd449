import type { Expectation } from '../../lib/marbles/expectation.js';
import { isMatch } from '../../lib/marbles/timeline.js';

/** What happened in the run of a case. */
export interface CaseResult {
  /** The expected and the recorded events of each output, in the order of the page; also of outputs that the page does not show. */
  readonly comparisons: readonly Expectation[];
  /** What the case left behind: timers, subscriptions. One phrase each; empty as it should be. */
  readonly leaks: readonly string[];
}

/** True if every output is as expected and nothing is left. */
export function isAsExpected({ comparisons, leaks }: CaseResult): boolean {
  return leaks.length === 0 && comparisons.every(hasExpectedEvents);
}

/** True if the recorded events of an output are the expected ones, at their times. */
function hasExpectedEvents({ expected, actual }: Expectation): boolean {
  return (
    expected.length === actual.length &&
    expected.every((event, i) => event.atMs === actual[i]!.atMs && isMatch(actual[i]!, event))
  );
}
