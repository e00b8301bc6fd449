/**
 * The base class of every error of this library. The subclass names the side at fault, `code` names the cause, and the message states the
 * facts: what was received, and what is allowed. Test `instanceof` and `code`; the message may change between versions.
 */
export abstract class PeerError extends Error {
  /** The cause, one of the codes of the subclass. */
  abstract readonly code: string;
}

/**
 * The ways in which a remote can violate the protocol or refuse us. For most of these the peer's policy decides the reaction: close the
 * connection, drop the message, or only report it (`VIOLATIONS` lists them; see docs/policy.md).
 */
export type RemoteProtocolErrorCode =
  // framing: the rest of the stream cannot be read
  | 'WRONG_MAGIC'
  | 'OVERSIZED_FRAME'
  | 'TRUNCATED'
  // transport v2 (BIP324): the stream cannot be read further
  | 'NO_TERMINATOR'
  | 'BAD_GARBAGE'
  | 'BAD_PACKET'
  // one frame cannot be decoded
  | 'BAD_CHECKSUM'
  | 'BAD_COMMAND'
  // one payload cannot be decoded, or violates a limit
  | 'SHORT_PAYLOAD'
  | 'LIMIT_EXCEEDED'
  | 'TOO_MANY_ITEMS'
  | 'LOCATOR_TOO_LONG'
  | 'FILTER_TOO_LARGE'
  | 'NON_CANONICAL'
  | 'INVALID_VALUE'
  | 'LEFTOVER'
  | 'BAD_FEATURE'
  // the order or the content of messages
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
  | 'REJECTED'
  | 'UNEXPECTED_REQUEST';

/** The remote violated the protocol, or refused us. The policy of the peer decides the reaction. */
export class RemoteProtocolError extends PeerError {
  override readonly name = 'RemoteProtocolError';

  constructor(
    /** The kind of violation or refusal. */
    readonly code: RemoteProtocolErrorCode,
    private readonly fact: string,
    /** The field of the message, such as `inputs/0/script`; empty if the error concerns the whole message. */
    readonly path = '',
    options?: ErrorOptions,
  ) {
    super(path === '' ? fact : `${path}: ${fact}`, options);
  }

  /** A copy with another code, the same facts and the same path. */
  withCode(code: RemoteProtocolErrorCode): RemoteProtocolError {
    return new RemoteProtocolError(code, this.fact, this.path, { cause: this });
  }

  /** A copy whose path is extended by the name or index of the enclosing field. */
  within(segment: string | number): RemoteProtocolError {
    return new RemoteProtocolError(
      this.code,
      this.fact,
      this.path === '' ? String(segment) : `${segment}/${this.path}`,
      this,
    );
  }
}

/** The mistakes that a caller can make. */
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

/** The caller, or a callback of the caller, made a mistake. Nothing of the call was sent to the remote. */
export class LocalProtocolError extends PeerError {
  override readonly name = 'LocalProtocolError';

  constructor(
    /** The kind of mistake. */
    readonly code: LocalProtocolErrorCode,
    private readonly fact: string,
    /** The field of the message or the option, such as `items/3/hash`; empty if the error concerns the whole message or call. */
    readonly path = '',
    options?: ErrorOptions,
  ) {
    super(path === '' ? fact : `${path}: ${fact}`, options);
  }

  /** A copy whose path is extended by the name or index of the enclosing field. */
  within(segment: string | number): LocalProtocolError {
    return new LocalProtocolError(
      this.code,
      this.fact,
      this.path === '' ? String(segment) : `${segment}/${this.path}`,
      this,
    );
  }
}

/** The deadlines that a remote can miss. */
export type PeerTimeoutErrorCode =
  | 'CONNECT_TIMEOUT'
  | 'NEGOTIATION_TIMEOUT'
  | 'PONG_TIMEOUT'
  | 'IDLE_TIMEOUT'
  | 'STALLED'
  | 'REQUEST_TIMEOUT'
  // of a broadcast: the remote did not request the transaction; too few remotes received it; no other peer announced it
  | 'NOT_REQUESTED'
  | 'TOO_FEW_COPIES'
  | 'NO_ECHO';

/** The remote missed a deadline. */
export class PeerTimeoutError extends PeerError {
  override readonly name = 'PeerTimeoutError';

  constructor(
    /** The deadline that was missed. */
    readonly code: PeerTimeoutErrorCode,
    message: string,
    /** The duration of the deadline in milliseconds. */
    readonly timeoutMs: number,
  ) {
    super(message);
  }
}

/**
 * The failures of a connection below the protocol. `CONNECT_FAILED`: the remote cannot be reached, directly or through the proxy.
 * `PROXY_FAILED`: the proxy itself cannot be used, so nothing is known about the remote. `V2_REFUSED`: the remote of an outbound v2
 * connection supports only v1. `TOO_MANY_KEY_EXCHANGES`: an inbound v2 connection was closed because too many connections wait for their
 * key exchange (`handshakesPerSecond`).
 */
export type TransportErrorCode =
  | 'CONNECT_FAILED'
  | 'PROXY_FAILED'
  | 'CONNECTION_LOST'
  | 'REMOTE_CLOSED'
  | 'V2_REFUSED'
  | 'TOO_MANY_KEY_EXCHANGES'
  | 'SEND_QUEUE_FULL'
  | 'LISTEN_FAILED'
  | 'ENDED';

/** The options of a TransportError. */
export interface TransportErrorOptions extends ErrorOptions {
  /** See `TransportError.proxyReply`. Default undefined. */
  proxyReply?: number | undefined;
}

/** The connection could not be opened, or it broke. `cause` is the operating system's error if there is one. */
export class TransportError extends PeerError {
  override readonly name = 'TransportError';
  /**
   * The reply code with which a SOCKS5 proxy refused to connect: 1 to 255, of which RFC 1928 defines 1 to 8, and Tor 240 to 247. Present only with
   * `CONNECT_FAILED`.
   */
  declare readonly proxyReply?: number;

  constructor(
    /** The kind of failure. */
    readonly code: TransportErrorCode,
    message: string,
    { proxyReply, ...options }: TransportErrorOptions = {},
  ) {
    super(message, options);
    if (proxyReply !== undefined) this.proxyReply = proxyReply;
  }
}

/** True for every error of this library. */
export function isPeerError(error: unknown): error is PeerError {
  return error instanceof PeerError;
}

/** Returns a PeerError unchanged; wraps any other error as the failure of the callback that `what` names. */
export function toPeerError(error: unknown, what: string, code: LocalProtocolErrorCode = 'CALLBACK_FAILED'): PeerError {
  if (error instanceof PeerError) return error;
  return new LocalProtocolError(code, `${what} failed: ${error instanceof Error ? error.message : String(error)}`, '', {
    cause: error,
  });
}
