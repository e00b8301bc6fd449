/** One event of a recorded connection. Every format is read as such records and written from them. */
export type CaptureRecord = OpenedRecord | BytesRecord | ClosedRecord;

/** The connection was established; no byte has passed yet. */
export interface OpenedRecord {
  /** Distinguishes the three kinds of record. */
  readonly kind: 'opened';
  /** The number of the connection in the recording, from 1. Connections may overlap, and their records may be mixed. */
  readonly session: number;
  /**
   * Time of day in milliseconds since 1970, with fractions, from -8.64e15 to 8.64e15. It jumps if the machine was suspended or its clock was
   * set.
   */
  readonly atMs: number;
  /** The network's name: `bitcoin.regtest`. */
  readonly network: string;
  /** `inbound` if the remote dialled the recorded peer. */
  readonly direction: 'inbound' | 'outbound';
  /** The remote's host and port; empty if the format does not hold them. */
  readonly address: string;
}

/** Raw bytes of one direction, cut at any place: a frame may span several records, and a record may hold several frames. */
export interface BytesRecord {
  /** Distinguishes the three kinds of record. */
  readonly kind: 'bytes';
  /** The number of the connection in the recording, from 1. */
  readonly session: number;
  /** Time of day in milliseconds since 1970, with fractions; as in OpenedRecord. */
  readonly atMs: number;
  /** Whether the recorded peer received or sent the bytes. */
  readonly direction: 'received' | 'sent';
  /** Readers return copies, which the caller may keep. */
  readonly bytes: Uint8Array;
}

/** The connection ended; no later record has its session number until it opens again. */
export interface ClosedRecord {
  /** Distinguishes the three kinds of record. */
  readonly kind: 'closed';
  /** The number of the connection in the recording, from 1. */
  readonly session: number;
  /** Time of day in milliseconds since 1970, with fractions; as in OpenedRecord. */
  readonly atMs: number;
  /** Which end closed the connection; `fault` if an error did. */
  readonly by: 'local' | 'remote' | 'fault';
  /** The error, if `by` is `fault` and the recorder knew it. */
  readonly error?: RecordedError;
}

/** The fields of a PeerError, as plain data. */
export interface RecordedError {
  /** The name of its class: `RemoteProtocolError`. */
  readonly name: string;
  /** Its code: `BAD_CHECKSUM`. */
  readonly code: string;
  /** Its text; `record` cuts it at 1000 characters. */
  readonly message: string;
  /** The field of the message that a protocol error concerns; empty if it concerns all of it. `record` cuts it at 80 characters. */
  readonly path: string;
  /** The time limit of a PeerTimeoutError in milliseconds. */
  readonly timeoutMs?: number;
}
