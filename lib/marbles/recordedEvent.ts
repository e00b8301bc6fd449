import { isPeerError } from '../base/errors.js';
import type { Diagram, EventKind } from './diagram.js';
import { requireDefinedLetters } from './letters.js';
import { MarbleError } from './marbleErrors.js';

/** One event of a stream with its time. */
export interface RecordedEvent {
  /** Virtual time in milliseconds. */
  readonly atMs: number;
  readonly kind: EventKind;
  /** N: the emitted value. E: the error as `nameOfError` formats it. C: undefined, or for a peer's close `local` or `remote`. */
  readonly value?: unknown;
}

/** One event that a diagram expects, with its symbol in the diagram. */
export interface ExpectedEvent extends RecordedEvent {
  readonly symbol: string;
}

/**
 * The events that a diagram expects.
 *
 * Errors with MarbleError `UNKNOWN_LETTER` for a letter without a value, and for a `#` if `error` is undefined.
 */
export function expectedEventsOf(
  diagram: Diagram,
  letters: ReadonlyMap<string, unknown>,
  error: unknown,
): ExpectedEvent[] {
  requireDefinedLetters(diagram, letters);
  return diagram.marbles.map(({ atMs, kind, symbol }) => {
    if (kind === 'C') return { atMs, kind, symbol };
    if (kind === 'N') return { atMs, kind, symbol, value: letters.get(symbol) };
    if (error !== undefined) return { atMs, kind, symbol, value: nameOfError(error) };
    throw new MarbleError(
      'UNKNOWN_LETTER',
      `"#" is not defined\n\n  ${diagram.text}\n\npass the expected error, such as 'PeerTimeoutError PONG_TIMEOUT'`,
    );
  });
}

/** Class and code of a PeerError, such as `PeerTimeoutError PONG_TIMEOUT`. Any other value as a string, such as `Error: boom`. */
export function nameOfError(error: unknown): string {
  return isPeerError(error) ? `${error.name} ${error.code}` : String(error);
}
