/** Options of `peer.send`. */
export interface SendOptions {
  /** False strips the witness from transactions and blocks (BIP144). Default true. */
  witness?: boolean | undefined;
  /** Aborting removes the message from the send queue if it has not been handed to the transport. */
  signal?: AbortSignal | undefined;
}
