import { isSame } from './differences.js';
import type { ExpectedEvent, RecordedEvent } from './recordedEvent.js';
import type { Expectation } from './expectation.js';
import { LetterAssigner } from './letterAssigner.js';

/** A recorded event with the symbol that the report shows for it. */
export interface LabelledEvent extends RecordedEvent {
  readonly symbol: string;
}

/** All expected and recorded events of one time. */
export interface TimelineEntry {
  /** Virtual time in milliseconds. */
  readonly atMs: number;
  readonly expected: readonly ExpectedEvent[];
  readonly actual: readonly LabelledEvent[];
  readonly differs: boolean;
}

/** The timeline ends after this number of differing entries. A report shows fewer. */
const MAX_DIFFERING = 500;

/** Groups expected and recorded events by time, and assigns each recorded event its symbol. */
export function timelineOf(expectation: Expectation): { entries: TimelineEntry[]; letters: LetterAssigner } {
  const letters = new LetterAssigner(expectation);
  const [expectedByTime, actualByTime] = [groupByTime(expectation.expected), groupByTime(expectation.actual)];
  const times = [...new Set([...expectedByTime.keys(), ...actualByTime.keys()])].sort((a, b) => a - b);
  const entries: TimelineEntry[] = [];
  let differingCount = 0;
  for (const atMs of times) {
    const expected = expectedByTime.get(atMs) ?? [];
    for (const { kind, symbol, value } of expected) if (kind === 'N') letters.markUsed(symbol, value);
    const actual = (actualByTime.get(atMs) ?? []).map((event, i) => ({
      ...event,
      symbol: letters.symbolFor(event, expected[i]),
    }));
    const isAsExpected = actual.length === expected.length && actual.every((each, i) => isMatch(each, expected[i]!));
    entries.push({ atMs, expected, actual, differs: !isAsExpected });
    if (!isAsExpected && ++differingCount === MAX_DIFFERING) break;
  }
  return { entries, letters };
}

/** True if the two events are equal in all but their time. */
export function isMatch(actual: RecordedEvent, expected: RecordedEvent): boolean {
  return actual.kind === expected.kind && isSame(actual.value, expected.value);
}

function groupByTime<T extends RecordedEvent>(events: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const event of events) {
    const group = groups.get(event.atMs);
    if (group === undefined) groups.set(event.atMs, [event]);
    else group.push(event);
  }
  return groups;
}
