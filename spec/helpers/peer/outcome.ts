import type { Observable } from 'rxjs';
import type { CloseReason } from '../../../lib/index.js';
import { nameOfError } from '../../../lib/marbles/recordedEvent.js';

/** The values of a stream, and how it ended. */
export interface Outcome<T> {
  readonly values: T[];
  /** `'complete'`, or the error as class and code; absent until the stream ends. */
  end?: string;
  error?: unknown;
  unsubscribe(): void;
}

/** Subscribes, and records values and end. */
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

/** The reasons why a peer ended: class and code of a fault, otherwise `local` or `remote`. */
export function reasonNames(reasons: readonly CloseReason[]): string[] {
  return reasons.map((reason) => (reason.by === 'fault' ? nameOfError(reason.error) : reason.by));
}
