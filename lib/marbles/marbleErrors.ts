/** What a test can get wrong about the kit. */
export type MarbleErrorCode =
  'BAD_DIAGRAM' | 'BAD_LETTER' | 'UNKNOWN_LETTER' | 'OUTSIDE_RUN' | 'NESTED_RUN' | 'ASYNC_PLAY' | 'NO_EXPECTATION';

/** The test itself is mistaken: a diagram that cannot be read, a letter that nobody has explained, a run within a run. */
export class MarbleError extends Error {
  override readonly name = 'MarbleError';

  constructor(
    readonly code: MarbleErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** What happened is not what was expected; the message is the report, with both diagrams. */
export class MarbleMismatch extends Error {
  override readonly name = 'MarbleMismatch';
}
