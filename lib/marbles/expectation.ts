import type { ExpectedEvent, RecordedEvent } from './recordedEvent.js';

/** One expectation: what was to happen, and what did. */
export interface Expectation {
  /** What was looked at: `sent`, `messages`, ... */
  readonly name: string;
  /** How long the diagram is. */
  readonly lengthMs: number;
  readonly expected: readonly ExpectedEvent[];
  readonly actual: readonly RecordedEvent[];
  /** All letters that are explained. */
  readonly letters: ReadonlyMap<string, unknown>;
}
