import type { ExpectedEvent, RecordedEvent } from './recordedEvent.js';

/** The expected and the recorded events of one stream. */
export interface Expectation {
  /** The name of the stream in reports: `sent`, `messages`, ... */
  readonly name: string;
  /** Length of the diagram in milliseconds. */
  readonly lengthMs: number;
  readonly expected: readonly ExpectedEvent[];
  readonly actual: readonly RecordedEvent[];
  /** The value of every defined letter. */
  readonly letters: ReadonlyMap<string, unknown>;
}
