import { toPeerError } from '../../../base/errors.js';
import type { CloseReason } from '../../../peer/closeReason.js';
import type { ClockOffset } from '../clock/monitorClocks.js';
import { NatsError } from '../natsError.js';
import { ChunkAssembler } from '../records/chunkAssembler.js';
import { JsonFields } from '../records/jsonFields.js';
import type { ListPeer } from '../records/listHeader.js';
import { parseRecordEvent, type Heartbeat, type RecordEvent } from '../records/recordEvent.js';
import { RecordList, type RecordListener } from '../records/recordReader.js';
import type { RemoteMonitorOwner } from './remoteMonitorOwner.js';
import type { RemotePeer } from './remotePeer.js';
import { RemotePeers } from './remotePeers.js';

/** Reads a list to count its records. */
const NO_LISTENER: RecordListener = {
  onMessage: () => undefined,
  onExchange: () => undefined,
  onEvent: () => undefined,
};

/**
 * Lists of an instance that has ended are ignored for this time after its end, and while another instance has the name: the server may deliver
 * them late. An instance that still sends afterwards has not ended; another client has used its name.
 */
const LATE_LIST_MS = 3000;
/**
 * After a gap in the records of a monitor, each of its peers must appear again within this time, in a record or in the requested state. A peer that
 * does not appear is treated as ended.
 */
const STALE_PEER_MS = 30_000;

/**
 * The state of one monitor: its peers, its last heartbeat, and the number of lost records.
 *
 * States: silent (no instance), alive. A list begins an instance; a goodbye, silence or the first list of another instance ends it, and closes its
 * peers. An instance that was silent continues with its next list. The sequence numbers of the lists show how many records were lost: by
 * the queue of the publisher, the server, the network, or this reader. After a gap the monitor has to publish the state of all peers,
 * because the end of a peer may be among the lost records.
 */
export class RemoteMonitor {
  heartbeat: Heartbeat | undefined;
  /** When the last list of the current instance arrived: `now()` of this process. */
  arrivedAtMs = 0;
  /** When the last message arrived, including messages of another client that uses this name. */
  touchedAtMs = 0;
  lostRecords = 0;
  receivedRecords = 0;
  /** Its clock minus the clock of this process. Undefined: not measured. */
  clock: Pick<ClockOffset, 'offsetMs' | 'errorMs'> | undefined;
  private readonly peers: RemotePeers;
  private readonly chunks: ChunkAssembler;
  private instance: string | undefined;
  /** The instance that `nextSequence` belongs to: the current one, or the last one. */
  private countedInstance: string | undefined;
  private nextSequence = 0;
  private ended: { readonly instance: string | undefined; readonly atMs: number } | undefined;
  private firstGapMs: number | undefined;
  private lastGapMs = 0;

  constructor(
    readonly name: string,
    private readonly owner: RemoteMonitorOwner,
  ) {
    this.peers = new RemotePeers(name, owner);
    this.chunks = new ChunkAssembler(owner.maxListBytes, owner.chunkBudget);
  }

  /** False before its first list, and after its end. */
  get isAlive(): boolean {
    return this.instance !== undefined;
  }

  get joinedPeers(): number {
    return this.peers.joinedCount;
  }

  /** Processes a message of a subject of this monitor. Never errors: errors are passed to `onFault`. */
  receive(bytes: Uint8Array): void {
    const { clock } = this.owner;
    clock.beginList();
    this.touchedAtMs = clock.now();
    try {
      this.receiveMessage(new RecordList(bytes), bytes);
    } catch (error) {
      this.owner.onFault(toPeerError(error, 'reading a record list'));
    }
    clock.endList();
  }

  /** Closes all peers. The instance continues with its next list. */
  end(reason: CloseReason): void {
    this.instance = undefined;
    this.chunks.drop();
    this.peers.closeAll(reason);
  }

  /** Drops an incomplete list whose chunks do not arrive. */
  dropChunks(): void {
    this.chunks.drop();
  }

  /** Closes the peers whose end was lost in a gap. Called about once a second. */
  closeStalePeers(nowMs: number): void {
    const { firstGapMs } = this;
    if (firstGapMs === undefined || nowMs - firstGapMs < STALE_PEER_MS) return;
    const fact = `the monitor "${this.name}" has published nothing of the peer since a gap`;
    this.peers.closeSilentSince(firstGapMs, { by: 'fault', error: new NatsError('RECORDS_LOST', fact) });
    this.firstGapMs = undefined;
    if (this.lastGapMs > firstGapMs) this.noteGap(this.lastGapMs);
  }

