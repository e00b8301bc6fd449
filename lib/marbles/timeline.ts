import { isSame } from './differences.js';
import type { ExpectedEvent, RecordedEvent } from './recordedEvent.js';
import type { Expectation } from './expectation.js';
import { LetterAssigner } from './letterAssigner.js';

/** What happened, with the sign that the report gives it. */
export interface LabelledEvent extends RecordedEvent {
  readonly sign: string;
}

/** A moment at which something happened, or was to happen. */
export interface Moment {
  readonly frame: number;
  readonly expected: readonly ExpectedEvent[];
  readonly actual: readonly LabelledEvent[];
  readonly differs: boolean;
}

/** What comes behind so many moments that differ is not looked at: no report shows it. */
const MAX_DIFFERING = 500;

/** Puts what was expected beside what happened, moment by moment, and gives each its sign. */
export function timelineOf(row: Expectation): { moments: Moment[]; signs: LetterAssigner } {
  const signs = new LetterAssigner(row);
  const [expectedAt, actualAt] = [byFrame(row.expected), byFrame(row.actual)];
  const frames = [...new Set([...expectedAt.keys(), ...actualAt.keys()])].sort((a, b) => a - b);
  const moments: Moment[] = [];
  let differing = 0;
  for (const frame of frames) {
    const expected = expectedAt.get(frame) ?? [];
    for (const { kind, sign, value } of expected) if (kind === 'N') signs.use(sign, value);
    const actual = (actualAt.get(frame) ?? []).map((each, i) => ({ ...each, sign: signs.of(each, expected[i]) }));
    const isAsExpected = actual.length === expected.length && actual.every((each, i) => isMatch(each, expected[i]!));
    moments.push({ frame, expected, actual, differs: !isAsExpected });
    if (!isAsExpected && ++differing === MAX_DIFFERING) break;
  }
  return { moments, signs };
}

/** True where the two are the same but for their time. */
export function isMatch(actual: RecordedEvent, expected: RecordedEvent): boolean {
  return actual.kind === expected.kind && isSame(actual.value, expected.value);
}

function byFrame<T extends RecordedEvent>(happenings: readonly T[]): Map<number, T[]> {
  const frames = new Map<number, T[]>();
  for (const happening of happenings) {
    const there = frames.get(happening.frame);
    if (there === undefined) frames.set(happening.frame, [happening]);
    else there.push(happening);
  }
  return frames;
}
