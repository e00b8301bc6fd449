import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import { PeerError } from '../../base/errors.js';

/**
 * The failures between us and NATS.
 *
 * - `NO_JETSTREAM`: the server or the account has no JetStream.
 * - `NO_STREAM`: no stream stores the subject.
 * - `WRONG_STREAM`: the stream exists, but has another configuration.
 * - `STORE_FULL`: the stream or the server's store is full.
 * - `TIMEOUT`: no answer in time.
 * - `DISCONNECTED`: the connection is lost, closed or drains.
 * - `REFUSED`: any other error of the server, such as a missing permission.
 * - `BAD_PAYLOAD`: a payload on our subjects cannot be parsed.
 * - `BAD_SUBJECT`: a message arrived on a subject that no publisher of this library uses.
 * - `RECORDS_TOO_LARGE`: a record list is larger than a reader accepts.
 * - `NOT_FOUND`: another monitor won the race, but the stream no longer contains its message.
 * - `QUEUE_FULL`: something was dropped, because the queue in front of NATS is full.
 * - `MONITOR_NAME_TAKEN`: another process publishes under this monitor's name.
 * - `MONITOR_SILENT`: a monitor has sent nothing for too long, or has started again.
 * - `TOO_MANY_MONITORS`, `TOO_MANY_PEERS`: a reader ignores a monitor or peer beyond `maxMonitors` or `maxPeers`.
 * - `RECORDS_LOST`: the end of a peer was lost: its monitor has not published the peer since a gap in its records.
 * - `SUBSCRIBE_FAILED`: the server refuses a subscription, for example because of a missing permission; `cause` is the client's error.
 */
export type NatsErrorCode =
  | 'NO_JETSTREAM'
  | 'NO_STREAM'
  | 'WRONG_STREAM'
  | 'STORE_FULL'
  | 'TIMEOUT'
  | 'DISCONNECTED'
  | 'REFUSED'
  | 'BAD_PAYLOAD'
  | 'BAD_SUBJECT'
  | 'RECORDS_TOO_LARGE'
  | 'NOT_FOUND'
  | 'QUEUE_FULL'
  | 'MONITOR_NAME_TAKEN'
  | 'MONITOR_SILENT'
  | 'TOO_MANY_MONITORS'
  | 'TOO_MANY_PEERS'
  | 'RECORDS_LOST'
  | 'SUBSCRIBE_FAILED';

/** A failure of NATS, or of a payload that a client published there. `cause` is the client's error if there is one. */
export class NatsError extends PeerError {
  override readonly name = 'NatsError';

  constructor(
    /** The kind of failure. */
    readonly code: NatsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `maximum messages per subject exceeded`, `maximum bytes exceeded` and all other errors of the store (nats-server, errors.json: JSStreamStoreFailedF). */
export const STORE_FAILED = 10077;

/** nats-server, errors.json: account resources, insufficient resources, memory resources and storage resources exceeded. */
const RESOURCE_CODES = [10002, 10023, 10028, 10047];
/** nats-server, errors.json: JetStream not enabled for the account, JetStream not enabled. */
const DISABLED_CODES = [10039, 10076];
/** nats-server, errors.json: JSStreamNotFoundErr. */
const STREAM_NOT_FOUND = 10059;

/** Returns a NatsError unchanged, and wraps an error of the NATS clients. `what` names the operation that failed. */
export function toNatsError(error: unknown, what: string): NatsError {
  if (error instanceof NatsError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new NatsError(codeOf(error), `${what} failed: ${reason}`, { cause: error });
}

function codeOf(error: unknown): NatsErrorCode {
  if (error instanceof JetStreamApiError) return codeOfApi(error);
  // The client does not export this class.
  if (error instanceof Error && error.name === 'JetStreamNotEnabled') return 'NO_JETSTREAM';
  if (error instanceof errors.TimeoutError) return 'TIMEOUT';
  if (error instanceof errors.NoRespondersError) return 'NO_STREAM';
  if (error instanceof errors.RequestError) return error.isNoResponders() ? 'NO_STREAM' : 'DISCONNECTED';
  const isClosed = error instanceof errors.ClosedConnectionError || error instanceof errors.DrainingConnectionError;
  return isClosed || error instanceof errors.ConnectionError ? 'DISCONNECTED' : 'REFUSED';
}

function codeOfApi({ code, message }: JetStreamApiError): NatsErrorCode {
  if (RESOURCE_CODES.includes(code)) return 'STORE_FULL';
  if (code === STORE_FAILED && /^maximum (bytes|messages) exceeded$/.test(message)) return 'STORE_FULL';
  if (DISABLED_CODES.includes(code)) return 'NO_JETSTREAM';
  return code === STREAM_NOT_FOUND ? 'NO_STREAM' : 'REFUSED';
}
