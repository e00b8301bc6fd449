/**
 * Why a recording cannot be read or written.
 *
 * Reading:
 * - `UNKNOWN_FORMAT`: the content has none of the formats that this library reads.
 * - `UNSUPPORTED`: the format is known, but not its version, or not this kind of file (a pipe or device to append to).
 * - `NETWORK_UNKNOWN`: the file belongs to a network that is neither in the library nor given by `network`, or it names no network.
 * - `TRUNCATED`: the file ends inside a record.
 * - `MALFORMED`: the bytes of a record are damaged.
 * - `LIMIT_EXCEEDED`: the content exceeds a bound of the reader.
 *
 * Data that the recorder of a pcap missed:
 * - `START_LOST`: the connection is older than the recording.
 * - `BYTES_LOST`: segments are missing.
 * - `BYTES_CUT`: a packet was not recorded completely (snap length, IP fragments).
 *
 * Choosing one connection of a pcap:
 * - `AMBIGUOUS`: more than one connection matches.
 * - `NO_SESSION`: none matches.
 *
 * Writing:
 * - `INVALID_RECORD`: a record has a wrong field, or belongs to a session that is not open.
 * - `FILE_EXISTS`: the file exists, and `overwrite` is false.
 * - `QUEUE_FULL`: records arrive faster than they are written.
 *
 * Both: `FILE_FAILED`: the operating system reported an error, which is the `cause`.
 */
export type CaptureErrorCode =
  | 'UNKNOWN_FORMAT'
  | 'UNSUPPORTED'
  | 'NETWORK_UNKNOWN'
  | 'TRUNCATED'
  | 'MALFORMED'
  | 'LIMIT_EXCEEDED'
  | 'START_LOST'
  | 'BYTES_LOST'
  | 'BYTES_CUT'
  | 'AMBIGUOUS'
  | 'NO_SESSION'
  | 'INVALID_RECORD'
  | 'FILE_EXISTS'
  | 'QUEUE_FULL'
  | 'FILE_FAILED';

/** A recording cannot be read to its end, or cannot be written. Decide on `code`; the text of `message` may change in any version. */
export class CaptureError extends Error {
  /** The name of this class. */
  override readonly name = 'CaptureError';

  constructor(
    /** The reason; CaptureErrorCode explains each. */
    readonly code: CaptureErrorCode,
    message: string,
    /**
     * The offset in the file of the first byte of the damaged record. In a compressed file it is the offset in the decompressed bytes,
     * unless the compression itself is damaged. Undefined if the error concerns no particular byte.
     */
    readonly offset?: number,
    options?: ErrorOptions,
  ) {
    super(offset === undefined ? message : `${message} (at byte ${offset})`, options);
  }
}
