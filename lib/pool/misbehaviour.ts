import { RemoteProtocolError, type PeerError } from '../base/errors.js';
import type { CloseReason } from '../peer/closeReason.js';

/** Whether a peer ended because its remote misbehaved: the policy of the peer has decided that. */
export function isMisbehaviour(reason: CloseReason | undefined): boolean {
  return reason?.by === 'fault' && reason.misbehaviour === true;
}

export function isSelfConnection(error: PeerError | undefined): boolean {
  return error instanceof RemoteProtocolError && error.code === 'SELF_CONNECTION';
}
