import type { ExpectedHappening, Happening } from './happening.js';

/** One expectation: what was to happen, and what did. */
export interface Row {
  /** What was looked at: `sent`, `messages`, ... */
  readonly name: string;
  /** How long the diagram is. */
  readonly lengthMs: number;
  readonly expected: readonly ExpectedHappening[];
  readonly actual: readonly Happening[];
  /** All letters that are explained. */
  readonly letters: ReadonlyMap<string, unknown>;
}
