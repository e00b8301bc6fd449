import type { Message } from '../messages/table.js';

/** The identity of a peer, for programs and for people. A Peer is one. */
export interface PeerIdentity {
  /** Number of the peer, unique in this process. */
  readonly id: number;
  /** `host:port` of the remote, for display. */
  readonly address: string;
}

/** A message with the peer that sent it. Operators over many peers read no field of `peer`: they compare it as a Map compares keys. */
export interface PeerMessage<Msg extends Message = Message, P = PeerIdentity> {
  /** The peer that the message is from. */
  readonly peer: P;
  /** The message. */
  readonly message: Msg;
}
