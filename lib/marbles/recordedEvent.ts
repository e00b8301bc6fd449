import { isPeerError } from '../base/errors.js';
import type { Diagram, Kind } from './diagram.js';
import { requireLetters } from './letters.js';
import { MarbleError } from './marbleErrors.js';

/** One thing that happened, and when. */
export interface RecordedEvent {
  /** In milliseconds. */
  readonly frame: number;
  readonly kind: Kind;
  /** Of N what came, of E the error as `nameOfError` has it, of C nothing or, of a peer, by whom. */
  readonly value?: unknown;
}

/** One thing that was to happen, with its sign in the diagram. */
export interface ExpectedEvent extends RecordedEvent {
  readonly sign: string;
}

/**
 * What a diagram says will happen.
 *
 * Errors with MarbleError `UNKNOWN_LETTER` where a letter, or a `#`, is not explained.
 */
export function recordedEventsOf(
  diagram: Diagram,
  letters: ReadonlyMap<string, unknown>,
  error: unknown,
): ExpectedEvent[] {
  requireLetters(diagram, letters);
  return diagram.marks.map(({ frame, kind, sign }) => {
    if (kind === 'C') return { frame, kind, sign };
    if (kind === 'N') return { frame, kind, sign, value: letters.get(sign) };
    if (error !== undefined) return { frame, kind, sign, value: nameOfError(error) };
    throw new MarbleError(
      'UNKNOWN_LETTER',
      `"#" is not explained\n\n  ${diagram.text}\n\nsay which error: 'PeerTimeoutError PONG_TIMEOUT'`,
    );
  });
}

/** An error by class and code; what is none of ours by its text. */
export function nameOfError(error: unknown): string {
  return isPeerError(error) ? `${error.name} ${error.code}` : String(error);
}
