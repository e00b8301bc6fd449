import { PeerError } from '../../base/errors.js';

/**
 * Why an archive cannot be written.
 *
 * - `FILE_EXISTS`: the file exists, and `overwrite` is false.
 * - `FILE_FAILED`: the operating system reported an error, which is the `cause`.
 * - `LIMIT_EXCEEDED`: a table has more row groups than a file may hold, or too many connections are open.
 */
export type ParquetErrorCode = 'FILE_EXISTS' | 'FILE_FAILED' | 'LIMIT_EXCEEDED';

/** An archive cannot be written. No file of it is left. */
export class ParquetError extends PeerError {
  /** The name of this class. */
  override readonly name = 'ParquetError';

  constructor(
    /** The reason; ParquetErrorCode explains each. */
    readonly code: ParquetErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
