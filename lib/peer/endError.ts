import { PeerTimeoutError, TransportError, type PeerError } from '../base/errors.js';
import type { CloseReason } from './closeReason.js';
import type { Peer } from './peer.js';

/** The fields of an ended peer that the error mentions. */
type EndedPeer = Pick<Peer, 'address' | 'direction' | 'network' | 'remote'>;

/**
 * The error for a caller that did not close the peer itself; undefined if we closed it. If the connection ended during the handshake, the text
 * contains our network and the likely causes, because a wrong network or port is the most common reason.
 *
 * @param wasReady true if the handshake had completed
 */
export function endError(reason: CloseReason, peer: EndedPeer, wasReady: boolean): PeerError | undefined {
  if (reason.by === 'local') return undefined;
  if (reason.by === 'fault') return wasReady ? reason.error : withHandshakeStage(reason.error, peer);
  const fact = `${peer.address} closed the connection`;
  return new TransportError('REMOTE_CLOSED', wasReady ? fact : `${fact} ${handshakeStage(peer)}`);
}

function withHandshakeStage(error: PeerError, peer: EndedPeer): PeerError {
  const { cause, message } = error;
  if (error instanceof TransportError && error.code === 'CONNECTION_LOST') {
    return new TransportError(error.code, `${message} ${handshakeStage(peer)}`, { cause });
  }
  if (error instanceof PeerTimeoutError && error.code === 'NEGOTIATION_TIMEOUT') {
    return new PeerTimeoutError(
      error.code,
      `${message} from ${peer.address}: ended ${handshakeStage(peer)}`,
      error.timeoutMs,
    );
  }
  return error;
}

/** The text for the state that the handshake had reached, and the likely causes of its end. */
function handshakeStage({ direction, network, remote }: EndedPeer): string {
  if (remote !== undefined)
    return `within the handshake on ${network.name}, after its version: it refuses our version or services`;
  const before = `within the handshake on ${network.name}, before its version`;
  if (direction === 'inbound') return `${before}: another network or protocol`;
  return `${before}: it may be on another network, not be a node, or refuse us`;
}
