/** What can be wrong with a recording, or with writing one. */
export type CaptureErrorCode =
  // what is read
  | 'UNKNOWN_FORMAT'
  | 'UNSUPPORTED'
  | 'NETWORK_UNKNOWN'
  | 'TRUNCATED'
  | 'MALFORMED'
  | 'LIMIT_EXCEEDED'
  // what the recorder missed
  | 'START_LOST'
  | 'BYTES_LOST'
  | 'BYTES_CUT'
  // more than one connection, or none, where one is wanted
  | 'AMBIGUOUS'
  | 'NO_SESSION'
  // what is written
  | 'INVALID_RECORD'
  | 'FILE_EXISTS'
  | 'QUEUE_FULL'
  // the system's word, in `cause`
  | 'FILE_FAILED';

/** A recording that cannot be read to its end, or cannot be written. Decide on `code`; the text may change. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';

  constructor(
    readonly code: CaptureErrorCode,
    message: string,
    /** Where in the file: the first byte of what is wrong. Absent where no place is to blame. */
    readonly offset?: number,
    options?: ErrorOptions,
  ) {
    super(offset === undefined ? message : `${message} (at byte ${offset})`, options);
  }
}
