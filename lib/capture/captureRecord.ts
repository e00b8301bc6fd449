/** One event of a recorded connection. Every format is read as such records and written from them. */
export type CaptureRecord = OpenedRecord | BytesRecord | ClosedRecord | RawBytesRecord | SecretsRecord;

/** The connection was established; no byte has passed yet. */
export interface OpenedRecord {
  /** Distinguishes the kinds of record. */
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
  /**
   * `'v2'` if the connection was encrypted by transport v2 (BIP324); then the bytes of its records are decrypted, as plain packets. Absent: v1,
   * and its records contain the bytes on the wire.
   */
  readonly transport?: 'v2';
  /** With `transport: 'v2'`: the session id of BIP324 as 64 hex digits, as `session_id` of Bitcoin Core's getpeerinfo. Else absent. */
  readonly sessionId?: string;
}

/**
 * Bytes of one direction, cut at any place: a frame may span several records, and a record may hold several frames.
 *
 * For a v1 connection they are the raw bytes. For a v2 connection they are plain packets, from the first one after the version packet on.
 * Each plain packet is the length of its contents (3 bytes, little-endian), its header (1 byte; 0x80 marks a decoy), and its contents. The
 * key exchange and the authentication tags are left out.
 */
export interface BytesRecord {
  /** Distinguishes the kinds of record. */
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
  /** Distinguishes the kinds of record. */
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

/**
 * Raw bytes of a v2 connection as they are on the wire: encrypted, and including the key exchange. They are optional, in addition to
 * `bytes`, for studying the transport itself. `replay`, `CaptureFrameDecoder` and the encoders of other formats skip such records.
 */
export interface RawBytesRecord extends Omit<BytesRecord, 'kind'> {
  /** Distinguishes the kinds of record. */
  readonly kind: 'rawBytes';
}

/**
 * The secrets that decrypt the raw bytes of a v2 connection. Decryption also needs the magic of the network and the side that dialled.
 * Optional, and skipped like `rawBytes`.
 */
export interface SecretsRecord {
  /** Distinguishes the kinds of record. */
  readonly kind: 'secrets';
  /** The number of the connection in the recording, from 1. */
  readonly session: number;
  /** Time of day in milliseconds since 1970, with fractions; as in OpenedRecord. */
  readonly atMs: number;
  /** The shared secret of the key exchange, 32 bytes (BIP324, v2_ecdh). */
  readonly sharedSecret: Uint8Array;
  /** The garbage that the remote sent after its key, 0 to 4095 bytes. */
  readonly receivedGarbage: Uint8Array;
  /** The garbage that the recorded peer sent after its key, 0 to 4095 bytes. */
  readonly sentGarbage: Uint8Array;
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
