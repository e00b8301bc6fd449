/**
 * Mistakes in a marble test:
 *
 * - `BAD_DIAGRAM`: a diagram that cannot be parsed, or a time that is not in the run
 * - `BAD_LETTER`: a key of a letter table that cannot be a letter
 * - `UNKNOWN_LETTER`: a letter, a `#` or a close whose value, error or reason is not defined
 * - `OUTSIDE_RUN`: an input or expectation that is added after the `play` function has returned
 * - `NESTED_RUN`: `protocolMarbles` inside `protocolMarbles`
 * - `ASYNC_PLAY`: a `play` function that returns a promise
 * - `NO_EXPECTATION`: a `play` function that expects nothing
 */
export type MarbleErrorCode =
  'BAD_DIAGRAM' | 'BAD_LETTER' | 'UNKNOWN_LETTER' | 'OUTSIDE_RUN' | 'NESTED_RUN' | 'ASYNC_PLAY' | 'NO_EXPECTATION';

/** The test itself is wrong, so nothing was compared. `code` names the mistake. */
export class MarbleError extends Error {
  override readonly name = 'MarbleError';

  /** @param code the kind of mistake */
  constructor(
    readonly code: MarbleErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The recorded events differ from the expected ones. The message is the report with both diagrams. */
export class MarbleMismatch extends Error {
  override readonly name = 'MarbleMismatch';
}
