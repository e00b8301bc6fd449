/** The peer that the records of a list are of. */
export interface ListPeer {
  /** The id of the peer in its publisher. */
  readonly id: number;
  /** `host:port` of the remote. */
  readonly address: string;
  /** `inbound` if the remote opened the connection. */
  readonly direction: 'inbound' | 'outbound';
  /** The version of the transport; 0 while it is not known. */
  readonly transport: 0 | 1 | 2;
  /** The negotiated protocol version; 0 before. */
  readonly protocolVersion: number;
  /** True after the handshake. */
  readonly isReady: boolean;
}

/** What a record list says about its records. */
export interface ListHeader {
  /** 8 bytes that each start of a publisher draws, as 16 hex digits. */
  readonly instance: string;
  /** The number of records that this instance created before the first of this list. */
  readonly sequence: number;
  /** Absent for records of the monitor itself. */
  readonly peer: ListPeer | undefined;
}
