import { PeerError } from '../base/errors.js';

/** The failures of a pool's file and DNS seeds. None of them ends the pool. */
export type PoolErrorCode =
  // the file of the address book cannot be parsed; it was renamed
  | 'FILE_DAMAGED'
  // the file cannot be read or written; `cause` is the system's error
  | 'FILE_FAILED'
  // a DNS seed cannot be resolved, has no usable address, or does not answer in time
  | 'RESOLVE_FAILED';

/** A failure of a pool's file or of a DNS seed, emitted by `faults$`. Test `code`; the message may change between versions. */
export class PoolError extends PeerError {
  override readonly name = 'PoolError';

  constructor(
    /** The kind of failure. */
    readonly code: PoolErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
