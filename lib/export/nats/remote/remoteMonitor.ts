import { toPeerError, type PeerError } from '../../../base/errors.js';
import type { Network } from '../../../networks/network.js';
import type { CloseReason } from '../../../peer/closeReason.js';
import type { FailedConnection } from '../../../pool/observedPool.js';
import type { ClockOffset } from '../clock/monitorClocks.js';
import { NatsError } from '../natsError.js';
import { ChunkAssembler } from '../records/chunkAssembler.js';
import { JsonFields } from '../records/jsonFields.js';
import type { ListPeer } from '../records/listHeader.js';
import { parseRecordEvent, type Heartbeat, type RecordEvent } from '../records/recordEvent.js';
import { RecordList } from '../records/recordReader.js';
import type { RemoteClock } from './remoteClock.js';
import { RemotePeer } from './remotePeer.js';

/** Gets what happens on a monitor. */
export interface RemoteMonitorOwner {
  readonly network: Network;
  readonly clock: RemoteClock;
  readonly maxListBytes: number;
  /** False if there are too many peers already. */
  canAddPeer(): boolean;
  onPeer(peer: RemotePeer): void;
  onJoined(peer: RemotePeer): void;
  /** @param wasJoined false for a peer that ended before its handshake was complete */
  onClosed(peer: RemotePeer, reason: CloseReason, wasJoined: boolean): void;
  onFailed(failed: FailedConnection): void;
  onFault(error: PeerError): void;
  /** Peers are seen whose versions are not known: their monitor has to publish its state. */
  onUnknownPeers(): void;
  onHeartbeat(): void;
}

/**
 * What is known of one monitor: its peers, its last heartbeat, and the number of records that were lost on the way.
 *
 * A monitor that starts again has a new instance: the peers of the old one are closed. The sequence numbers of the lists show how many records
 * were lost, whoever lost them: the queue of the publisher, the server, the network, or this reader.
 */
export class RemoteMonitor {
  heartbeat: Heartbeat | undefined;
  /** When the last message arrived, by the clock of this process: time of day in milliseconds. */
  arrivedAtMs = 0;
  lostRecords = 0;
  receivedRecords = 0;
  /** What its clock shows minus the clock of this process; undefined: not measured. */
  clock: Pick<ClockOffset, 'offsetMs' | 'errorMs'> | undefined;
  private readonly peers = new Map<number, RemotePeer>();
  private readonly chunks: ChunkAssembler;
  private instance: string | undefined;
  private endedInstance: string | undefined;
  private nextSequence: number | undefined;

  constructor(
    readonly name: string,
    private readonly owner: RemoteMonitorOwner,
  ) {
    this.chunks = new ChunkAssembler(owner.maxListBytes);
  }

  /** False before its first list, and after its end. */
  get isAlive(): boolean {
    return this.instance !== undefined;
  }

  get joinedPeers(): number {
    let count = 0;
    for (const { isJoined } of this.peers.values()) if (isJoined) count += 1;
    return count;
  }

  /** Processes a message of a subject of this monitor. Never errors: what is wrong goes to `onFault`. */
  receive(bytes: Uint8Array): void {
    const { clock } = this.owner;
    clock.beginList();
    this.arrivedAtMs = clock.wallMs();
    try {
      this.receiveList(bytes);
    } catch (error) {
      this.owner.onFault(toPeerError(error, 'reading a record list'));
    }
    clock.endList();
  }

  /** Closes all peers. */
  end(reason: CloseReason): void {
    this.endedInstance = this.instance;
    this.instance = undefined;
    this.nextSequence = undefined;
    const peers = [...this.peers.values()];
    this.peers.clear();
    for (const peer of peers) this.closePeer(peer, reason);
  }

  private receiveList(bytes: Uint8Array): void {
    const list = new RecordList(bytes);
    const { instance, sequence } = list.header;
    // A message that the server delivers late, after the monitor has started again.
    if (instance === this.endedInstance) return;
    if (list.isChunk) {
      const whole = this.chunks.add(bytes, sequence);
      if (whole !== undefined) this.receiveList(whole);
      return;
    }
    if (instance !== this.instance) this.beginInstance(instance, sequence);
    this.lostRecords += Math.max(0, sequence - this.nextSequence!);
    const records = this.readRecords(list);
    this.nextSequence = sequence + records;
    this.receivedRecords += records;
  }

  private beginInstance(instance: string, sequence: number): void {
    if (this.instance !== undefined) {
      this.end({ by: 'fault', error: new NatsError('MONITOR_SILENT', `the monitor "${this.name}" has started again`) });
    }
    this.instance = instance;
    // What it published before this reader subscribed is not lost.
    this.nextSequence = sequence;
    this.owner.onUnknownPeers();
  }

  private readRecords(list: RecordList): number {
    const { listPeer, peer } = { listPeer: list.header.peer, peer: this.peerOf(list.header.peer) };
    return list.readRecords({
      onMessage: (monitorMs, direction, command, sizeBytes, payload, isRefused) => {
        const atMs = this.setTime(monitorMs);
        peer?.onMessage(atMs, { direction, command, sizeBytes, payload, isRefused });
      },
      onExchange: (monitorMs, exchange) => {
        this.setTime(monitorMs);
        peer?.onExchange(exchange);
      },
      onEvent: (monitorMs, event) => {
        this.setTime(monitorMs);
        this.onEvent(peer, listPeer, parseRecordEvent(new JsonFields(event), this.owner.network));
      },
    });
  }

  private setTime(monitorMs: number): number {
    const atMs = monitorMs - (this.clock?.offsetMs ?? 0);
    this.owner.clock.setTime(atMs);
    return atMs;
  }

  private peerOf(listPeer: ListPeer | undefined): RemotePeer | undefined {
    if (listPeer === undefined) return undefined;
    const known = this.peers.get(listPeer.id);
    if (known !== undefined) {
      known.update(listPeer);
      return known;
    }
    const { clock, network } = this.owner;
    if (!this.owner.canAddPeer()) {
      throw new NatsError(
        'BAD_PAYLOAD',
        `peer ${listPeer.id} of the monitor "${this.name}" is one too many: raise maxPeers`,
      );
    }
    const peer = new RemotePeer(this.name, listPeer, network, clock, (error) => this.owner.onFault(error));
    this.peers.set(listPeer.id, peer);
    this.owner.onPeer(peer);
    if (listPeer.isReady) this.owner.onUnknownPeers();
    return peer;
  }

  private onEvent(peer: RemotePeer | undefined, listPeer: ListPeer | undefined, event: RecordEvent): void {
    if (peer === undefined || listPeer === undefined) {
      this.onOwnEvent(event);
      return;
    }
    peer.onEvent(event);
    if (event.kind === 'closed') {
      this.peers.delete(listPeer.id);
      this.closePeer(peer, event.reason);
    } else if (event.kind === 'joined' && !peer.isJoined) {
      peer.isJoined = true;
      this.owner.onJoined(peer);
    }
  }

  private onOwnEvent(event: RecordEvent): void {
    if (event.kind === 'heartbeat') {
      this.heartbeat = event.heartbeat;
      this.owner.onHeartbeat();
    } else if (event.kind === 'failed') {
      this.owner.onFailed(event.failed);
    } else if (event.kind === 'goodbye') {
      this.end({ by: 'local' });
    }
  }

  private closePeer(peer: RemotePeer, reason: CloseReason): void {
    peer.close(reason);
    this.owner.onClosed(peer, reason, peer.isJoined);
  }
}
