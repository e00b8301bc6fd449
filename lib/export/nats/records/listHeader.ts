/** The peer to which the records of a list belong. */
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

/** The header of a record list. */
export interface ListHeader {
  /** 8 bytes that each start of a publisher draws, as 16 hex digits. */
  readonly instance: string;
  /** The number of records that this instance created before the first of this list. */
  readonly sequence: number;
  /** Absent for records of the monitor itself. */
  readonly peer: ListPeer | undefined;
}
