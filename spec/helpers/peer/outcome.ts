import type { Observable } from 'rxjs';
import type { CloseReason } from '../../../lib/index.js';
import { nameOfError } from '../../../lib/marbles/recordedEvent.js';

/** What came out of a stream: its values, and how it ended. */
export interface Outcome<T> {
  readonly values: T[];
  /** `'complete'`, or the error as class and code; absent while it goes on. */
  end?: string;
  error?: unknown;
  unsubscribe(): void;
}

/** Subscribes, and writes down what comes. */
export function outcomeOf<T>(source$: Observable<T>): Outcome<T> {
  const outcome: Outcome<T> = { values: [], unsubscribe: () => subscription.unsubscribe() };
  const subscription = source$.subscribe({
    next: (value) => outcome.values.push(value),
    error: (error: unknown) => {
      outcome.error = error;
      outcome.end = nameOfError(error);
    },
    complete: () => (outcome.end = 'complete'),
  });
  return outcome;
}

/** The reasons why a peer ended, as class and code where it was a fault. */
export function told(reasons: readonly CloseReason[]): string[] {
  return reasons.map((reason) => (reason.by === 'fault' ? nameOfError(reason.error) : reason.by));
}
