import { RemoteProtocolError, type PeerError } from '../errors.js';

/** What is no fault of the remote's: TRUNCATED is what a node looks like that was stopped in the middle of a message. */
const NO_FAULT = new Set(['TRUNCATED', 'SELF_CONNECTION']);

/** Whether an error tells that the remote means ill, or cannot do better: nearly every RemoteProtocolError. */
export function isMisbehaviour(error: PeerError | undefined): boolean {
  return error instanceof RemoteProtocolError && !NO_FAULT.has(error.code);
}

export function isSelfConnection(error: PeerError | undefined): boolean {
  return error instanceof RemoteProtocolError && error.code === 'SELF_CONNECTION';
}
