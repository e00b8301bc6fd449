import { PeerTimeoutError, TransportError, type PeerError } from '../base/errors.js';
import type { CloseReason } from './closeReason.js';
import type { Peer } from './peer.js';

/** What an error says of the peer that has ended. */
type EndedPeer = Pick<Peer, 'address' | 'direction' | 'network' | 'remote'>;

/**
 * What a peer's end means to a caller that wanted it to stay; undefined when we closed it. A connection that ends within the handshake says
 * so, with the network that we used and the likely causes: nothing is as common at first contact as the wrong network or port.
 *
 * @param wasReady whether the handshake had completed
 */
export function endError(reason: CloseReason, peer: EndedPeer, wasReady: boolean): PeerError | undefined {
  if (reason.by === 'local') return undefined;
  if (reason.by === 'fault') return wasReady ? reason.error : withinHandshake(reason.error, peer);
  const fact = `${peer.address} closed the connection`;
  return new TransportError('REMOTE_CLOSED', wasReady ? fact : `${fact} ${situation(peer)}`);
}

function withinHandshake(error: PeerError, peer: EndedPeer): PeerError {
  const { cause, message } = error;
  if (error instanceof TransportError && error.code === 'CONNECTION_LOST') {
    return new TransportError(error.code, `${message} ${situation(peer)}`, { cause });
  }
  if (error instanceof PeerTimeoutError && error.code === 'NEGOTIATION_TIMEOUT') {
    return new PeerTimeoutError(
      error.code,
      `${message} from ${peer.address}: ended ${situation(peer)}`,
      error.timeoutMs,
    );
  }
  return error;
}

/** How far the handshake had come, and why it may have ended. */
function situation({ direction, network, remote }: EndedPeer): string {
  if (remote !== undefined)
    return `within the handshake on ${network.name}, after its version: it refuses our version or services`;
  const before = `within the handshake on ${network.name}, before its version`;
  if (direction === 'inbound') return `${before}: another network or protocol`;
  return `${before}: it is perhaps on another network or no node, or it refuses us`;
}
