/**
 * Whose fault it was stands in the class, what happened in the `code`, the facts (what was got, what is allowed) in the
 * message. Decide on `instanceof` and `code`; the text may change.
 */
export abstract class PeerError extends Error {
  abstract readonly code: string;
}

/**
 * What a remote can do wrong. For most of these the peer's policy decides what follows: the connection ends, the message is dropped, or
 * it is only reported (`VIOLATIONS` lists them; docs/policy.md).
 */
export type RemoteProtocolErrorCode =
  // framing: nothing that follows in the stream can be read
  | 'WRONG_MAGIC'
  | 'OVERSIZED_FRAME'
  | 'TRUNCATED'
  // one frame cannot be read
  | 'BAD_CHECKSUM'
  | 'BAD_COMMAND'
  // one payload cannot be read, or is odd
  | 'SHORT_PAYLOAD'
  | 'LIMIT_EXCEEDED'
  | 'TOO_MANY_ITEMS'
  | 'LOCATOR_TOO_LONG'
  | 'FILTER_TOO_LARGE'
  | 'NON_CANONICAL'
  | 'INVALID_VALUE'
  | 'LEFTOVER'
  | 'BAD_FEATURE'
  // the order or the content of the conversation
  | 'VERSION_EXPECTED'
  | 'VERACK_EXPECTED'
  | 'DUPLICATE_VERSION'
  | 'DUPLICATE_VERACK'
  | 'LATE_FEATURE'
  | 'FEATURE_NOT_NEGOTIATED'
  | 'BAD_RECONCILIATION'
  | 'BLOOM_NOT_OFFERED'
  | 'OLD_BLOOM_NOT_OFFERED'
  | 'MEMPOOL_NOT_OFFERED'
  | 'EMPTY_COMPACT_BLOCK'
  // one side refuses the other
  | 'VERSION_TOO_OLD'
  | 'SERVICES_MISSING'
  | 'SELF_CONNECTION'
  | 'REFUSED'
  | 'REJECTED';

/** The remote broke the protocol, or refused us. What that costs it is decided by the policy of the peer. */
export class RemoteProtocolError extends PeerError {
  override readonly name = 'RemoteProtocolError';

  constructor(
    readonly code: RemoteProtocolErrorCode,
    private readonly fact: string,
    /** Where in the message, as `inputs/0/script`; empty where it concerns the whole. */
    readonly path = '',
    options?: ErrorOptions,
  ) {
    super(path === '' ? fact : `${path}: ${fact}`, options);
  }

  /** The same facts and place under another code. */
  withCode(code: RemoteProtocolErrorCode): RemoteProtocolError {
    return new RemoteProtocolError(code, this.fact, this.path, { cause: this });
  }

  /** The same error, seen from the field around it. */
  within(segment: string | number): RemoteProtocolError {
    return new RemoteProtocolError(
      this.code,
      this.fact,
      this.path === '' ? String(segment) : `${segment}/${this.path}`,
      this,
    );
  }
}

/** What the caller can do wrong. */
export type LocalProtocolErrorCode =
  | 'INVALID_OPTION'
  | 'INVALID_VALUE'
  | 'LIMIT_EXCEEDED'
  | 'UNKNOWN_COMMAND'
  | 'CONVERSATION_FAILED'
  | 'CALLBACK_FAILED'
  | 'CONSUMER_STALLED'
  | 'NOT_ANNOUNCED'
  | 'ABORTED';

/** The caller (or a function that the caller gave) made a mistake: nothing of it reached the wire. */
export class LocalProtocolError extends PeerError {
  override readonly name = 'LocalProtocolError';

  constructor(
    readonly code: LocalProtocolErrorCode,
    private readonly fact: string,
    /** Where in the message or the options, as `items/3/hash`; empty where it concerns the whole. */
    readonly path = '',
    options?: ErrorOptions,
  ) {
    super(path === '' ? fact : `${path}: ${fact}`, options);
  }

  /** The same error, seen from the field around it. */
  within(segment: string | number): LocalProtocolError {
    return new LocalProtocolError(
      this.code,
      this.fact,
      this.path === '' ? String(segment) : `${segment}/${this.path}`,
      this,
    );
  }
}

/** What the remote can fail to do in time. */
export type PeerTimeoutErrorCode =
  'CONNECT_TIMEOUT' | 'NEGOTIATION_TIMEOUT' | 'PONG_TIMEOUT' | 'IDLE_TIMEOUT' | 'STALLED' | 'REQUEST_TIMEOUT';

/** The remote did not do in time what it owed. */
export class PeerTimeoutError extends PeerError {
  override readonly name = 'PeerTimeoutError';

  constructor(
    readonly code: PeerTimeoutErrorCode,
    message: string,
    readonly timeoutMs: number,
  ) {
    super(message);
  }
}

/** What can happen to a connection beneath the protocol. */
export type TransportErrorCode =
  'CONNECT_FAILED' | 'CONNECTION_LOST' | 'REMOTE_CLOSED' | 'SEND_QUEUE_FULL' | 'LISTEN_FAILED' | 'ENDED';

/** The connection could not be made, or it broke. `cause` is the system's error where there is one. */
export class TransportError extends PeerError {
  override readonly name = 'TransportError';

  constructor(
    readonly code: TransportErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** True for every error of this library. */
export function isPeerError(error: unknown): error is PeerError {
  return error instanceof PeerError;
}

/** The reason as a PeerError: itself, or wrapped as the failure of a function that was given to us. */
export function toPeerError(error: unknown, what: string, code: LocalProtocolErrorCode = 'CALLBACK_FAILED'): PeerError {
  if (error instanceof PeerError) return error;
  return new LocalProtocolError(code, `${what} failed: ${error instanceof Error ? error.message : String(error)}`, '', {
    cause: error,
  });
}
