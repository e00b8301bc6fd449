import type { CloseReason } from '../../../peer/closeReason.js';
import { NatsError } from '../natsError.js';
import type { ListPeer } from '../records/listHeader.js';
import type { RecordEvent } from '../records/recordEvent.js';
import type { RemoteMonitorOwner } from './remoteMonitorOwner.js';
import { RemotePeer } from './remotePeer.js';

/** The peers of one monitor, by the number that its publisher gives them. */
export class RemotePeers {
  private readonly peers = new Map<number, RemotePeer>();

  constructor(
    private readonly monitor: string,
    private readonly owner: RemoteMonitorOwner,
  ) {}

  get joinedCount(): number {
    let count = 0;
    for (const { isJoined } of this.peers.values()) if (isJoined) count += 1;
    return count;
  }

  /** The peer of a list that arrived at `nowMs`. Errors with NatsError `TOO_MANY_PEERS` if it is new and one too many. */
  peerOf(listPeer: ListPeer, nowMs: number): RemotePeer {
    const known = this.peers.get(listPeer.id);
    if (known !== undefined) {
      known.update(listPeer, nowMs);
      return known;
    }
    const { owner, monitor } = this;
    if (!owner.canAddPeer()) {
      throw new NatsError(
        'TOO_MANY_PEERS',
        `peer ${listPeer.id} of the monitor "${monitor}" is one too many: raise maxPeers`,
      );
    }
    const peer = new RemotePeer(monitor, listPeer, owner.network, owner.clock, (error) => owner.onFault(error));
    peer.heardAtMs = nowMs;
    this.peers.set(listPeer.id, peer);
    owner.onPeer(peer);
    if (listPeer.isReady) owner.onUnknownPeers();
    return peer;
  }

  onEvent(peer: RemotePeer, id: number, event: RecordEvent): void {
    // A list may continue after the end of its peer, or a subscriber may have closed the pool.
    if (peer.isClosed) return;
    peer.onEvent(event);
    if (event.kind === 'closed') {
      this.peers.delete(id);
      this.close(peer, event.reason);
    } else if (event.kind === 'joined' && !peer.isJoined) {
      peer.isJoined = true;
      this.owner.onJoined(peer);
    }
  }

  /** Closes the peers without a list since this time. */
  closeSilentSince(sinceMs: number, reason: CloseReason): void {
    const silent = [...this.peers].filter(([, { heardAtMs }]) => heardAtMs < sinceMs);
    for (const [id, peer] of silent) {
      this.peers.delete(id);
      this.close(peer, reason);
    }
  }

  closeAll(reason: CloseReason): void {
    const all = [...this.peers.values()];
    this.peers.clear();
    for (const peer of all) this.close(peer, reason);
  }

  private close(peer: RemotePeer, reason: CloseReason): void {
    peer.close(reason);
    this.owner.onClosed(peer, reason, peer.isJoined);
  }
}
