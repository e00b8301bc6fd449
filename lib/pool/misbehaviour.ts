import { RemoteProtocolError, TransportError, type PeerError } from '../base/errors.js';
import type { CloseReason } from '../peer/closeReason.js';

/** Whether a peer was closed for misbehaviour, by the policy of the peer. */
export function isMisbehaviour(reason: CloseReason | undefined): boolean {
  return reason?.by === 'fault' && reason.misbehaviour === true;
}

/** Whether an address was not reached because the proxy itself could not be used. */
export function isProxyFailure(error: PeerError | undefined): boolean {
  return error instanceof TransportError && error.code === 'PROXY_FAILED';
}

/** Whether a connection was refused because it leads to ourselves. */
export function isSelfConnection(error: PeerError | undefined): boolean {
  return error instanceof RemoteProtocolError && error.code === 'SELF_CONNECTION';
}
