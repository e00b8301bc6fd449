import type { PeerError } from '../../../base/errors.js';
import type { Network } from '../../../networks/network.js';
import type { CloseReason } from '../../../peer/closeReason.js';
import type { FailedConnection } from '../../../pool/observedPool.js';
import type { ChunkBudget } from '../records/chunkAssembler.js';
import type { RemoteClock } from './remoteClock.js';
import type { RemotePeer } from './remotePeer.js';

/** Is notified of the events of a monitor. */
export interface RemoteMonitorOwner {
  readonly network: Network;
  readonly clock: RemoteClock;
  readonly maxListBytes: number;
  /** The memory that the incomplete lists of all monitors may take. */
  readonly chunkBudget: ChunkBudget;
  /** False if there are too many peers already. */
  canAddPeer(): boolean;
  onPeer(peer: RemotePeer): void;
  onJoined(peer: RemotePeer): void;
  /** @param wasJoined false for a peer that ended before its handshake was complete */
  onClosed(peer: RemotePeer, reason: CloseReason, wasJoined: boolean): void;
  onFailed(failed: FailedConnection): void;
  onFault(error: PeerError): void;
  /** There are peers whose versions are not known: their monitor has to publish its state. */
  onUnknownPeers(): void;
  onHeartbeat(): void;
}
