import type { PeerError } from '../base/errors.js';

/** The states of a peer, in the order in which it passes through them. `ready`: the handshake is complete. */
export type PeerStatus = 'connecting' | 'handshaking' | 'ready' | 'closed';

/** Why a peer ended: we closed it (`local`), the remote closed it (`remote`), or an error ended it (`fault`). */
export type CloseReason =
  | {
      /** Which side closed the connection. */
      readonly by: 'local' | 'remote';
      /** Absent. */
      readonly error?: undefined;
    }
  | FaultCloseReason;

/** An error ended the peer. */
export interface FaultCloseReason {
  readonly by: 'fault';
  /** The error. Its class shows which side caused it: RemoteProtocolError, LocalProtocolError, TransportError or PeerTimeoutError. */
  readonly error: PeerError;
  /** Present if the policy counts the reason as misbehaviour: a pool then discourages the host. */
  readonly misbehaviour?: true;
}
