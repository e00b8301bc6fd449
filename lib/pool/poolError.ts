import { PeerError } from '../base/errors.js';

/** What can go wrong around a pool, and does not end it. */
export type PoolErrorCode =
  // the address book's file is not one, or was cut; it was set aside
  | 'FILE_DAMAGED'
  // it cannot be read or written: the system's word is in `cause`
  | 'FILE_FAILED'
  // a seed's name has no addresses, or does not tell them in time
  | 'RESOLVE_FAILED';

/** Trouble of a pool with what is around it. Decide on `code`; the text may change. */
export class PoolError extends PeerError {
  override readonly name = 'PoolError';

  constructor(
    readonly code: PoolErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The system's name for what happened. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as Error & { code?: string }).code ?? error.message;
}