  private receiveMessage(list: RecordList, bytes: Uint8Array): void {
    const { instance, sequence } = list.header;
    if (this.isLate(instance)) {
      if (!list.isChunk) this.lostRecords += list.readRecords(NO_LISTENER);
      return;
    }
    if (!list.isChunk) {
      // The chunks of a list follow each other.
      this.chunks.drop();
      this.receiveList(list);
      return;
    }
    if (instance === this.instance) this.arrivedAtMs = this.touchedAtMs;
    const whole = this.chunks.add(bytes, sequence);
    if (whole === undefined) return;
    const joined = new RecordList(whole);
    if (joined.isChunk || joined.header.instance !== instance)
      throw new NatsError('BAD_PAYLOAD', 'chunks that are no record list of their publisher');
    this.receiveList(joined);
  }

  private receiveList(list: RecordList): void {
    const { instance, sequence } = list.header;
    this.owner.clock.setTime(list.baseMs - (this.clock?.offsetMs ?? 0));
    if (instance !== this.instance) this.beginInstance(instance, sequence);
    this.arrivedAtMs = this.touchedAtMs;
    if (sequence > this.nextSequence) {
      this.lostRecords += sequence - this.nextSequence;
      this.nextSequence = sequence;
      this.noteGap(this.arrivedAtMs);
    }
    this.readRecords(list);
  }

  /** True for a message that the server delivers after the end of its instance. */
  private isLate(instance: string): boolean {
    const { arrivedAtMs, ended, touchedAtMs } = this;
    if (ended === undefined || ended.instance !== instance) return false;
    return touchedAtMs - (this.isAlive ? Math.max(ended.atMs, arrivedAtMs) : ended.atMs) < LATE_LIST_MS;
  }

  private beginInstance(instance: string, sequence: number): void {
    if (this.isAlive) {
      const error = new NatsError('MONITOR_SILENT', `the monitor "${this.name}" has started again`);
      this.endInstance({ by: 'fault', error });
    }
    this.instance = instance;
    if (instance !== this.countedInstance) {
      this.countedInstance = instance;
      // Records that it published before this reader subscribed do not count as lost.
      this.nextSequence = sequence;
    }
    this.owner.onUnknownPeers();
  }

  /** The current instance has ended; later lists of it are late. */
  private endInstance(reason: CloseReason): void {
    this.ended = { instance: this.instance, atMs: this.touchedAtMs };
    this.end(reason);
  }

  private noteGap(atMs: number): void {
    this.lastGapMs = atMs;
    if (this.firstGapMs !== undefined) return;
    this.firstGapMs = atMs;
    this.owner.onUnknownPeers();
  }

  private readRecords(list: RecordList): void {
    const listPeer = list.header.peer;
    const peer = listPeer === undefined ? undefined : this.peers.peerOf(listPeer, this.arrivedAtMs);
    try {
      list.readRecords({
        onMessage: (monitorMs, direction, command, sizeBytes, payload, isRefused) => {
          const atMs = this.setTime(monitorMs);
          if (peer?.isClosed === false) peer.onMessage(atMs, { direction, command, sizeBytes, payload, isRefused });
        },
        onExchange: (monitorMs, exchange) => {
          this.setTime(monitorMs);
          if (peer?.isClosed === false) peer.onExchange(exchange);
        },
        onEvent: (monitorMs, json) => {
          this.setTime(monitorMs);
          const event = this.parseEvent(json);
          if (event !== undefined) this.onEvent(peer, listPeer, event);
        },
      });
    } finally {
      this.receivedRecords += list.records;
      // A list that arrives again, or that another client sends, must not move the count back.
      this.nextSequence = Math.max(this.nextSequence, list.header.sequence + list.records);
    }
  }

  /** Undefined for an event that cannot be read, such as one of a later version: the records after it can be. */
  private parseEvent(json: unknown): RecordEvent | undefined {
    try {
      return parseRecordEvent(new JsonFields(json), this.owner.network);
    } catch (error) {
      this.owner.onFault(toPeerError(error, 'reading an event'));
      return undefined;
    }
  }

  private setTime(monitorMs: number): number {
    const atMs = monitorMs - (this.clock?.offsetMs ?? 0);
    this.owner.clock.setTime(atMs);
    return atMs;
  }

  private onEvent(peer: RemotePeer | undefined, listPeer: ListPeer | undefined, event: RecordEvent): void {
    if (peer === undefined || listPeer === undefined) {
      this.onOwnEvent(event);
      return;
    }
    this.peers.onEvent(peer, listPeer.id, event);
  }

  private onOwnEvent(event: RecordEvent): void {
    if (event.kind === 'heartbeat') {
      this.heartbeat = event.heartbeat;
      this.owner.onHeartbeat();
    } else if (event.kind === 'failed') {
      this.owner.onFailed({ ...event.failed, monitor: this.name });
    } else if (event.kind === 'goodbye') {
      this.endInstance({ by: 'local' });
    }
  }
}
