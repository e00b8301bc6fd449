/** One thing that happened on a recorded connection. */
export type CaptureRecord = OpenedRecord | BytesRecord | ClosedRecord;

/** The connection is there, and no byte has passed. */
export interface OpenedRecord {
  readonly kind: 'opened';
  /** Which connection of the recording, from 1. */
  readonly session: number;
  /** Time of day in milliseconds since 1970, with fractions. It jumps where the machine was suspended or its clock was set. */
  readonly atMs: number;
  /** The network's name: `bitcoin.regtest`. */
  readonly network: string;
  /** Inbound where the remote dialled us. */
  readonly direction: 'inbound' | 'outbound';
  /** The remote's host and port; empty where the recording does not tell. */
  readonly address: string;
}

/** Bytes as they went by, cut anywhere: one frame may take several records, and one record hold several frames. */
export interface BytesRecord {
  readonly kind: 'bytes';
  readonly session: number;
  readonly atMs: number;
  readonly direction: 'received' | 'sent';
  readonly bytes: Uint8Array;
}

/** Nothing more comes of this connection. */
export interface ClosedRecord {
  readonly kind: 'closed';
  readonly session: number;
  readonly atMs: number;
  readonly by: 'local' | 'remote' | 'fault';
  /** Where it was a fault. */
  readonly error?: RecordedError;
}

/** A PeerError in writing. */
export interface RecordedError {
  /** Its class. */
  readonly name: string;
  readonly code: string;
  readonly message: string;
  /** Where in the message, of a protocol error; empty where it concerns the whole. */
  readonly path: string;
  /** Of a PeerTimeoutError. */
  readonly timeoutMs?: number;
}
