import { PeerError } from '../../base/errors.js';

/**
 * What can fail on NATS.
 *
 * - `MONITOR_NAME_TAKEN`: another process publishes under this monitor's name.
 * - `BAD_SUBJECT`: a message came on a subject that no publisher of this library uses.
 * - `BAD_RECORDS`: the payload of a message is no record list, or no chunk of one.
 * - `RECORDS_TOO_LARGE`: a record list is larger than a reader accepts.
 * - `PUBLISH_FAILED`: the server did not confirm what was published; `cause` is the client's error.
 * - `MONITOR_SILENT`: a monitor sends no heartbeat.
 */
export type NatsErrorCode =
  'MONITOR_NAME_TAKEN' | 'BAD_SUBJECT' | 'BAD_RECORDS' | 'RECORDS_TOO_LARGE' | 'PUBLISH_FAILED' | 'MONITOR_SILENT';

/** A failure of publishing to NATS or of reading from it. Test `code`; the message may change between versions. */
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
