import type { Message } from '../messages/table.js';

/** As much of a peer as tells it from others, to a machine and to people. */
export interface PeerIdentity {
  /** Numbers the peers of this process. */
  readonly id: number;
  /** `host:port` of the remote. */
  readonly address: string;
}

/** A message, and which peer said it. Operators over many peers ask nothing of a peer: it is compared as a Map compares keys. */
export interface PeerMessage<Msg extends Message = Message, P = PeerIdentity> {
  readonly peer: P;
  readonly message: Msg;
}
