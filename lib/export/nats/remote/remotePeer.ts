import type { Observable } from 'rxjs';
import type { ClockScheduler } from '../../../base/clock.js';
import { toPeerError, type PeerError } from '../../../base/errors.js';
import type { Message, MessageOf } from '../../../messages/table.js';
import type { VersionMessage } from '../../../messages/version.js';
import type { Network } from '../../../networks/network.js';
import type { CloseReason } from '../../../peer/closeReason.js';
import type { PeerTransport } from '../../../peer/peerTransport.js';
import { CommandStates } from '../../../peer/receive/commandState.js';
import { CommandStreams } from '../../../peer/receive/commandStreams.js';
import type { PeerStats } from '../../../peer/stats/stats.js';
import { CurrentValue } from '../../../peer/streams/currentValue.js';
import { LazySubject } from '../../../peer/streams/lazySubject.js';
import { TrafficFrame, type Traffic } from '../../../peer/streams/traffic.js';
import type { ObservedPeer } from '../../../pool/observedPool.js';
import type { Exchange } from '../../../protocol/exchanges/exchange.js';
import { NO_FEATURES, type Features } from '../../../protocol/runtime/agreement.js';
import type { RoundTrip } from '../../../protocol/runtime/outcome.js';
import { readPayload } from '../../../wire/payload.js';
import type { ListPeer } from '../records/listHeader.js';
import type { RecordedMessage } from '../records/recordWriter.js';
import type { RecordEvent } from '../records/recordEvent.js';

let lastId = 0;

/** A message of a record. */
type ReadMessage = Omit<RecordedMessage, 'payload'> & {
  /** A view; undefined if its publisher leaves payloads out. */
  readonly payload: Uint8Array | undefined;
};

/** A peer of a monitor, as `fromNats` shows it: the streams and the state of a peer, without the methods that send. */
export class RemotePeer implements Omit<ObservedPeer, 'local' | 'remote' | 'protocolVersion'> {
  readonly id = ++lastId;
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;
  /** Absent until the monitor has published the versions. */
  local: VersionMessage | undefined;
  remote: VersionMessage | undefined;
  features: Features = NO_FEATURES;
  isJoined = false;
  isClosed = false;
  /** When a list of this peer arrived last: `now()` of this process. */
  heardAtMs = 0;
  private readonly traffic = new LazySubject<Traffic>();
  private readonly faults = new LazySubject<PeerError>();
  private readonly pings = new LazySubject<RoundTrip>();
  private readonly exchanges = new LazySubject<Exchange>();
  private readonly closed = new CurrentValue<CloseReason>();
  private readonly states: CommandStates;
  private readonly streams: CommandStreams;
  private lastStats: PeerStats | undefined;
  private bestHeight = 0;

  /** @param onUnreadable called for a payload that cannot be decoded although its monitor delivered it */
  constructor(
    readonly monitor: string,
    private listPeer: ListPeer,
    readonly network: Network,
    readonly scheduler: ClockScheduler,
    private readonly onUnreadable: (error: PeerError) => void,
  ) {
    this.address = listPeer.address;
    this.direction = listPeer.direction;
    this.states = new CommandStates(network);
    this.streams = new CommandStreams(network, this.states);
  }

  get transport(): PeerTransport | undefined {
    const { transport } = this.listPeer;
    return transport === 0 ? undefined : (this.lastStats?.transport ?? { version: transport });
  }

  get protocolVersion(): number | undefined {
    return this.listPeer.protocolVersion === 0 ? undefined : this.listPeer.protocolVersion;
  }

  get traffic$(): Observable<Traffic> {
    return this.traffic.value$;
  }

  get messages$(): Observable<Message> {
    return this.streams.messages$;
  }

  get faults$(): Observable<PeerError> {
    return this.faults.value$;
  }

  get pings$(): Observable<RoundTrip> {
    return this.pings.value$;
  }

  get exchanges$(): Observable<Exchange> {
    return this.exchanges.value$;
  }

  get closed$(): Observable<CloseReason> {
    return this.closed.value$;
  }

  on<C extends Message['command']>(command: C): Observable<MessageOf<C>> {
    return this.streams.on(command) as Observable<MessageOf<C>>;
  }

  /** The last snapshot that the monitor has published. */
  stats(): PeerStats {
    const { address, bestHeight, direction, id, lastStats } = this;
    const stats = lastStats ?? { ...NO_STATS, ...this.versionStats() };
    return { ...stats, id, address, direction, bestHeight: Math.max(stats.bestHeight ?? 0, bestHeight) };
  }

  raiseBestHeight(height: number): void {
    this.bestHeight = Math.max(this.bestHeight, height);
  }

  /** A list of this peer arrives. */
  update(listPeer: ListPeer, heardAtMs: number): void {
    this.listPeer = listPeer;
    this.heardAtMs = heardAtMs;
  }

  onMessage(atMs: number, frame: ReadMessage): void {
    const { command, direction, isRefused, payload, sizeBytes } = frame;
    if (this.traffic.observed) {
      const copy = payload?.slice() ?? NO_PAYLOAD;
      const decode =
        payload === undefined ? undefined : (bytes: Uint8Array) => this.tryDecode(command, bytes, isRefused);
      this.traffic.next(new TrafficFrame(direction, command, sizeBytes, atMs, copy, decode));
    }
    if (direction === 'sent' || isRefused || payload === undefined) return;
    const state = this.states.of(command);
    if (!this.streams.beginDelivery(state)) return;
    const message = this.tryDecode(command, payload);
    if (message === undefined) return;
    this.streams.decoded(message);
    this.streams.emit(message, state, sizeBytes);
    this.streams.endDelivery();
  }

  onExchange(exchange: Exchange): void {
    this.exchanges.next(exchange);
  }

  /** Updates the state, and emits the event on the stream to which it belongs. */
  onEvent(event: RecordEvent): void {
    switch (event.kind) {
      case 'joined':
        this.local = event.local;
        this.remote = event.remote;
        break;
      case 'state':
        this.lastStats = event.stats;
        this.features = event.features;
        break;
      case 'fault':
        this.faults.next(event.error);
        break;
      case 'ping':
        this.pings.next(event.roundTrip);
        break;
    }
  }

  close(reason: CloseReason): void {
    this.isClosed = true;
    this.streams.complete();
    for (const stream of [this.traffic, this.faults, this.pings, this.exchanges]) stream.complete();
    this.closed.next(reason);
    this.closed.complete();
  }

  /** @param isRefused true: the peer itself has reported the error */
  private tryDecode(command: string, payload: Uint8Array, isRefused = false): Message | undefined {
    const { network } = this;
    const protocolVersion = this.protocolVersion ?? network.protocolVersion;
    try {
      return readPayload({ command, payload }, network.messages.get(command), protocolVersion);
    } catch (error) {
      if (!isRefused) this.onUnreadable(toPeerError(error, 'decoding'));
      return undefined;
    }
  }

  private versionStats(): Partial<PeerStats> {
    const { remote } = this;
    if (remote === undefined) return {};
    const { services, startHeight, userAgent, version } = remote;
    return {
      services,
      version,
      ...(startHeight === undefined ? {} : { startHeight }),
      ...(userAgent === undefined ? {} : { userAgent }),
    };
  }
}

const NO_PAYLOAD = new Uint8Array(0);
const NO_TRAFFIC = { messages: 0, bytes: 0, byCommand: {} };
const NO_STATS: Omit<PeerStats, 'id' | 'address' | 'direction'> = {
  received: NO_TRAFFIC,
  sent: NO_TRAFFIC,
  faults: 0,
  knownInventory: 0,
  waitingInventory: 0,
  droppedInventory: 0,
  queuedMessages: 0,
  queuedBytes: 0,
  unfinishedBytes: 0,
  isPaused: false,
};
